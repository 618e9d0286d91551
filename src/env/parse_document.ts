import { COLON, endsEscaped, EQUALS, findLineEnd, HASH, isBlank, skipBlanks } from "./ascii.ts";
import type { Assignment, Contest, EnvDocument, EnvNode, Span } from "./document.ts";
import { readValue } from "./read_value.ts";

/** One physical line: from `start` to `end`, with its line ending from `contentEnd` on. */
interface Line extends Span {
  readonly contentEnd: number;
  /** 1-based. */
  readonly line: number;
}

/** What stands before a value, or instead of one. `separator` is the offset of the `=` or `:`. */
type Head =
  | {
    readonly kind: "assignment";
    readonly key: Span;
    readonly exported: boolean;
    readonly separator: number;
  }
  | { readonly kind: "bare"; readonly key: Span }
  | { readonly kind: "other"; readonly key: Span | null; readonly separator: number | null };

const BOM = [0xef, 0xbb, 0xbf] as const;
// A BOM in the middle of a file is part of a name for most loaders, so it must not be dropped here.
const UTF_8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Parses any bytes into nodes that tile them, in linear time. The document keeps `bytes`, which must not be
 * changed afterwards.
 */
export function parseDocument(bytes: Uint8Array): EnvDocument {
  const nodes: EnvNode[] = [];
  let openQuote: number | null = null;
  let at = 0;
  let line = 1;
  if (BOM.every((byte, index) => bytes[index] === byte)) {
    nodes.push({ kind: "bom", start: 0, contentEnd: BOM.length, end: BOM.length, line });
    at = BOM.length;
  }
  let dispute: Contest | null = null;
  while (at < bytes.length) {
    const first = readLine(bytes, at, line);
    const { node, lines, opens } = readNode(bytes, first, dispute);
    if (opens) openQuote ??= line;
    nodes.push(node);
    dispute = openQuote === null
      ? disputeBelow(bytes, node, dispute)
      : { how: "open-quote", line: openQuote };
    at = node.end;
    line += lines;
  }
  return { bytes, nodes, openQuote };
}

function readLine(bytes: Uint8Array, start: number, line: number): Line {
  return { start, line, ...findLineEnd(bytes, start) };
}

function readNode(
  bytes: Uint8Array,
  line: Line,
  dispute: Contest | null,
): { readonly node: EnvNode; readonly lines: number; readonly opens: boolean } {
  const { contentEnd } = line;
  const text = skipBlanks(bytes, line.start, contentEnd);
  if (text === contentEnd) return { node: { kind: "blank", ...line }, lines: 1, opens: false };
  if (bytes[text] === HASH) return { node: { kind: "comment", ...line }, lines: 1, opens: false };
  const head = readHead(bytes, text, contentEnd);
  if (head.kind === "bare") {
    return { node: { kind: "bare", key: decode(bytes, head.key), ...line }, lines: 1, opens: false };
  }
  if (head.separator === null) {
    return { node: { kind: "other", key: null, inside: [], ...line }, lines: 1, opens: false };
  }
  const value = readValue(bytes, { from: head.separator + 1, line, reach: "statement" });
  const { inside, lines } = readInside(bytes, { first: line, end: value.end });
  const place = { ...line, contentEnd: value.contentEnd, end: value.end };
  if (head.kind === "other") {
    const key = head.key === null ? null : decode(bytes, head.key);
    return { node: { kind: "other", key, inside, ...place }, lines, opens: value.opens };
  }
  const own: Contest | null = value.opens ? { how: "open-quote", line: line.line } : null;
  const node: Assignment = {
    kind: "assignment",
    ...place,
    key: decode(bytes, head.key),
    exported: head.exported,
    equals: head.separator,
    token: value.token,
    quote: value.quote,
    hint: value.hint,
    contested: dispute?.how === "open-quote" ? dispute : own ?? dispute,
    inside,
  };
  return { node, lines, opens: value.opens };
}

function readHead(bytes: Uint8Array, text: number, end: number): Head {
  let start = text;
  let nameEnd = skipName(bytes, start, end);
  let exported = false;
  if (isExport(bytes, start, nameEnd)) {
    const next = skipBlanks(bytes, nameEnd, end);
    const nextEnd = skipName(bytes, next, end);
    if (next > nameEnd && nextEnd > next) {
      exported = true;
      start = next;
      nameEnd = nextEnd;
    }
  }
  if (nameEnd > start) {
    const key = { start, end: nameEnd };
    const next = skipBlanks(bytes, nameEnd, end);
    if (next === end) return { kind: "bare", key };
    if (bytes[next] === EQUALS) return { kind: "assignment", key, exported, separator: next };
    // `KEY: value` is an assignment for npm dotenv and Ruby alone; its quotes may still span lines.
    if (bytes[nameEnd] === COLON && isBlank(bytes[nameEnd + 1])) {
      return { kind: "other", key, separator: nameEnd };
    }
  }
  const separator = bytes.subarray(text, end).indexOf(EQUALS);
  return { kind: "other", key: null, separator: separator < 0 ? null : text + separator };
}

/** What loaders that read line by line find in the lines after the first of a statement. */
function readInside(
  bytes: Uint8Array,
  statement: { readonly first: Line; readonly end: number },
): { readonly inside: readonly Assignment[]; readonly lines: number } {
  const { first } = statement;
  const inside: Assignment[] = [];
  let lines = 1;
  for (let at = first.end; at < statement.end; lines++) {
    const line = readLine(bytes, at, first.line + lines);
    at = line.end;
    const text = skipBlanks(bytes, line.start, line.contentEnd);
    const head = readHead(bytes, text, line.contentEnd);
    if (head.kind !== "assignment") continue;
    const { token, quote, hint } = readValue(bytes, { from: head.separator + 1, line, reach: "line" });
    inside.push({
      kind: "assignment",
      ...line,
      key: decode(bytes, head.key),
      exported: head.exported,
      equals: head.separator,
      token,
      quote,
      hint,
      contested: { how: "inside-quotes", line: first.line },
      inside: [],
    });
  }
  return { inside, lines };
}

/** How a node makes loaders disagree about the assignment below it; blank lines hand on an empty value. */
function disputeBelow(bytes: Uint8Array, node: EnvNode, above: Contest | null): Contest | null {
  if (endsEscaped(bytes, node.start, node.contentEnd)) {
    return { how: "backslash", line: node.line };
  }
  if (node.kind === "blank") return above?.how === "blank-value" ? above : null;
  if (node.kind !== "assignment" || node.token.end > node.token.start || node.hint !== null) return null;
  return node.contentEnd > node.equals + 1 ? { how: "blank-value", line: node.line } : null;
}

function decode(bytes: Uint8Array, span: Span): string {
  return UTF_8.decode(bytes.subarray(span.start, span.end));
}

function isExport(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 6 && decode(bytes, { start, end }) === "export";
}

function skipName(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isNameByte(bytes[at]!)) at++;
  return at;
}

/** `A-Z a-z 0-9 _ . -` and everything beyond ASCII. */
function isNameByte(byte: number): boolean {
  return byte >= 0x80 || byte === 0x5f || byte === 0x2d || byte === 0x2e ||
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
