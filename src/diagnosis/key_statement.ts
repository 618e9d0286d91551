import { AFTER, BEFORE, JWT, type KeyCause, OTHER, SESSION } from "./key_predicates.ts";
import type { Names } from "./symptom.ts";

/** The program says what it does instead of stopping. */
const GOES_ON =
  /\b(?:using|uses|use|will use|falling back|fall(?:s|ing)? ?back|fallback|defaulting|defaults? to|generating|generated|creating|created|signed with)\b/i;
const GENERATES =
  /\b(?:generat(?:ed?|ing)|creat(?:ed?|ing)|using)\b[^.]{0,40}\b(?:random|temporary|ephemeral|new|one-time|throw-?away|per-process)\b|\bgenerating one\b|\bauto-?generat/i;
const MAKES_ONE =
  /[.;,:!—-] ?(?:generating|generated|creating|created) (?:a |an )?(?:\w{1,12} )?(?:random|temporary|ephemeral|new|one-time|throw-?away)\b/i;
const DEFAULTS =
  /\b(?:using|falling back|fallback|defaulting|default(?:s)? to|will use)\b[^.]{0,40}\b(?:default|development|dev|insecure|fallback|hard-?coded|built-?in|test)\b/i;
const SIGNS = /\b(?:jwt|token)s?\b|\bsign/i;

