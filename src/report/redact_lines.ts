import { detached } from "./detached.ts";
import { MASK } from "./mask_runs.ts";
import { plain } from "./plain.ts";
import { isSecretName, NAME } from "./secret_names.ts";

/** What pydantic 2 printed of a rejected value goes on until it says the value's type. */
const OPEN_INPUT = /input_value=(?!.{0,20000}, input_type=)/;
const INPUT_END = /, input_type=[\w.]{1,80}\]/;
const BLOCK_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}(?:KEY|CERTIFICATE|MESSAGE)[A-Z ]{0,20}-----/;
const BLOCK_END = /-----END [A-Z0-9 ]{1,60}-----/;
/** A value or a key of more lines than this is none: its end was lost. */
const MOST_LINES = 200;
/** Lines that come again are redacted once, as long as they are short and there are not too many of them. */
const MOST_KNOWN = 200;
const LONGEST_KNOWN = 500;

/** `name: NAME` of a container's variable; its value follows. */
const NAMED = new RegExp(`\\bname["']?: ["']?(${NAME})["']?,?\\s{0,4}$`, "i");
const VALUE = /^(.{0,200}\bvalue["']?:\s{1,4})\S/;
/** A name in one cell of a debug page; its value stands in the next. */
const CELL = new RegExp(`<t[dh][^<>]{0,100}>\\s{0,8}(${NAME})\\s{0,8}</t[dh]>\\s{0,8}$`, "i");
const CELL_VALUE = /^(\s{0,80}(?:<[^<>]{1,120}>){1,4})[^<>]{1,4000}/;
/** A field of a form in parts; an empty line stands before its value. */
const PART = /^Content-Disposition: form-data; name="[\w-]{0,40}(?:passw|pwd|secret|token|csrf)[\w-]{0,40}"/i;
/** A value in YAML that goes on in the lines that are indented below it. */
const BLOCK = new RegExp(`^(\\s{0,80})(?:- )?["']?(${NAME})["']?: [|>][-+\\d]{0,2}\\s{0,4}$`, "i");

/** What one of the four above has at its end or its beginning. */
const MAY_GO_ON = /\bname["']?: |<\/t[dh]>\s{0,8}$|: [|>][-+\d]{0,2}\s{0,4}$|^Content-D/i;

/** What masks the lines that come, until it is null. */
type Expected = (line: string) => { readonly shown: string | null; readonly next: Expected | null };

/**
 * Makes of a redactor one for lines that come one after another: a secret that goes over several lines (a
 * rejected value, a private key) is masked in each of them, and one whose name stands in the line before.
 */
export function createLineRedactor(redact: (text: string) => string): (line: string) => string {
  let end: RegExp | null = null;
  let left = 0;
  let expected: Expected | null = null;
  const known = new Map<string, string>();

  function redactAlone(line: string): string {
    const before = known.get(line);
    if (before !== undefined) return before;
    const redacted = redact(line);
    if (known.size >= MOST_KNOWN) known.clear();
    if (line.length <= LONGEST_KNOWN) known.set(detached(line), detached(redacted));
    return redacted;
  }

  return (printed) => {
    const line = plain(printed);
    if (end !== null && left > 0) {
      const found = end.exec(line);
      left -= 1;
      if (found === null) return MASK;
      end = null;
      return MASK + redact(line.slice(found.index));
    }
    const told: ReturnType<Expected> = expected?.(line) ?? { shown: null, next: null };
    expected = told.next ?? expectedAfter(line);
    if (told.shown !== null) return redact(told.shown);
    const block = lastBlock(line);
    if (block !== null) {
      end = BLOCK_END;
      left = MOST_LINES;
      return redact(line.slice(0, block.start)) + block.title + MASK;
    }
    end = OPEN_INPUT.test(line) ? INPUT_END : null;
    left = MOST_LINES;
    return redactAlone(line);
  };
}

/** Makes of a redactor one for texts of several lines that are there as a whole. */
export function createTextRedactor(redact: (text: string) => string): (text: string) => string {
  return (text) => {
    const shown = redact(text);
    return shown.includes("\n") ? shown.split("\n").map(createLineRedactor(redact)).join("\n") : shown;
  };
}

/** A key that begins in a line and does not end there. */
function lastBlock(line: string): { readonly start: number; readonly title: string } | null {
  const start = line.lastIndexOf("-----BEGIN ");
  const rest = start < 0 ? "" : line.slice(start);
  const title = BLOCK_BEGIN.exec(rest)?.[0];
  return title === undefined || BLOCK_END.test(rest) ? null : { start, title };
}

function expectedAfter(line: string): Expected | null {
  if (!MAY_GO_ON.test(line)) return null;
  const named = NAMED.exec(line) ?? CELL.exec(line);
  if (named !== null && isSecretName(named[1] ?? "")) return line.trimEnd().endsWith(">") ? cell : value;
  const block = BLOCK.exec(line);
  if (block !== null && isSecretName(block[2] ?? "")) return indented(block[1]?.length ?? 0);
  return PART.test(line) ? part : null;
}

const value: Expected = (line) => {
  const head = VALUE.exec(line)?.[1];
  return { shown: head === undefined ? null : head + MASK, next: null };
};

const cell: Expected = (line) => ({ shown: line.replace(CELL_VALUE, `$1${MASK}`), next: null });

const part: Expected = (line) =>
  /^(?:Content-[\w-]{1,40}:.*)?$/.test(line) ? { shown: line, next: part } : { shown: MASK, next: null };

function indented(by: number): Expected {
  return (line) =>
    line.trim() === "" || line.length - line.trimStart().length > by
      ? { shown: line.trim() === "" ? "" : " ".repeat(by + 2) + MASK, next: indented(by) }
      : { shown: null, next: null };
}
