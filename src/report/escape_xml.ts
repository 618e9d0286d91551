import { plain } from "./plain.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\n": "&#10;",
  "\t": "&#9;",
};

/** Text from outside as the content of an element, in HTML and in XML 1.0. */
export function xmlText(text: string): string {
  return legal(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** The same as the value of a quoted attribute, where a parser would make blanks of line feeds and tabs. */
export function xmlAttribute(text: string): string {
  return legal(text).replace(/[&<>"'\n\t]/g, (character) => ENTITIES[character]!);
}

/** What XML 1.0 and HTML allow: no control characters, no lone surrogates, and nothing that is no character. */
function legal(text: string): string {
  return plain(text).replace(/\p{Noncharacter_Code_Point}/gu, "");
}
