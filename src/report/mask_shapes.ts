import { maskEnvLines } from "./mask_env_lines.ts";
import { MASK } from "./mask_runs.ts";
import { maskTokens } from "./mask_tokens.ts";
import { maskTold } from "./mask_told.ts";
import { COMPLAINT, HAS_SENSITIVE, isSecretName, NAME, NO_VALUE, VARIABLE_NAME } from "./secret_names.ts";

/** `NAME=value`, `NAME: value`, `"name": "value"`, `d['NAME'] = value`, `NAME => value`. */
const ASSIGNMENT = new RegExp(
  `(${NAME})((?:\\\\{0,4}["'])?\\]?(?::\\s?\\w{1,30}(?=\\s?=))?\\s{0,40}(?:=>|:=|=(?!=)|:(?!/))[ \\t\\u00a0]{0,40})(.*)$`,
  "i",
);
/** A table row of a debug page: the name in one cell, the value in the next. */
const CELL = new RegExp(
  `(>\\s{0,8}['"]?(${NAME})['"]?\\s{0,8}(?:<[^<>]{0,120}>\\s{0,8}){1,8})([^<>\\s][^<>]{0,4000})`,
  "gi",
);
const FORM_FIELD =
  /(\bname=["'][\w-]{0,40}(?:csrf|token|password)[\w-]{0,40}["'][^<>]{0,100}?\bvalue=)(["']?)([^"'<>\s]{1,2000})/gi;
/** Headers that carry credentials, up to the end of the line or the quote that began before. */
const HEADER =
  /((["'])?\b(?:(?:HTTP_)?(?:proxy[-_])?authorization|(?:HTTP_)?(?:set-)?cookie2?|(?:HTTP_)?x[-_](?:csrf[-_]?token|xsrf-token|api-key|auth-token|access-token|amz-security-token))\b\2?\s{0,3}[:=](?!\s{0,3}["'[])\s{0,3})(.+)$/i;
const BEARER =
  /\b((?:Bearer|Basic|Digest|JWT|Token)\s{1,3}(?=[a-z.-]{0,40}[A-Z0-9_+~=])|(?:bearer|basic)\s{1,3}(?=[A-Za-z.-]{0,40}[0-9]))([\w.~+/-]{12,8000}={0,2})/g;
const JWT = /(?<![\w-])eyJ[\w-]{6,}(?:\.[\w-]{0,16000}){0,4}/g;
const ADDRESS_PASSWORD = /\b([a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/'"<>]{0,200}:)([^\s'"<>]{1,500})@/gi;
const INPUT = /(["'])input\1\s{0,3}:\s{0,3}(?=["'\d{[])/;
const TALKS_OF_KEYS = /key|secret|token|passw|signature|credential/i;
/** Code that says where a value comes from, and holds none outside its quotes. */
const REFERENCE =
  /^(?:[A-Za-z_][\w.]{0,80}(?:\(.{0,1000}\)|\[.{0,1000}\])|(?:os|process|self|this|settings|config|app|env|cls|request|current_app)\.[A-Za-z_][\w.]{0,80}(?![^\s,;)\]}"'[(])|\$\{?[A-Za-z_]|(?:await|new|lambda) )/;
/** What a password prompt or a configuration line has after the name may have spaces. */
const MAY_HAVE_SPACES = /passw|passphrase|pwd/i;

/** Masks what carries secrets by its shape, whoever's they are. Names and messages stay. */
export function maskShapes(text: string): string {
  return maskRejectedInputs(text).split("\n").map(maskLine).join("\n");
}

/** pydantic 2 quotes what it rejected: `input_value='…', input_type=str`. Over several lines if the value has some. */
function maskRejectedInputs(text: string): string {
  const parts = text.split("input_value=");
  if (parts.length === 1) return text;
  return parts.map((part, index) => {
    if (index === 0) return part;
    const type = part.slice(0, 20_000).search(/, input_type=[\w.]{1,80}\]/);
    const line = part.indexOf("\n");
    const end = type >= 0 ? type : line >= 0 ? line : part.length;
    const value = part.slice(0, end);
    return (NO_VALUE.test(value) || value === "" ? value : MASK) + part.slice(end);
  }).join("input_value=");
}

function maskLine(line: string): string {
  if (line.length < 6) return line;
  let masked = maskEnvLines(line);
  if (masked.includes("eyJ")) masked = masked.replace(JWT, MASK);
  if (masked.includes("://")) masked = masked.replace(ADDRESS_PASSWORD, `$1${MASK}@`);
  const talks = TALKS_OF_KEYS.test(masked);
  if (!talks && !HAS_SENSITIVE.test(masked)) {
    return maskTokens(maskTold(maskInputs(masked.replace(BEARER, `$1${MASK}`))), { talks });
  }
  masked = masked.replace(
    HEADER,
    (whole, head: string, quote: string | undefined, value: string) =>
      quote === undefined && /^\s{0,20}(?:["']|missing|required|header\b)/i.test(value)
        ? whole
        : head + maskHeader(value),
  );
  masked = masked.replace(BEARER, `$1${MASK}`).replace(FORM_FIELD, `$1$2${MASK}`)
    .replace(
      CELL,
      (_, head: string, name: string, value: string) =>
        isSecretName(name) ? head + maskCell(value) : head + value,
    );
  return maskTokens(maskTold(maskInputs(maskAssignments(masked))), { talks });
}

/** To the closing quote of what the header stands in (a curl line), or to the end. */
function maskHeader(value: string): string {
  const end = value.search(/["']/);
  return end < 0 ? MASK : MASK + value.slice(end);
}

function maskCell(value: string): string {
  return NO_VALUE.test(value.trim()) ? value : MASK;
}

function maskAssignments(line: string): string {
  const parts: string[] = [];
  let rest = line;
  for (let found = ASSIGNMENT.exec(rest); found !== null; found = ASSIGNMENT.exec(rest)) {
    const [, name = "", sign = "", value = ""] = found;
    const start = found.index;
    const isFirst = parts.length === 0 &&
      rest.slice(0, start).trim().replace(/^(?:export|set|-|\+|\d{1,6})\s?/, "") === "";
    const taken = isSecretName(name)
      ? takeInQuotes(value, sign, rest.charAt(start - 1)) ?? takeValue(value, { name, sign, isFirst })
      : null;
    parts.push(rest.slice(0, start), name, sign, taken?.shown ?? "");
    rest = taken === null ? value : value.slice(taken.length);
  }
  parts.push(rest);
  return parts.join("");
}

/** The value of an assignment that stands in quotes as a whole: `'NAME=a b'`. */
function takeInQuotes(value: string, sign: string, quote: string): Taken | null {
  if (sign !== "=" || !/^["'`]$/.test(quote) || /^[\s\\"'`]/.test(value)) return null;
  const { length } = takeQuoted(value, 0, quote);
  const isClosed = length > 0 && length < value.length;
  return isClosed && !NO_VALUE.test(value.slice(0, length)) ? { shown: MASK, length } : null;
}

interface Taken {
  readonly shown: string;
  /** Units of the source that `shown` stands for. */
  readonly length: number;
}

/** What to show of the value after a sensitive name; null where it is not a value. */
function takeValue(
  value: string,
  place: { readonly name: string; readonly sign: string; readonly isFirst: boolean },
): Taken | null {
  const quoted = /^(?:[bruf]{0,2})(\\{0,4}["'`])/i.exec(value);
  if (quoted !== null) return takeQuoted(value, quoted[0].length, quoted[1] ?? '"');
  if (value.startsWith("{")) return { shown: "{", length: 1 };
  if (/^[[(]/.test(value)) return takeList(value);
  const isEnvLine = place.isFirst && place.sign === "=";
  if (!isEnvLine && REFERENCE.test(value)) return takeReference(value);
  const bare = /^[^\s,;&)}\]<>"'`]{1,8000}/.exec(value)?.[0] ?? "";
  if (bare === "" || NO_VALUE.test(value.trim()) || NO_VALUE.test(bare)) return null;
  const isColon = place.sign.includes(":") && !place.sign.includes("=");
  const tail = value.slice(bare.length);
  if (isColon && !/^[,;&)}\]<>"'`]|^\s{0,40}(?:#.*)?$/.test(tail)) {
    return MAY_HAVE_SPACES.test(place.name) ? { shown: MASK, length: value.length } : null;
  }
  if (place.isFirst && !isColon) return { shown: MASK, length: value.length };
  return { shown: MASK, length: bare.length };
}

/** A quoted value, to the quote that closes it or to the end of the line. */
function takeQuoted(value: string, start: number, quote: string): Taken {
  let end = start;
  const slashes = quote.length - 1;
  while (end < value.length) {
    if (value.startsWith(quote, end)) break;
    end += slashes === 0 && value.charAt(end) === "\\" ? 2 : 1;
  }
  end = Math.min(end, value.length);
  const inner = value.slice(start, end);
  const shown = NO_VALUE.test(inner) || COMPLAINT.test(inner) || inner === "" ? inner : MASK;
  return { shown: value.slice(0, start) + shown, length: end };
}

/** A call, a lookup or an expansion: quoted parts are masked unless they name variables, and so is a default. */
function takeReference(value: string): Taken {
  return {
    shown: maskQuoted(value).replace(/(\$\{\w{1,80}:?[-=+])([^}\s]{1,2000})/g, `$1${MASK}`),
    length: value.length,
  };
}

/** The quoted parts of a list, up to where it closes. A list of objects is left to what its names say. */
function takeList(value: string): Taken {
  const close = value.search(/[\])]/);
  const list = value.slice(0, close < 0 ? value.length : close);
  return list.includes("{")
    ? { shown: value.charAt(0), length: 1 }
    : { shown: maskQuoted(list), length: list.length };
}

function maskQuoted(text: string): string {
  return text.replace(
    /(["'])((?:\\.|(?!\1)[^\\]){1,4000})(?:\1|$)/g,
    (whole, quote: string, inner: string) =>
      VARIABLE_NAME.test(inner) || COMPLAINT.test(inner) ? whole : `${quote}${MASK}${quote}`,
  );
}

/** FastAPI's 422 quotes the input as JSON: a text, a number, a list or an object. */
function maskInputs(line: string): string {
  const parts: string[] = [];
  let rest = line;
  for (let found = INPUT.exec(rest); found !== null; found = INPUT.exec(rest)) {
    const start = found.index + found[0].length;
    const value = rest.slice(start);
    const quote = value.charAt(0);
    const taken = quote === '"' || quote === "'"
      ? takeQuoted(value, 1, quote)
      : /^[{[]/.test(quote)
      ? { shown: MASK, length: closeOf(value) }
      : { shown: MASK, length: /^[\d.]{1,40}/.exec(value)?.[0].length ?? 1 };
    parts.push(rest.slice(0, start), taken.shown);
    rest = value.slice(taken.length);
  }
  parts.push(rest);
  return parts.join("");
}

/** Where the list or the object at the start of a text ends; the end of the text if it is not closed. */
function closeOf(text: string): number {
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at);
    if (quote !== "") {
      if (unit === "\\") at++;
      else if (unit === quote) quote = "";
    } else if (unit === '"' || unit === "'") quote = unit;
    else if (unit === "{" || unit === "[") depth += 1;
    else if ((unit === "}" || unit === "]") && --depth === 0) return at + 1;
  }
  return text.length;
}
