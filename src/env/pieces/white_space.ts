/** Unicode's White_Space, as Go and Rust know it: unlike JavaScript's it counts U+0085, and not U+FEFF. */
const WHITE_SPACE = new Set(
  "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
);

/** Whether the character is white space. */
export function isWhiteSpace(character: string): boolean {
  return WHITE_SPACE.has(character);
}

/** Where the first character stands, from `start` on, that is no white space. */
export function skipWhiteSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && WHITE_SPACE.has(text.charAt(at))) at++;
  return at;
}

/** `text` without the white space at its end. */
export function trimWhiteSpaceEnd(text: string): string {
  let end = text.length;
  while (end > 0 && WHITE_SPACE.has(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
