import { plain } from "./plain.ts";

/** Splits a word where GitHub would find a mention, a reference, an address or an emoji in it; it is not seen. */
const SPLIT = "<!-- -->";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "|": "&#124;",
  '"': "&quot;",
  // Two of them on a line are mathematics on GitHub.
  "$": "<span>$</span>",
};

/** What HTML takes for its own, and what GitHub makes links and pictures of: @name #1 GH-1 https:// www. :name: */
const SPECIAL = new RegExp(
  [
    '[&<>|"$]',
    "@(?=[\\p{L}\\p{N}_-])",
    "#(?=\\d)",
    "(?<=\\b[gG][hH])-(?=\\d)",
    ":(?=//)",
    "(?<=\\b[wW]{3})\\.",
    ":(?=[a-z0-9_+-]*[a-z_+])",
  ].join("|"),
  "gu",
);
const MARKING = /[\\`*[\]~]|_+/g;
const AT_LINE_START = /^(?:[#+=-]|\d+[.)])/;

/** Text from outside as Markdown that shows just this text, on one line. */
export function markdownText(text: string): string {
  const line = oneLine(text);
  const marked = line
    .replace(MARKING, (run, at: number) => isInWord(line, at, run.length) ? run : run.replace(/./g, "\\$&"))
    .replace(AT_LINE_START, (start) => start.replace(/.$/, "\\$&"));
  return withoutLinks(marked);
}

/** Text from outside as HTML inside of Markdown, e.g. in a summary, on one line. */
export function markdownHtml(text: string): string {
  return withoutLinks(oneLine(text));
}

/** Text from outside as code on one line, also in a table. */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  if (line === "") return "";
  // A table takes every pipe for the end of a cell, and not all renderers agree on how one is kept in code.
  if (/[|\\]/.test(line)) {
    return `<code>${line.replace(/[^\p{L}\p{N} ]/gu, (c) => `&#${c.codePointAt(0)};`)}</code>`;
  }
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Text from outside as a block of code that its content cannot close; a command where nothing else is said. */
export function markdownFence(text: string, language: "sh" | "" = "sh"): string {
  const content = plain(text);
  const fence = "`".repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content}\n${fence}`;
}

function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, " ").trim();
}

function withoutLinks(text: string): string {
  return text.replace(SPECIAL, (found) => ENTITIES[found] ?? `${found}${SPLIT}`);
}

/** Underscores between letters and digits mean nothing, and names are full of them. */
function isInWord(text: string, at: number, length: number): boolean {
  const around = `${text[at - 1] ?? ""} ${text[at + length] ?? ""}`;
  return text[at] === "_" && /^[A-Za-z0-9] [A-Za-z0-9]$/.test(around);
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
