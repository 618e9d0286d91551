import { joinBytes } from "./ascii.ts";
import type { Dialect, Reading } from "./dialect.ts";
import { type EnvDocument, lineEndingOf, variableNames } from "./document.ts";
import { parseDocument } from "./parse_document.ts";
import { refusalOf } from "./refusal.ts";

/** What a file shall say afterwards. */
export interface Rewriting {
  readonly key: string;
  /** Null for no assignment at all. */
  readonly value: string | null;
  /** Who has to read it so. */
  readonly dialect: Dialect;
}

/**
 * The file with another value of `key`, or without it: every line that assigns it goes, and the new one is the
 * last. For copies that are thrown away: a file that somebody keeps is edited by `planSet`. Null where the loader
 * would not read the value in any spelling, or another variable differently.
 */
export function rewriteValue(bytes: Uint8Array, { key, value, dialect }: Rewriting): Uint8Array | null {
  if (refusalOf(bytes) !== null) return null;
  const document = parseDocument(bytes);
  const others = variableNames(document).filter((name) => name !== key);
  const readsOthers = (after: Uint8Array) =>
    others.every((name) => isSame(dialect.read(bytes, name, {}), dialect.read(after, name, {})));
  const rest = withoutKey(document, key);
  const spelled = value === null
    ? [rest]
    : spellingsOf(value).map((spelling) => withLine(rest, `${key}=${spelling}`, lineEndingOf(document)));
  return spelled.find((after) => isWanted(dialect.read(after, key, {}), value) && readsOthers(after)) ?? null;
}

function isWanted(reading: Reading, value: string | null): boolean {
  // An empty value is no value for some loaders, and none that a quote could make one.
  if (reading.outcome === "missing") return value === null || value === "";
  return reading.outcome === "value" && reading.value === value;
}

function isSame(before: Reading, after: Reading): boolean {
  return before.outcome === after.outcome &&
    (before.outcome !== "value" || after.outcome !== "value" || before.value === after.value);
}

function withoutKey({ bytes, nodes }: EnvDocument, key: string): Uint8Array {
  const kept = nodes.filter((node) => !("key" in node) || node.key !== key);
  return joinBytes(kept.map(({ start, end }) => bytes.subarray(start, end)));
}

/** Bare, then in either quote: loaders differ in which of them keep a `#`, a `$` or a blank. */
function spellingsOf(value: string): readonly string[] {
  if (/[\r\n]/.test(value)) return [];
  return [
    value,
    ...["'", '"'].filter((quote) => !value.includes(quote)).map((quote) => quote + value + quote),
  ];
}

function withLine(bytes: Uint8Array, line: string, ending: string): Uint8Array {
  const open = bytes.length > 0 && bytes.at(-1) !== 0x0a;
  // An empty line ends what a backslash continues.
  return joinBytes([bytes, new TextEncoder().encode(`${open ? ending : ""}${ending}${line}${ending}`)]);
}
