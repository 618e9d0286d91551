import { parseJson } from "./answer.ts";
import { endOfPart } from "./end_of_part.ts";

/** A line of a report in JSON: `"stderr": "Traceback …\nValueError: …",`. */
const PROPERTY = /^\s{0,40}"[\w.-]{1,60}":\s{0,4}("(?:[^"\\]|\\.){1,65000}"),?$/;
/** A text whose line feeds were escaped, as that of a log in a single line. */
const ESCAPED = /\\n(?: {2,8}File \\?"|[\w.]{1,120}(?:Error|Exception|ImproperlyConfigured)\b)/;
/** Fields of a record in which stands what a client sent: a line feed in them begins no line of the log. */
const OF_CLIENT =
  /agent|(?:^|_)ua$|path|ur[il]|query|param|header|cookie|user|email|referr?er|request|(?:^|_)req$|input|form|payload/i;
const OF_RECORD = /^(?:@?timestamp|time|ts|datetime|level|levelname|lvl|severity|logger)$/i;
const DEPTH = 4;
const MOST_TEXTS = 200;
/** What a reader looks at of one line. */
const LENGTH = 3900;

/**
 * The lines that one printed line stands for: the text that a container runtime or a logger wrote as JSON
 * (`{"log":"…\n"}`, `{"message":"…","exc_info":"Traceback …\n…"}`), each line of a text with escaped line feeds,
 * and a very long line in parts. Most lines stand for themselves.
 */
export function unwrapLine(line: string): readonly string[] {
  const texts = textsIn(line);
  if (texts.length === 1 && (texts[0]?.length ?? 0) <= LENGTH) return texts;
  return texts.flatMap((text) => text.split("\n")).flatMap(inParts);
}

function textsIn(line: string): readonly string[] {
  const trimmed = line.trim();
  // A failed attempt to read JSON is slow, so that it is made only where it may succeed.
  if (trimmed.length > 6 && trimmed.startsWith("{") && trimmed.endsWith("}")) {
    const json = parseJson(line);
    if (typeof json === "object" && json !== null) {
      const texts = stringsIn(json, 0).slice(0, MOST_TEXTS);
      if ("log" in json && typeof json.log === "string") return [json.log.replace(/\r?\n$/, "")];
      if (texts.some((text) => text.includes("\n"))) return texts;
      // An answer of an API stays whole: its fields tell together.
      const names = Object.keys(json);
      return names.some((name) => OF_RECORD.test(name)) && names.some((name) => OF_CLIENT.test(name))
        ? [JSON.stringify(Object.fromEntries(Object.entries(json).filter(([name]) => !OF_CLIENT.test(name))))]
        : [line];
    }
  }
  const property = trimmed.startsWith('"') && line.includes("\\n") ? PROPERTY.exec(line)?.[1] : undefined;
  if (property !== undefined) {
    const value = parseJson(property);
    if (typeof value === "string" && value.includes("\n")) return [value];
  }
  return ESCAPED.test(line) ? [unescaped(line)] : [line];
}

function stringsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || depth === DEPTH) return [];
  return Object.entries(value).slice(0, MOST_TEXTS).flatMap(([name, inner]) =>
    OF_CLIENT.test(name) ? [] : stringsIn(inner, depth + 1)
  );
}

function unescaped(text: string): string {
  return text.replaceAll("\\r", "").replaceAll("\\n", "\n").replaceAll("\\t", "\t").replaceAll('\\"', '"');
}

/** Cut at a blank where there is one. */
function inParts(text: string): readonly string[] {
  if (text.length <= LENGTH) return [text];
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + LENGTH < text.length
      ? at + endOfPart(text.slice(at, at + LENGTH + 2), LENGTH)
      : text.length;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}
