import { decodeStrictly } from "./decode.ts";

/** The file as Python's `open()` in text mode gives it: strict UTF-8, CRLF and lone CR made line feeds. */
export function openAsText(bytes: Uint8Array): ReturnType<typeof decodeStrictly> {
  const text = decodeStrictly(bytes);
  return typeof text === "string" ? text.replace(/\r\n?/g, "\n") : text;
}

/** Whether `str.isspace()` holds: unlike JavaScript it counts U+001C–U+001F and U+0085, and not U+FEFF. */
export function isBlank(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code >= 0x1c;
  if (code < 0x85) return false;
  return code === 0x85 || code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** Python's `str.strip()`. */
export function strip(text: string): string {
  let start = 0;
  while (isBlank(text.charCodeAt(start))) start++;
  return stripEnd(text.slice(start));
}

/** Python's `str.rstrip()`. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

const MORE_LINE_ENDS = new Set("\v\f\x1c\x1d\x1e\x85\u2028\u2029");

/** The pieces that `str.splitlines()` makes of one physical line: it ends lines at more than line feeds. */
export function splitLine(line: string): readonly string[] {
  const pieces = [];
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    if (!MORE_LINE_ENDS.has(line.charAt(at))) continue;
    pieces.push(line.slice(start, at));
    start = at + 1;
  }
  return [...pieces, line.slice(start)];
}
