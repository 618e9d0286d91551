const WIDTH = 80;
const COLOR = new RegExp(`${String.fromCharCode(0x1b)}\\[\\d+m`, "g");

/** How many columns a text takes on a terminal: colours take none. */
export function shownLength(text: string): number {
  return text.replace(COLOR, "").length;
}

/** Puts text behind a prefix, broken at blanks to 80 columns, later lines indented to the prefix's width. */
export function wrap(prefix: string, text: string): string {
  const indent = shownLength(prefix);
  const room = Math.max(WIDTH - indent, 20);
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ")) {
    if (current !== "" && shownLength(current) + 1 + shownLength(word) > room) {
      lines.push(current);
      current = word;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  lines.push(current);
  return prefix + lines.join("\n" + " ".repeat(indent));
}
