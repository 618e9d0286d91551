import { MASK } from "./mask_runs.ts";
import { COMPLAINT, HAS_SENSITIVE, isSecretName, NAME, NO_VALUE, VARIABLE_NAME } from "./secret_names.ts";

type Mask = (line: string) => string;

/** A name that may go on from what stands before it. */
const ANY_NAME = NAME.slice(NAME.indexOf(")") + 1);

/** `("NAME", "value")`, as headers and environments are printed. */
const PAIR = new RegExp(
  `([[(]\\s{0,4}b?["'](${NAME})["']\\s{0,4},\\s{0,4}b?["'])((?:\\\\.|(?!["']\\s{0,4},)[^\\\\]){1,4000}?)(?=["']\\s{0,4}[\\])])`,
  "gi",
);
/** `"name": "NAME", "value": "…"`, as containers are described, in both orders. */
const NAMED = new RegExp(
  `(["']?\\bname["']?\\s{0,4}[:=]\\s{0,4}["']?(${NAME})["']?\\s{0,4},?\\s{0,4}["']?value["']?\\s{0,4}[:=]\\s{0,4}["']?)([^"'\\s,}]{1,4000})`,
  "gi",
);
const VALUED = new RegExp(
  `(["']value["']\\s{0,4}:\\s{0,4}["'])([^"']{1,4000})(["']\\s{0,4},\\s{0,4}["']name["']\\s{0,4}:\\s{0,4}["'](${NAME}))`,
  "gi",
);
/** A row of a table that is drawn with bars. */
const ROW = new RegExp(
  `([|│┃]\\s{0,40}(${NAME})\\s{0,80}[|│┃]\\s{0,40})([^\\s|│┃][^|│┃]{0,4000}?)(?=\\s{0,400}(?:[|│┃]|$))`,
  "gi",
);
/** `--password VALUE`. */
const FLAG = new RegExp(
  `((?<![\\w-])--(${ANY_NAME})\\s{1,4}["']?)([^\\s"'-][^\\s"']{0,4000})`,
  "gi",
);
/** `password%3Dvalue`, `%22password%22%3A%22value%22`. */
const ENCODED = new RegExp(
  `(${
    NAME.replace("(?<![\\w$-])", "")
  }(?:%22|%27)?(?:%3D|%3A)(?:%20|\\+){0,2}(?:%22|%27)?)((?:(?!%2[267C]|%7D)[^\\s&"'<>]){1,4000})`,
  "gi",
);
/** `<password>value</password>`. */
const ELEMENT = new RegExp(`(<(${NAME})>)([^<>]{1,4000})(?=<)`, "gi");
/** A field of a form whose value stands before its name. */
const FIELD =
  /(<input\b[^<>]{0,300}\bvalue=(["']))([^"'<>]{1,2000})(?=\2[^<>]{0,300}\b(?:type=["']password|name=["'][\w-]{0,40}(?:csrf|token|passw)))/gi;
/** What an application quotes of a key that it refuses: `NAME 'value'`, `NAME … got "value"`. */
const BESIDE = new RegExp(
  `((${NAME})["']?(?:\\s{1,2}|\\s?[!=]=\\s?)["'\`(])([^\\s"'\`()]{4,4000})(?=["'\`)])`,
  "gi",
);
const SAID =
  /(\b(?:got|value|received|found|given|is|for [^\s:]{1,80}):?\s{1,2})(["'`]?)([^\s"'`]{4,4000})/gi;
const QUOTED = /(["'`])([^\s"'`\\]{6,4000})\1/g;
/** A key that stands alone where an assignment was expected. */
const NO_ASSIGNMENT =
  /((?:Invalid line: |Error parsing line: |(?:environment assignment|environment entry)[^'"]{0,40}['"]?))([^\s'"=]{6,4000})/;
const NO_COMMAND = /((?:^|: )(?:line )?(?:\d{1,6}: )?)([^\s:=/]{12,4000})(?=: (?:command )?not found$)/;
/** The last word of a code's line is shown below it, with its value, by tracebacks that know the variables. */
const POINTED = /^([\s│|]{0,400}└ b?(["']))(.{6,4000}?)(\2?)$/;
const CURL = /\b(?:curl|wget|https?)\s/;
const CURL_USER = /((?:^|\s)(?:-u|--user|--proxy-user|-U)[ =]{0,2}["']?[^\s'":]{1,200}:)([^\s'"]{1,500})/g;
const CURL_COOKIE =
  /((?:^|\s)(?:-b|--cookie)[ =]{0,2}(["']?))([^\s'";]{1,4000}(?:;\s?[^\s'";]{1,4000}){0,50})/g;
const CLIENT_PASSWORD =
  /(\b(?:mysql\w{0,10}|mariadb[\w-]{0,10}|sshpass)\b(?:\s\S{1,200}){0,12}?\s-p\s?)([^\s-]\S{0,500})/;

/**
 * Masks in one line the values of secrets whose names stand beside them without a sign between: pairs, tables,
 * flags, forms, and what an application says of a key that it refuses.
 */
export function maskTold(line: string): string {
  let masked = line;
  if (masked.includes("└")) {
    masked = masked.replace(
      POINTED,
      (_, head: string, _quote, value: string, end = "") =>
        head + (looksLikeValue(value) ? MASK : value) + end,
    );
  }
  if (CURL.test(masked)) masked = maskCurl(masked);
  if (masked.includes(" -p")) masked = masked.replace(CLIENT_PASSWORD, `$1${MASK}`);
  if (/[Ii]nvalid|parsing line|parse environment/.test(masked)) {
    masked = masked.replace(
      NO_ASSIGNMENT,
      (whole, head: string, value: string) => looksLikeValue(value) ? head + MASK : whole,
    );
  }
  if (masked.endsWith("not found")) {
    masked = masked.replace(
      NO_COMMAND,
      (whole, head: string, word: string) => looksLikeValue(word) ? head + MASK : whole,
    );
  }
  if (!HAS_SENSITIVE.test(masked)) return masked;
  return BY_NAME.reduce((text, mask) => mask(text), masked);
}

/** Of what follows a name; each is one pass over the line. */
const BY_NAME: readonly Mask[] = [
  behind(PAIR),
  behind(NAMED),
  (line) =>
    line.replace(
      VALUED,
      (whole, head: string, value: string, tail: string, name: string) =>
        isKept(name, value) ? whole : head + MASK + tail,
    ),
  behind(ROW),
  behind(FLAG),
  (line) => line.includes("%") ? line.replace(ENCODED, `$1${MASK}`) : line,
  behind(ELEMENT),
  (line) => line.replace(FIELD, `$1${MASK}`),
  (line) =>
    line.replace(
      BESIDE,
      (whole, head: string, _name, value: string) => isRefusedValue(head, value) ? head + MASK : whole,
    ),
  (line) =>
    line.replace(
      SAID,
      (whole, head: string, quote: string, value: string) =>
        looksLikeValue(value) || (quote !== "" && /^(?:got|value|given)/i.test(head) && !isNoValue(value))
          ? head + quote + MASK
          : whole,
    ),
  maskQuotedAfterName,
];

/** Masks the third group of a pattern whose first is all before it, with the name as its second. */
function behind(pattern: RegExp): Mask {
  return (line) =>
    line.replace(
      pattern,
      (whole, head: string, name: string, value: string) => isKept(name, value) ? whole : head + MASK,
    );
}

/** A quoted value somewhere behind the name of a variable. */
function maskQuotedAfterName(line: string): string {
  const name = /[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,10}/.exec(line);
  if (name === null || !HAS_SENSITIVE.test(name[0])) return line;
  const start = name.index + name[0].length;
  return line.slice(0, start) + line.slice(start).replace(
    QUOTED,
    (whole, quote: string, value: string) => looksLikeValue(value) ? quote + MASK + quote : whole,
  );
}

function maskCurl(line: string): string {
  return line.replace(CURL_USER, `$1${MASK}`).replace(CURL_COOKIE, `$1${MASK}`);
}

/** In quotes right behind a variable stands its value; in brackets a remark can stand, or a place. */
function isRefusedValue(head: string, value: string): boolean {
  const isVariable = /[A-Z]_[A-Z][A-Z0-9_]{0,80}["']?(?:\s{1,2}|\s?[!=]=\s?)["'`(]$/.test(head);
  if (head.endsWith("(")) {
    return isVariable && value.length >= 8 && !/[=:]/.test(value) && looksLikeValue(value);
  }
  return isVariable ? !isNoValue(value) : looksLikeValue(value);
}

function isKept(name: string, value: string): boolean {
  return !isSecretName(name) || isNoValue(value.trim().replace(/[\])>]{1,3}$/, ""));
}

function isNoValue(value: string): boolean {
  return NO_VALUE.test(value) || VARIABLE_NAME.test(value) || COMPLAINT.test(value);
}

/** Words of the trade that have digits in them. */
const TERM =
  /^(?:base(?:16|32|58|64)(?:url)?|sha-?\d{1,3}|md5|[HREP]S\d{3}|ed25519|utf-?\d{1,2}|latin-?1|python[\d.]{0,6}|node[\d.]{0,8}|oauth2?|auth0|argon2\w{0,2}|pbkdf2\w{0,8}|x509|pkcs\d{0,2}|ipv[46])\W{0,3}$/i;

/** What may be a key or a password, and is no word, path, address or name in a program. */
function looksLikeValue(text: string): boolean {
  if (text.length < 6 || /\s/.test(text) || isNoValue(text) || TERM.test(text)) return false;
  if (/^[.~/<]|:\/\/|^[A-Za-z_][\w-]{0,80}(?:\.[A-Za-z_][\w-]{0,80}){1,10}$|^[\w.]{1,80}\(/.test(text)) {
    return false;
  }
  return (/\d/.test(text) && /[A-Za-z]/.test(text)) || /[!@#$%^&*?+=~]/.test(text);
}
