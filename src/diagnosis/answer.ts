import { readOutput } from "./read_output.ts";
import type { Seen, Sighting } from "./symptom.ts";

/** An HTTP answer with what was asked; from a text, only the body is known. */
export interface Answer {
  /** Null where a body was printed without its status. */
  readonly status: number | null;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
  /** Every text in the JSON, or the lines of the body without tags. */
  readonly texts: readonly string[];
  readonly request: Asked | null;
  readonly header: (name: string) => string | null;
  /** Where the text, or else the beginning of the body, was seen. */
  readonly sighting: (text?: string) => Sighting;
}

/** What was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly authorization: string | null;
  readonly cookies: string;
  readonly body: string;
  /** Names of the fields of a JSON or form body. */
  readonly fields: readonly string[];
  /** Whether a body was sent that nobody printed, as curl -v does not. */
  readonly hidesBody: boolean;
  /** Whether a password was sent, or the path is that of a login. */
  readonly isLogin: boolean;
}

const BODY_LIMIT = 200_000;
/** What Express prints before a message: `UnauthorizedError: jwt malformed`. */
const CLASS = /^\w{1,60}Error: /;
const TELLING = ["detail", "msg", "message", "error", "errors", "code", "non_field_errors"] as const;

const read = new WeakMap<Seen, readonly Answer[]>();

/** The answer of an exchange, or the error bodies that a text holds, one a line. */
export function answersIn(seen: Seen): readonly Answer[] {
  const known = read.get(seen);
  if (known !== undefined) return known;
  const answers = seen.kind === "http" ? [answerOf(seen)] : printedAnswers(seen);
  read.set(seen, answers);
  return answers;
}

/** The first answer for which the judge names a text (an empty one for the whole answer). */
export function findAnswer(seen: Seen, judge: (answer: Answer) => string | null): Sighting | null {
  for (const answer of answersIn(seen)) {
    const text = judge(answer);
    if (text !== null) return answer.sighting(text === "" ? undefined : text);
  }
  return null;
}

/** The first text of an answer that matches, with the class of an exception before it or without. */
export function textLike(answer: Answer, pattern: RegExp): string | null {
  const isLike = (text: string) => pattern.test(text) || pattern.test(text.replace(CLASS, ""));
  return answer.texts.find(isLike) ?? null;
}

/** The value of a JSON object's own property, whatever it is. */
export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** A text as JSON, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answerOf(seen: Extract<Seen, { kind: "http" }>): Answer {
  const body = seen.body.slice(0, BODY_LIMIT);
  const json = parseJson(body);
  const lines = body.split("\n");
  return {
    status: seen.status,
    json,
    texts: json === undefined ? textLines(lines) : textsIn(json, 0),
    // An answer alone says nothing of what was asked.
    request: seen.request.method === "" ? null : askedOf(seen.request),
    header: (name) => headerOf(seen.headers, name),
    sighting: (text) => sightingIn(lines, seen.status, text),
  };
}

function printedAnswers(seen: Extract<Seen, { kind: "output" }>): readonly Answer[] {
  return readOutput(seen).blocks.flat().flatMap((line): readonly Answer[] => {
    const start = line.text.indexOf("{");
    if (start < 0 || start > 200 || !line.text.trimEnd().endsWith("}")) return [];
    const json = parseJson(line.text.slice(start));
    if (!TELLING.some((name) => property(json, name) !== undefined)) return [];
    const sighting = { line: line.number, text: line.text.trim() };
    const texts = textsIn(json, 0);
    return [{ status: null, json, texts, request: null, header: () => null, sighting: () => sighting }];
  });
}

function textsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === "string") return [value.slice(0, 2000)];
  if (typeof value !== "object" || value === null || depth > 5) return [];
  return Object.values(value).slice(0, 100).flatMap((inner) => textsIn(inner, depth + 1));
}

function textLines(lines: readonly string[]): readonly string[] {
  return lines.slice(0, 2000).flatMap((line) => line.slice(0, 4000).split(/<br ?\/?>/)).map((line) =>
    line.slice(0, 1000).replace(/<[^<>]{0,300}>/g, " ").trim()
  )
    .filter((line) => line !== "");
}

function sightingIn(lines: readonly string[], status: number, text?: string): Sighting {
  const probe = text === undefined ? undefined : text.slice(0, 40);
  const found = probe === undefined ? -1 : lines.findIndex((line) => line.includes(probe));
  const index = found >= 0 ? found : Math.max(0, lines.findIndex((line) => line.trim() !== ""));
  const line = (lines[index] ?? "").trim().slice(0, 1000);
  return { line: index + 1, text: line === "" ? `HTTP ${status}` : line };
}

function askedOf(request: Extract<Seen, { kind: "http" }>["request"]): Asked {
  const type = (headerOf(request.headers, "content-type") ?? "").toLowerCase();
  const path = pathOf(request.url);
  const fields = fieldsOf(request.body, type);
  const hasPassword = fields.some((field) => /^(?:password|passwd|pwd|passwort)$/i.test(field));
  return {
    method: request.method.toUpperCase(),
    path,
    type,
    authorization: headerOf(request.headers, "authorization"),
    cookies: headerOf(request.headers, "cookie") ?? "",
    body: request.body,
    hidesBody: request.body === "" && Number(headerOf(request.headers, "content-length") ?? "0") > 0,
    fields,
    isLogin: hasPassword ||
      (request.method.toUpperCase() === "POST" &&
        /\/(?:log-?in|sign-?in|token|jwt\/create|obtain[\w-]*)\/?$/i.test(path)),
  };
}

function fieldsOf(body: string, type: string): readonly string[] {
  if (type.includes("form-urlencoded")) return [...new URLSearchParams(body).keys()];
  const json = parseJson(body);
  return typeof json === "object" && json !== null && !Array.isArray(json) ? Object.keys(json) : [];
}

function pathOf(url: string): string {
  const path = url.replace(/^[a-z]{1,10}:\/\/[^/]{0,300}/i, "");
  return path.split(/[?#]/)[0] ?? path;
}

function headerOf(headers: readonly (readonly [string, string])[], name: string): string | null {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? null;
}
