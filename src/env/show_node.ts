import { DOUBLE_QUOTE, EQUALS, SINGLE_QUOTE } from "./ascii.ts";
import type { Assignment, EnvDocument, EnvNode } from "./document.ts";

/** What stands for any value. */
export const MASK = "••••";

const LONGEST = 100;
const UTF_8 = new TextDecoder();
// Control characters could move a terminal's cursor, bidirectional ones could reorder what is read.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The first line of a node for a person: no value, no part of one, nothing that a terminal would obey. */
export function showNode(document: EnvDocument, node: EnvNode): string {
  switch (node.kind) {
    case "bom":
    case "blank":
      return "";
    case "comment":
      return showComment(document.bytes.subarray(node.start, node.contentEnd));
    case "assignment":
      return isVariable(document, node) ? showAssignment(document, node) : MASK;
    case "bare":
    case "other":
      // A line without `=` may be the rest of a key that a generator wrapped.
      return MASK;
  }
}

/** A comment as it is, cut behind its first `=`: it may be an assignment that somebody switched off. */
export function showComment(bytes: Uint8Array): string {
  const text = UTF_8.decode(bytes.subarray(0, 4 * LONGEST)).replace(UNPRINTABLE, "·");
  const equals = text.indexOf("=");
  if (equals >= 0) return `${shorten(text.slice(0, equals + 1))}${MASK}`;
  return shorten(text);
}

/**
 * Whether an assignment is one that somebody wrote. The last line of a wrapped base64 key ends in `=` too,
 * and its "name" is part of the key.
 */
export function isVariable(document: EnvDocument, assignment: Assignment): boolean {
  const { key, token } = assignment;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return false;
  const value = document.bytes.subarray(token.start, token.end);
  // People write names in one case; 20 characters of base64 are hardly ever in one.
  return value.length === 0
    ? key === key.toUpperCase() || key === key.toLowerCase()
    : value.some(isNoPadding);
}

/** Neither the `=` that ends base64 nor the quote that ends a value of several lines. */
function isNoPadding(byte: number): boolean {
  return byte !== EQUALS && byte !== DOUBLE_QUOTE && byte !== SINGLE_QUOTE;
}

function showAssignment({ bytes }: EnvDocument, node: Assignment): string {
  const head = bytes.subarray(node.start, node.token.start);
  return node.token.end > node.token.start ? maskValue(head, node.quote ?? "") : showHead(head);
}

/** What stands before a value, and the mask in its quotes. */
export function maskValue(head: Uint8Array, quote: string): string {
  return `${showHead(head)}${quote}${MASK}${quote}`;
}

function showHead(head: Uint8Array): string {
  return shorten(UTF_8.decode(head.subarray(0, 4 * LONGEST)).replace(UNPRINTABLE, " "));
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : text;
}
