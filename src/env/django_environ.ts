import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, firstOf, lastOf } from "./pieces/assignment.ts";
import { isBlank, openAsText, splitLine } from "./pieces/python_text.ts";

/** Where the releases of django-environ differ. */
interface Release {
  readonly assignment: RegExp;
  /** Of several assignments of one key. */
  readonly wins: "first" | "last";
  /** Whether `#` ends a value that is not in single quotes. */
  readonly hash: "kept" | "cuts";
  /** What stands in double quotes for `\n`, `\r` and `\t`: the letter, or both characters. */
  readonly controlEscapes: "letter" | "kept";
}

type Environment = Readonly<Record<string, string>>;

const PLAIN = /^([A-Za-z_0-9]+)=(.*)$/su;
const EXPORTED = /^(?:export )?([A-Za-z_0-9]+)=(.*)$/su;

/** A reference to a reference …: Python gives up at about this depth. */
const DEEPEST = 980;

/** No `export`; the first assignment of a key wins. */
export const DJANGO_ENVIRON_0_4: Dialect = dialect({
  id: "django-environ-0.4",
  title: "django-environ 0.4 up to 0.4.4",
  loaders: ["django-environ@0.4.4"],
}, { assignment: PLAIN, wins: "first", hash: "kept", controlEscapes: "letter" });

/** Knows `export`. */
export const DJANGO_ENVIRON_0_4_5: Dialect = dialect({
  id: "django-environ-0.4.5",
  title: "django-environ 0.4.5",
  loaders: ["django-environ@0.4.5"],
}, { assignment: EXPORTED, wins: "first", hash: "kept", controlEscapes: "letter" });

/** Cuts at `#`, inside double quotes too. */
export const DJANGO_ENVIRON_0_11: Dialect = dialect({
  id: "django-environ-0.11",
  title: "django-environ 0.11",
  loaders: ["django-environ@0.11.2"],
}, { assignment: EXPORTED, wins: "last", hash: "cuts", controlEscapes: "kept" });

/** `#` is part of the value again. */
export const DJANGO_ENVIRON_0_12: Dialect = dialect({
  id: "django-environ-0.12",
  title: "django-environ 0.12",
  loaders: ["django-environ@0.12-line(517d7cc)", "django-environ@0.12.1"],
}, { assignment: EXPORTED, wins: "last", hash: "kept", controlEscapes: "kept" });

function dialect(about: Pick<Dialect, "id" | "title" | "loaders">, release: Release): Dialect {
  return {
    ...about,
    precedence: "process",
    read: (bytes, key, environment) => read(bytes, key, { release, environment }),
  };
}

function read(
  bytes: Uint8Array,
  key: string,
  { release, environment }: { readonly release: Release; readonly environment: Environment },
): Reading {
  const text = openAsText(bytes);
  if (typeof text !== "string") return text;
  const byKey = Map.groupBy(scan(text, release), (assignment) => assignment.key);
  const choose = release.wins === "first" ? firstOf : lastOf;
  const inFile = (name: string) => choose(byKey.get(name) ?? []);
  if (text.includes("\0")) {
    for (const name of byKey.keys()) {
      const reading = inFile(name);
      if (reading.outcome !== "value" || Object.hasOwn(environment, name) || !reading.value.includes("\0")) {
        continue;
      }
      return { outcome: "error", reason: `Line ${reading.line} holds a NUL, which no environment can` };
    }
  }
  return followReferences(inFile(key), { inFile, environment });
}

function scan(text: string, release: Release): readonly Assignment[] {
  const assignments: Assignment[] = [];
  for (const [index, physical] of text.split("\n").entries()) {
    for (const line of splitLine(physical)) {
      const match = release.assignment.exec(line);
      if (match === null) continue;
      const [, key = "", value = ""] = match;
      assignments.push({ key, line: index + 1, ...readValue(value, release) });
    }
  }
  return assignments;
}

function readValue(raw: string, release: Release): { readonly value: string; readonly note: string } {
  let value = raw;
  let note = /[ \t]#/.test(raw) ? "the comment is part of the value" : "as it stands";
  const inner = release.hash === "kept" ? between(raw, "'") : singleQuotedBeforeComment(raw);
  if (inner !== null) {
    value = inner;
    note = "in single quotes";
  } else if (release.hash === "cuts" && raw.includes("#")) {
    value = raw.slice(0, raw.indexOf("#"));
    note = "cut at #";
  }
  const doubled = between(value, '"');
  if (doubled === null) return { value, note };
  const unescaped = doubled.replace(
    /\\([\s\S])/gu,
    (pair, letter: string) => release.controlEscapes === "kept" && "rnt".includes(letter) ? pair : letter,
  );
  return { value: unescaped, note: "in double quotes" };
}

function between(text: string, quote: string): string | null {
  return text.length >= 2 && text.startsWith(quote) && text.endsWith(quote) ? text.slice(1, -1) : null;
}

/** What stands from the first quote to the last one that only blanks and a comment follow. */
function singleQuotedBeforeComment(text: string): string | null {
  const open = skipBlanks(text, 0);
  if (text[open] !== "'") return null;
  for (let close = text.lastIndexOf("'"); close > open; close = text.lastIndexOf("'", close - 1)) {
    const next = skipBlanks(text, close + 1);
    if (next === text.length || text[next] === "#") return text.slice(open + 1, close);
  }
  return null;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** A value that starts with `$` names another variable, in any quotes: the process's before the file's. */
function followReferences(
  reading: Reading,
  { inFile, environment }: { readonly inFile: (name: string) => Reading; readonly environment: Environment },
): Reading {
  if (reading.outcome !== "value" || !reading.value.startsWith("$")) return reading;
  let value = reading.value;
  for (let depth = 0; depth < DEEPEST; depth++) {
    if (!value.startsWith("$")) {
      return { ...reading, value, why: `${reading.why}, and its leading $ names another variable` };
    }
    const name = value.replace(/^\$+/, "");
    const next = Object.hasOwn(environment, name) ? environment[name] : inFile(name);
    if (typeof next === "string") value = next;
    else if (next?.outcome === "value") value = next.value;
    else return { outcome: "error", reason: "Its leading $ names another variable, which is not set" };
  }
  return { outcome: "error", reason: "Its leading $ names a variable that refers back to itself" };
}
