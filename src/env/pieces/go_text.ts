/** Characters of Go's `unicode.IsSpace`, line feeds among them. */
const SPACES = new Set(
  "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
);

/** The few blanks that godotenv and its descendants accept within a line. */
const BLANKS = new Set("\t\v\f\r \x85\xa0");

/** Where the first character stands, from `start` on, for which Go's `unicode.IsSpace` does not hold. */
export function skipSpaces(text: string, start: number): number {
  let at = start;
  while (at < text.length && SPACES.has(text.charAt(at))) at++;
  return at;
}

/** `text` without what `unicode.IsSpace` holds for at its end. */
export function trimSpacesEnd(text: string): string {
  let end = text.length;
  while (end > 0 && SPACES.has(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Whether godotenv takes the character for a blank within a line. */
export function isBlank(character: string): boolean {
  return BLANKS.has(character);
}

/** Where the first character stands, from `start` on, that is no blank within a line. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && BLANKS.has(text.charAt(at))) at++;
  return at;
}

/** Go's `unicode.IsLetter` or `unicode.IsNumber`. */
export function isLetterOrNumber(character: string): boolean {
  return /^[\p{L}\p{N}]$/u.test(character);
}

/** Where the comment line or blank line ends that no statement stands on; the length where none follows. */
export function findStatement(text: string, start: number): number {
  let at = skipSpaces(text, start);
  while (text[at] === "#") {
    const feed = text.indexOf("\n", at);
    at = feed === -1 ? text.length : skipSpaces(text, feed);
  }
  return at;
}
