import { fromByteText } from "../byte_text.ts";
import { evaluateArithmetic } from "./evaluate_arithmetic.ts";
import type { Part } from "./shell_syntax.ts";
import { assign, end, lookUp, type ShellState } from "./shell_state.ts";

/** How a word is read: `~` also behind each `:`, as in an assignment, or only at its start. */
type Tildes = "everywhere" | "at-start";

/** The value of an assignment; null where it cannot be known. May end the line or the shell. */
export function expandValue(
  state: ShellState,
  parts: readonly Part[],
  { offset, tildes }: { readonly offset: number; readonly tildes: Tildes },
): string | null {
  let value: string | null = "";
  for (const index of parts.keys()) {
    const text = expandAt(state, { parts, index }, { offset, tildes });
    value = value === null || text === null ? null : value + text;
  }
  return value;
}

function expandAt(
  state: ShellState,
  { parts, index }: { readonly parts: readonly Part[]; readonly index: number },
  { offset, tildes }: { readonly offset: number; readonly tildes: Tildes },
): string | null {
  const part = parts[index];
  if (part === undefined) return "";
  if (part.kind !== "text" || part.quoted) return expandPart(state, part, offset);
  return expandTildes(state, part.text, { tildes, isFirst: index === 0, isLast: index === parts.length - 1 });
}

function expandPart(state: ShellState, part: Part, offset: number): string | null {
  switch (part.kind) {
    case "text":
      return part.text;
    case "command":
      state.status = null;
      return null;
    case "bad":
      return badSubstitution(state);
    case "arithmetic": {
      const result = evaluateArithmetic(part.text);
      if (result !== "error") return result;
      end(state.shell === "bash" ? "line" : "shell", "The shell cannot reckon what stands in $((…))");
      break;
    }
    case "parameter":
      return expandParameter(state, part, offset);
  }
}

function badSubstitution(state: ShellState): never {
  end(state.shell === "bash" ? "line" : "shell", "The shell finds a bad substitution");
}

function expandParameter(
  state: ShellState,
  { name, operator, word }: Extract<Part, { kind: "parameter" }>,
  offset: number,
): string | null {
  const found = lookUp(state, name);
  const expandWord = () => expandValue(state, word, { offset, tildes: "at-start" });
  switch (operator) {
    case "":
      return found === undefined ? "" : found;
    case "length":
      return found === null ? null : String(lengthOf(found ?? ""));
    case "-":
    case ":-":
      return found === null ? null : isSet(found, operator) ? found : expandWord();
    case "+":
    case ":+":
      return found === null ? null : isSet(found, operator) ? expandWord() : "";
    case "=":
    case ":=": {
      if (found === null) return null;
      if (isSet(found, operator)) return found;
      if (!/^[A-Za-z_]/.test(name)) return badSubstitution(state);
      const value = expandWord();
      assign(state, name, { value, offset });
      return value;
    }
    case "?":
    case ":?":
      if (found === null || isSet(found, operator)) return found;
      return end("shell", "The shell ends: a reference demands a variable that is not set");
    default:
      return found === undefined || found === "" ? "" : cut(found, operator, expandWord());
  }
}

function isSet(found: string | undefined, operator: string): found is string {
  return found !== undefined && (found !== "" || !operator.startsWith(":"));
}

function lengthOf(bytes: string): number {
  return Array.from(fromByteText(bytes)).length;
}

/** `${name#text}` and `${name%text}`, where the text holds no pattern. */
function cut(value: string | null, operator: string, text: string | null): string | null {
  if (value === null || text === null || operator === "other" || /[*?[\\]/.test(text)) return null;
  if (operator.startsWith("#")) return value.startsWith(text) ? value.slice(text.length) : value;
  return value.endsWith(text) ? value.slice(0, value.length - text.length) : value;
}

function expandTildes(
  state: ShellState,
  text: string,
  { tildes, isFirst, isLast }: {
    readonly tildes: Tildes;
    readonly isFirst: boolean;
    readonly isLast: boolean;
  },
): string | null {
  if (!text.includes("~")) return text;
  let value: string | null = "";
  let copied = 0;
  for (const match of text.matchAll(/~([^/:]*)/g)) {
    const { index, 0: { length }, 1: user = "" } = match;
    const starts = index === 0 ? isFirst : tildes === "everywhere" && text[index - 1] === ":";
    const ends = index + length < text.length || isLast;
    if (!starts || !ends) continue;
    const home = homeOf(state, user);
    if (home === undefined) continue;
    value = value === null || home === null ? null : value + text.slice(copied, index) + home;
    copied = index + length;
  }
  return value === null ? null : value + text.slice(copied);
}

/** Undefined for a user that is none, whose `~` stays; only root is surely there. */
function homeOf(state: ShellState, user: string): string | null | undefined {
  if (user === "") return lookUp(state, "HOME") ?? (state.shell === "bash" ? null : undefined);
  if (state.shell === "bash" && user === "+") return lookUp(state, "PWD");
  return user === "root" ? null : undefined;
}

/** The words that a command gets; null for one that cannot be known. May end the line or the shell. */
export function expandFields(
  state: ShellState,
  parts: readonly Part[],
  offset: number,
): readonly (string | null)[] {
  const fields: string[] = [];
  let field: string | null = null;
  for (const [index, part] of parts.entries()) {
    const text = expandAt(state, { parts, index }, { offset, tildes: "at-start" });
    if (text === null) return [null];
    const [first = "", ...others] = part.kind === "parameter" && !part.quoted
      ? text.split(/[ \t\n]+/)
      : [text];
    if (first !== "" || (part.kind === "text" && part.quoted)) field = (field ?? "") + first;
    for (const other of others) {
      if (field !== null) fields.push(field);
      field = other === "" ? null : other;
    }
  }
  return field === null ? fields : [...fields, field];
}
