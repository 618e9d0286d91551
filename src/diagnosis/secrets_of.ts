import { decode } from "../encodings.ts";
import { parseJson } from "./answer.ts";
import type { Seen } from "./symptom.ts";

const SECRET_FIELD = /pass|pwd|secret|token|refresh|access|code|otp|csrf|key/i;
const PART = /\bname="([\w.-]{1,80})".{0,200}\n(?:[\w-]{1,60}:.{0,200}\n){0,5}\n(.{1,4000})/g;
const LOOSE = /(?<![\w-])([\w-]{1,80})["']?\s{0,4}[:=]\s{0,4}["']?([^\s"'&,}]{1,4000})/g;
const SECRET_HEADER = /^(?:proxy-)?authorization$|^(?:set-)?cookie$|token|api-key|secret/i;

/** The values of an exchange that no report may repeat: passwords, tokens, cookies. */
export function secretsOf({ request, headers, body }: Extract<Seen, { kind: "http" }>): readonly string[] {
  const ofHeaders = [...request.headers, ...headers].filter(([name]) => SECRET_HEADER.test(name))
    .flatMap(([name, value]) => /cookie$/i.test(name) ? cookieValues(value) : credentials(value));
  const query = request.url.split("?").slice(1).join("?");
  const all = [...ofHeaders, ...ofForm(query), ...ofRequest(request.body), ...ofBody(body).filter(isNoWord)];
  return [...new Set(all.filter((value) => value.length >= 4))];
}

/** The last word of a header; of `Basic` the password in it too. */
function credentials(header: string): readonly string[] {
  const [, basic] = /^Basic\s{1,10}([\w+/=-]{1,4000})$/i.exec(header.trim()) ?? [];
  const decoded = basic === undefined ? null : decode(basic, "base64");
  return [
    ...header.split(/\s+/).slice(-1),
    ...decoded === null ? [] : [decoded.slice(decoded.indexOf(":") + 1)],
  ];
}

/** The first value of a `Set-Cookie`, and every value of a `Cookie`. */
function cookieValues(header: string): readonly string[] {
  const attributes = /^(?:path|domain|expires|max-age|samesite|secure|httponly|priority|partitioned)$/i;
  return header.split(";").flatMap((part) => {
    const [name = "", ...value] = part.trim().split("=");
    return attributes.test(name) ? [] : [value.join("=")];
  });
}

function ofBody(body: string): readonly string[] {
  const json = parseJson(body);
  if (json !== undefined) return valuesIn(json, 0);
  return /^[\w.%+-]{1,80}=/.test(body) ? ofForm(body) : [];
}

/** Also where it is a form in parts, or JSON whose quotes a shell took away. */
function ofRequest(body: string): readonly string[] {
  const known = ofBody(body);
  if (known.length > 0 || parseJson(body) !== undefined) return known;
  return [...body.matchAll(PART), ...body.matchAll(LOOSE)].flatMap(([, name = "", value = ""]) =>
    SECRET_FIELD.test(name) ? [value.trim()] : []
  );
}

function ofForm(text: string): readonly string[] {
  return [...new URLSearchParams(text)].flatMap(([name, value]) => SECRET_FIELD.test(name) ? [value] : []);
}

function valuesIn(json: unknown, depth: number): readonly string[] {
  if (typeof json !== "object" || json === null || depth > 4) return [];
  return Object.entries(json).flatMap(([name, value]) => {
    if (typeof value !== "string") return valuesIn(value, depth + 1);
    return SECRET_FIELD.test(name) ? [value] : [];
  });
}

/** A word or a sentence in an answer is what is said of a field, not what is in it. */
function isNoWord(value: string): boolean {
  return !/\s/.test(value) && !/^[a-z_]{1,40}$/.test(value);
}
