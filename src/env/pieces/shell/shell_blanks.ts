import type { Cursor } from "./shell_syntax.ts";

/** Passes blanks, line ends that a backslash takes away, and a comment; stops at a line end. */
export function skipBlanks(cursor: Cursor): void {
  const { text } = cursor;
  while (true) {
    const character = text[cursor.at];
    if (character === " " || character === "\t") cursor.at++;
    else if (character === "\\" && text[cursor.at + 1] === "\n") cursor.at += 2;
    else break;
  }
  if (text[cursor.at] !== "#") return;
  const feed = text.indexOf("\n", cursor.at);
  cursor.at = feed === -1 ? text.length : feed;
}

/** Notes that the text of a here-document follows the line. */
export function awaitHereDocument(
  cursor: Cursor,
  { operator, raw }: { readonly operator: "<<" | "<<-"; readonly raw: string },
): void {
  const delimiter = raw.replace(/\\([\s\S])|["']/g, "$1");
  cursor.awaited.push({ delimiter, tabs: operator === "<<-" ? "stripped" : "kept" });
}

/** Passes the texts of the here-documents that the line before asked for; the end of the file ends one too. */
export function skipHereDocuments(cursor: Cursor): void {
  const { text, awaited } = cursor;
  for (const { delimiter, tabs } of awaited.splice(0)) {
    while (cursor.at < text.length) {
      const feed = text.indexOf("\n", cursor.at);
      const end = feed === -1 ? text.length : feed;
      const line = text.slice(cursor.at, end);
      cursor.at = Math.min(end + 1, text.length);
      if ((tabs === "stripped" ? line.replace(/^\t+/, "") : line) === delimiter) break;
    }
  }
}