/** A length of nothing: what is too short is not there. */
const ZERO =
  /[^\d.]0 ?(?:char(?:acter)?s?|bytes?|bits?)\b|\b(?:got|current(?:ly)?|length|found|is|has|only):? ?\(?0\b(?!\.)/i;

/** Sentences in which the name is no subject at all. */
const NOT_ABOUT_THE_KEY = /^requested setting \ue001|settings are not configured/i;

/** A check that went well names what it looked for. */
const WENT_WELL = /\b(?:passed|succeeded|verified|checked|validated)\b/i;
const WENT_WRONG =
  /\b(?:not (?:been )?(?:passed|verified|checked|validated)|fail\w{0,4}|invalid|error|must|could)\b/i;

/** django-environ's own sentence, and no advice of a banner: that one goes on otherwise. */
const ASKED_FOR =
  /^\W{0,4}(?:set|define|provide) (?:the )?["'`]?\ue001["'`]? (?:env|environment|config|setting)/i;
/** What a list of what is missing adds of what is there. */
const BESIDE_THE_POINT = /\((?:found|present|defined|available|already set): [^()]{0,200}\)/gi;
/** Two names have one value, or must not. */
const ONE_VALUE =
  /\bsame (?:key|value|secret|string)\b|\bre-?us(?:e|ed|ing)\b|\bidentical\b|\b(?:must|should|needs?|ha[sv]e?) .{0,30}\bdifferent\b/i;

/** A sentence that names a variable more often says nothing of it. */
const MOST_MENTIONS = 8;

/** Words that may stand between two names of one list. */
const LIST_WORDS =
  /\b(?:and|or|nor|either|neither|both|the|flask|django|app|env|environment|variables?|settings?|keys?|from|is|are)\b/gi;

/**
 * What one line of a message says of the JWT key, or null. A name must stand as a whole word and be the
 * subject of the sentence; the first sentence that says something of any variable decides.
 */
export function judgeStatement(text: string, names: Names): KeyCause | null {
  const line = mark(text.slice(0, 1000), names).replace(BESIDE_THE_POINT, "");
  if (!line.includes(JWT)) return sessionInstead(line);
  for (const sentence of line.split(/(?<=[.!;?])\s{1,4}(?=[\p{Lu}\ue001-\ue003"'`])|\s—\s|\. /u)) {
    if (NOT_ABOUT_THE_KEY.test(sentence)) return null;
    if (WENT_WELL.test(sentence) && !WENT_WRONG.test(sentence)) continue;
    const cause = judgeSentence(sentence);
    if (cause === "not-this") return null;
    // Advice says "generate": what the program does itself says "generating".
    if (cause !== null && isAbsent(cause) && MAKES_ONE.test(line)) return "key-made-at-start";
    if (cause !== null) return cause;
  }
  return null;
}

/** Whether a line says of a variable, whatever its name, that it is missing. */
export function saysMissing(text: string, name: string): boolean {
  return judgeStatement(text, { jwt: name, session: null }) === "key-missing";
}

function sessionInstead(line: string): KeyCause | null {
  return line.includes(SESSION) && SIGNS.test(line) && GOES_ON.test(line)
    ? "falls-back-to-session-key"
    : null;
}

function judgeSentence(sentence: string): KeyCause | "not-this" | null {
  if (!sentence.includes(JWT)) {
    const said = sentence.includes(SESSION) || sentence.includes(OTHER)
      ? predicate(sentence.replace(/[\ue002\ue003]/g, JWT))
      : null;
    return said === null ? null : "not-this";
  }
  const cause = predicate(sentence) ?? ofBoth(sentence);
  if (cause === null) return null;
  if (cause === "key-too-short" && ZERO.test(sentence)) return "key-empty";
  if (isAbsent(cause) && GENERATES.test(sentence)) return "key-made-at-start";
  if (GOES_ON.test(sentence)) {
    const rest = sentence.slice(sentence.search(GOES_ON));
    if (rest.includes(SESSION) && cause !== "keys-equal") return "falls-back-to-session-key";
    if (isAbsent(cause) && DEFAULTS.test(sentence)) return "falls-back-to-default-key";
  }
  return cause;
}

function isAbsent(cause: KeyCause): boolean {
  return cause === "key-missing" || cause === "key-empty";
}

/** What is said of the two keys together, in whatever order. */
function ofBoth(sentence: string): KeyCause | null {
  if (ASKED_FOR.test(sentence)) return "key-missing";
  return sentence.includes(SESSION) && ONE_VALUE.test(sentence) ? "keys-equal" : null;
}

function predicate(sentence: string): KeyCause | null {
  let best: { readonly cause: KeyCause; readonly at: number } | null = null;
  let tried = 0;
  for (let at = sentence.indexOf(JWT); at >= 0 && tried < MOST_MENTIONS; at = sentence.indexOf(JWT, at + 1)) {
    tried += 1;
    const rest = sentence.slice(at + 1, at + 301);
    for (const { cause, pattern } of AFTER) {
      const found = pattern.exec(rest);
      if (found === null || found.index > 120 || !isOneList(rest.slice(0, found.index))) continue;
      if (best === null || found.index < best.at) best = { cause, at: found.index };
    }
    if (best !== null) break;
    const before = sentence.slice(Math.max(0, at - 160), at);
    const said = BEFORE.find(({ cause, pattern }) => {
      if (cause === "keys-equal") return pattern.test(before);
      const found = pattern.exec(before.replace(/[\ue002\ue003]/g, " ").trimStart());
      return found !== null && !/[\ue002\ue003]/.test(before.trimStart().slice(0, found.index));
    });
    if (said !== undefined) return said.cause;
  }
  return best?.cause ?? null;
}

/** Whether what stands between the name and the predicate names no other variable, or only lists some. */
function isOneList(between: string): boolean {
  if (!/[\ue002\ue003]/.test(between)) return true;
  return /^[\W\ue002\ue003]{0,200}$/.test(between.replace(LIST_WORDS, ""));
}

/** Puts a mark in the place of each name. */
function mark(text: string, names: Names): string {
  let line = replaceWord(text.replace(/[\ue001-\ue003]/g, " "), names.jwt, JWT);
  if (!line.includes(JWT)) {
    line = line.replace(/\bJWT[-_. ]?(?:(?:signing|secret)[-_. ]?)?(?:secret|key)s?\b(?!_)/gi, JWT);
  }
  if (names.session !== null) line = replaceWord(line, names.session, SESSION);
  return line.replace(/(?<![\w])[A-Z][A-Z0-9]{0,60}(?:_[A-Z0-9]{1,60}){1,12}(?![\w])/g, OTHER);
}

/**
 * Replaces a name where it stands as a whole word. With an underscore it may be in any case; a plain word
 * such as `secret` is a name only in quotes or at the start of the message.
 */
function replaceWord(text: string, name: string, by: string): string {
  if (name === "") return text;
  const anyCase = name.includes("_");
  const isPlain = !anyCase && name === name.toLowerCase();
  const hay = anyCase ? text.toLowerCase() : text;
  const needle = anyCase ? name.toLowerCase() : name;
  let result = "";
  let from = 0;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    if (/[\w$]/.test(hay[at - 1] ?? " ") || /[\w$]/.test(hay[end] ?? " ")) continue;
    if (isPlain && !standsAsName(text, at, end)) continue;
    if (at < from) continue;
    result += text.slice(from, at) + by;
    from = end;
  }
  return result + text.slice(from);
}

function standsAsName(text: string, at: number, end: number): boolean {
  const before = text.slice(Math.max(0, at - 24), at);
  return /^[\s\W]{0,8}$/.test(before) || (/["'`[]$/.test(before) && /^["'`\]]/.test(text.slice(end))) ||
    /\b(?:variable|setting|option|var|env)s?:? $/i.test(before);
}
