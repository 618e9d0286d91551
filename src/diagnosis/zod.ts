import type { FieldError } from "./pydantic.ts";
import type { Line, Output } from "./read_output.ts";

/** One issue of a `ZodError`, in JSON or as Node prints an object. */
const FIELD = /^\s{0,40}["']?(code|message|received)["']?: ["']([^"']{1,300})["'],?\s{0,4}$/;
const PATH = /^\s{0,40}["']?path["']?: \[(?:\s{0,4}["'](\w{1,200})["']\s{0,4}\],?)?\s{0,4}$/;
const NAME = /^\s{0,40}["'](\w{1,200})["'],?\s{0,4}$/;

/** The issues of every `ZodError` in an output, each with the field that it names last. */
export function zodErrors(output: Output): readonly FieldError[] {
  const texts = [...output.raised.map(({ body }) => body), ...output.blocks];
  return texts.filter((lines) => lines.some(({ text }) => PATH.test(text))).flatMap(issuesIn);
}

function issuesIn(lines: readonly Line[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  let said = new Map<string, string>();
  let place: Line | null = null;
  let field = "";
  for (const [index, line] of lines.entries()) {
    if (/^\s{0,40}\{$/.test(line.text)) {
      said = new Map();
      place = null;
    }
    const [, name, value] = FIELD.exec(line.text) ?? [];
    if (name !== undefined && value !== undefined) said.set(name, value);
    const path = PATH.exec(line.text);
    if (path !== null) {
      const next = lines[index + 1];
      place = path[1] === undefined && next !== undefined ? next : line;
      field = path[1] ?? NAME.exec(next?.text ?? "")?.[1] ?? "";
    }
    if (place !== null && field !== "" && /^\s{0,40}\},?$/.test(line.text)) {
      errors.push(issue(field, said, place));
      place = null;
    }
  }
  return errors;
}

function issue(field: string, said: ReadonlyMap<string, string>, line: Line): FieldError {
  const message = said.get("message") ?? "";
  const isMissing = said.get("received") === "undefined" || /^Required$|received undefined$/.test(message);
  return { field, message, type: isMissing ? "missing" : "", emptyInput: false, line, ofSettings: false };
}
