import { toByteText } from "../byte_text.ts";

const LETTERS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const ESCAPE =
  /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c([\s\S])|([\s\S]))/g;

/** What bash makes of the text between `$'` and `'`; one character a byte, cut at a NUL. */
export function readAnsiC(body: string): string {
  const read = body.replace(ESCAPE, (escape, octal, hex, short, long, control, letter) => {
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 0xff);
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    if (short ?? long) return toUtf8(parseInt(short ?? long, 16));
    if (control !== undefined) {
      return control === "?" ? "\x7f" : String.fromCharCode(control.charCodeAt(0) & 0x1f);
    }
    if ("\\'\"?".includes(letter)) return letter;
    return LETTERS[letter] ?? escape;
  });
  const nul = read.indexOf("\0");
  return nul === -1 ? read : read.slice(0, nul);
}

function toUtf8(codePoint: number): string {
  if (codePoint > 0x10ffff) return "";
  return toByteText(new TextEncoder().encode(String.fromCodePoint(codePoint)));
}

/** The offset of the `'` that closes, from the one behind `$'` on; -1 where none does. */
export function findAnsiCEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "'") return at;
  }
  return -1;
}
