import { CR } from "./ascii.ts";
import type { Dialect, Reading } from "./dialect.ts";
import { assignmentsOf } from "./document.ts";
import { parseDocument } from "./parse_document.ts";
import { decodeStrictly } from "./pieces/decode.ts";

/** What no loader takes for more than a character, wherever in a value it stands. */
const PLAIN = /^[\w./+-]*$/;

/**
 * Loaders that were not measured. A plain `KEY=value` all of them read alike; of anything else it is not
 * foretold what they make of it. They are not among `DIALECTS`, which are what real programs did.
 */
export const PLAIN_LINES: readonly Dialect[] = [
  plainLines("honcho", "honcho", "file"),
  plainLines("heroku-local", "heroku local", "file"),
  plainLines("make-include", "make's include", "file"),
  plainLines("shell-export-words", "export $(… .env)", "file"),
  plainLines("shell-read-loop", "a shell's loop of read", "file"),
  plainLines("uv-run", "uv run", "process"),
  plainLines("just", "just", "process"),
  plainLines("task", "Task", "process"),
];

function plainLines(id: string, title: string, precedence: Dialect["precedence"]): Dialect {
  return { id, title, loaders: [], precedence, read };
}

function read(bytes: Uint8Array, key: string): Reading {
  const document = parseDocument(bytes);
  const found = assignmentsOf(document, key);
  const [only] = found;
  if (only === undefined) return { outcome: "missing", reason: "No line of the file assigns it" };
  const { line, start, equals, token, hint, contested } = only;
  const because = (reason: string): Reading => ({ outcome: "unpredictable", reason });
  if (found.length > 1) return because(`Line ${line} is not the only one that assigns it`);
  if (contested !== null) {
    return because(`What stands above line ${line} may be read as a part of it, or it of that`);
  }
  const spelled = new TextDecoder().decode(bytes.subarray(start, equals));
  const value = new TextDecoder().decode(bytes.subarray(equals + 1, only.contentEnd));
  const plain = spelled === key && hint === null && token.start === equals + 1 && PLAIN.test(value);
  if (!plain || bytes[0] === 0xef) return because(`Line ${line} is not plain KEY=value`);
  if (bytes.includes(CR)) return because("The lines end in CR LF");
  if (bytes.includes(0) || typeof decodeStrictly(bytes) !== "string") {
    return because("The file is no plain text");
  }
  const other = document.nodes.find(({ kind }) => kind === "bare" || kind === "other");
  if (other !== undefined) return because(`Line ${other.line} is no assignment`);
  const odd = document.nodes.find((node) => node.kind !== "comment" && hasOddQuote(bytes, node));
  if (odd !== undefined) return because(`Line ${odd.line} holds a quote without a partner`);
  return { outcome: "value", value, line, why: "as it stands" };
}

/** Words are split by quotes over the whole file: one that is not closed swallows what follows, or all fails. */
function hasOddQuote(
  bytes: Uint8Array,
  { start, contentEnd }: { readonly start: number; readonly contentEnd: number },
): boolean {
  let open = 0;
  for (const byte of bytes.subarray(start, contentEnd)) {
    if (open === 0 ? byte === 0x22 || byte === 0x27 : byte === open) open = open === 0 ? byte : 0;
  }
  return open !== 0;
}
