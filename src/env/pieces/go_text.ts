import { skipWhiteSpace } from "./white_space.ts";

/** The few blanks that godotenv and its descendants accept within a line. */
const BLANKS = new Set("\t\v\f\r \x85\xa0");

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
  let at = skipWhiteSpace(text, start);
  while (text[at] === "#") {
    const feed = text.indexOf("\n", at);
    at = feed === -1 ? text.length : skipWhiteSpace(text, feed);
  }
  return at;
}
