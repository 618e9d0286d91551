/** Ruby's `\s`. */
export function isBlank(character: string): boolean {
  return character === " " || (character >= "\t" && character <= "\r" && character.length === 1);
}

/** Where the first character stands, from `start` on, that is no blank; line feeds are blanks. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charAt(at))) at++;
  return at;
}

/** Where the first character stands, from `start` on, that is no blank or ends the line. */
export function skipBlanksOfLine(text: string, start: number): number {
  let at = start;
  while (text[at] !== "\n" && isBlank(text.charAt(at))) at++;
  return at;
}

/** Ruby's `String#strip`, which takes NULs off too. */
export function strip(text: string): string {
  const isStripped = (at: number) => text[at] === "\0" || isBlank(text.charAt(at));
  let end = text.length;
  while (end > 0 && isStripped(end - 1)) end--;
  let start = 0;
  while (start < end && isStripped(start)) start++;
  return text.slice(start, end);
}

const KEY = /[A-Za-z0-9_.]+/y;

/** The `[\w.]+` that starts at `start`, or nothing. */
export function matchKey(text: string, start: number): string {
  KEY.lastIndex = start;
  return KEY.exec(text)?.[0] ?? "";
}
