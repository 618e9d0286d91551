import { answersIn } from "./answer.ts";
import { passes, sightingOf } from "./find.ts";
import { isProse } from "./prose.ts";
import { isKeyField } from "./key_name.ts";
import { judgeLibrary } from "./key_libraries.ts";
import type { KeyCause } from "./key_predicates.ts";
import { judgeStatement } from "./key_statement.ts";
import { namedLines } from "./named_lines.ts";
import { type FieldError, fieldErrors, isForbidden, isMissing } from "./pydantic.ts";
import { type Line, type Raised, readOutput } from "./read_output.ts";
import type { Names, Seen, Sighting } from "./symptom.ts";

/** One thing that an output says of the JWT key. */
export interface KeyVerdict {
  readonly cause: KeyCause;
  readonly sighting: Sighting;
  /** What the same words are said of as well. */
  readonly or: KeyCause | null;
}

/** Errors of the code or of a database: a key's name in them is a name of the program, not of a variable. */
const NOT_ABOUT_SETTINGS =
  /^(?:Name|UnboundLocal|Attribute|Import|ModuleNotFound|Syntax|Indentation|Tab|Reference|Operational|Programming|Integrity|Interface|Internal|Database|UnicodeDecode)Error$|^Undefined(?:Table|Column)$/;

const COMPOSE_BLANK = /variable is not set\. Defaulting to a blank string/;
/** Compose 1 quotes the whole setting; the variable is the one that it interpolates. */
const COMPOSE_DEMANDS = /^Missing mandatory value for .{1,300}\$\{(\w{1,200}):?\?/;
const NO_COMMAND = /^[\w./-]{1,300}: (?:line )?\d{1,6}: .{1,4000}: (?:command )?not found$/;
/** A line that assigns or reads a variable says nothing of its value. */
const CODE =
  /^\W{0,8}(?:export |set |- )?[\w.]{1,80}\s{0,2}=(?!=)|^\s{0,40}(?:raise|throw|assert|if|const|let|return) .{0,200}[({]/;
/** Go programs such as Docker: `time="…" level=warning msg="…"`. */
const LOGFMT = /^\w{1,20}=.{0,200}\bmsg="((?:\\.|[^"\\]){1,2000})"/;
const LIST_TITLE =
  /^\W{0,8}(?:the following )?(?:missing|required|undefined|unset)(?: required)? (?:env(?:ironment)?|config(?:uration)?) var(?:iable)?s?(?: (?:are|is) .{1,30})?:\s{0,4}$/i;
const STEPS_BACK: readonly KeyCause[] = [
  "falls-back-to-session-key",
  "falls-back-to-default-key",
  "key-made-at-start",
];

/** What the languages say where code goes on with a value that is not there. */
const NONE_USED =
  /^object of type 'NoneType' has no len\(\)|^argument of type 'NoneType' is not|^'NoneType' object has no attribute|^Cannot read propert(?:y|ies) .{0,60}of (?:undefined|null)|^The expression evaluated to a falsy value:|^undefined method .{1,80} for nil/;
/** Classes of loaders whose message is a name and nothing else. */
const SAYS_BY_CLASS = /^(?:Missing|Undefined|Unset|NotSet)\w{0,40}(?:Error|Exception)$/;
/** Loaders tell a variable that is not there from one that is empty. */
const OF_LOADERS = /^(?:UndefinedValueError|EnvError|EnvValidationError|KeyError)$/;
const REQUIRED =
  /\b(?:is|are) (?:\w{1,12} )?(?:required|mandatory|missing)\b|\bmust (?:also )?be (?:set|provided|configured|defined|present)\b|\bmissing (?:required )?env/i;
/** One sentence for two demands: which of them is not met, it does not say. */
const TOGETHER: readonly { readonly cause: KeyCause; readonly pattern: RegExp; readonly or: KeyCause }[] = [
  {
    cause: "key-too-short",
    pattern:
      /\b(?:and|or) (?:must |should )?(?:be )?(?:differ|different|distinct|not (?:be )?(?:equal|the same))/i,
    or: "keys-equal",
  },
  {
    cause: "keys-equal",
    pattern: /\b(?:and|or) (?:must |should )?(?:be |have )?(?:at least \d|\d{1,4} char|longer than)/i,
    or: "key-too-short",
  },
];

const judged = new WeakMap<Seen, { readonly names: Names; readonly verdicts: readonly KeyVerdict[] }>();

/** Everything that an output says of the JWT key, in the order in which it was printed. */
export function judgeKey(seen: Seen, names: Names): readonly KeyVerdict[] {
  const known = judged.get(seen);
  if (known !== undefined && known.names.jwt === names.jwt && known.names.session === names.session) {
    return known.verdicts;
  }
  const output = readOutput(seen);
  const raised = output.raised.flatMap((each) => verdictsOfRaised(each, names));
  const fields = fieldErrors(output).flatMap((error) => verdictOfField(error, names));
  const printed = output.blocks.flatMap((block) => verdictOfBlock(block, names));
  const answered = seen.kind === "http" ? verdictsOfAnswer(seen, names) : [];
  const verdicts = [...fields, ...raised, ...withoutWhatWasMended(printed), ...answered];
  judged.set(seen, { names, verdicts });
  return verdicts;
}

/** Where the program says that it went on with another key, the missing key is why and not what happened. */
function withoutWhatWasMended(verdicts: readonly KeyVerdict[]): readonly KeyVerdict[] {
  if (!verdicts.some(({ cause }) => STEPS_BACK.includes(cause))) return verdicts;
  return verdicts.filter(({ cause }) => cause !== "key-missing" && cause !== "key-empty");
}

function verdictsOfRaised(raised: Raised, names: Names): readonly KeyVerdict[] {
  const library = isRaisedByApplication(raised) ? null : judgeLibrary(raised.name, raised.head.text);
  if (library !== null) return [{ ...library, sighting: sightingOf(raised, raised.head) }];
  if (isUnknownSetting(raised, names)) {
    return [{ cause: "key-missing", sighting: sightingOf(raised, raised.head), or: null }];
  }
  if (NONE_USED.test(raised.head.text)) return verdictOfNone(raised, names);
  if (NOT_ABOUT_SETTINGS.test(raised.name) || /^\d{1,6} validation errors? for /.test(raised.head.text)) {
    return [];
  }
  if (raised.name === "KeyError") return verdictOfKeyError(raised, names);
  if (isBareAssertion(raised, names)) {
    return [{ cause: "key-missing", sighting: sightingOf(raised, raised.head), or: "key-empty" }];
  }
  const lines = raised.warning
    ? [raised.head]
    : [raised.head, ...raised.body, ...namedLines(raised.body, names.jwt)];
  for (const line of lines) {
    const said = judgeLine(line, names);
    if (said === null) continue;
    const cause = !raised.warning && STEPS_BACK.includes(said) ? "key-missing" : said;
    return [{ cause, sighting: sightingOf(raised, line), or: alsoMeant(line.text, cause, raised.name) }];
  }
  return [];
}

/** The words of a library in the application's own mouth are about something else. */
function isRaisedByApplication({ frames }: Raised): boolean {
  const last = frames.at(-1);
  return last !== undefined && /^(?:raise|throw)\b/.test(last.code) &&
    !/(?:site|dist)-packages|[/\\](?:jwt|jose)[/\\]/.test(last.file);
}

/** An application that answers with the message of its exception: a library's own words, or with a 500 any. */
function verdictsOfAnswer(seen: Seen, names: Names): readonly KeyVerdict[] {
  return answersIn(seen).filter(({ status }) => (status ?? 0) >= 400).flatMap((answer) =>
    answer.texts.flatMap((text): readonly KeyVerdict[] => {
      const head = /^(\w{0,60}Error): (.{1,1000})$/.exec(text.trim());
      // A page has many lines; only a head tells which one is the message.
      if (head === null && answer.json === undefined) return [];
      const [, name = "Error", message = text] = head ?? [];
      const library = judgeLibrary(name, message.trim());
      const own = answer.status === null || answer.status < 500 ? null : judgeStatement(message, names);
      const said = library ?? (own === null ? null : { cause: own, or: null });
      return said === null ? [] : [{ ...said, sighting: answer.sighting(text) }];
    })
  );
}

/** What an application says alike of two states of its key: of none and an empty one, or of all its demands. */
function alsoMeant(text: string, cause: KeyCause, name: string): KeyCause | null {
  const together = TOGETHER.find((each) => each.cause === cause);
  if (together?.pattern.test(text) === true) return together.or;
  return cause === "key-missing" && !OF_LOADERS.test(name) && REQUIRED.test(text) ? "key-empty" : null;
}

/** `os.environ["X"]` raises `KeyError: 'X'`; a plain word may be the key of any other mapping. */
function verdictOfKeyError(raised: Raised, names: Names): readonly KeyVerdict[] {
  const said = raised.head.text.trim();
  // starlette
  if (said === `"Config '${names.jwt}' is missing, and has no default."`) {
    return [{ cause: "key-missing", sighting: sightingOf(raised, raised.head), or: null }];
  }
  // Ruby's ENV.fetch
  if (said === `key not found: "${names.jwt}"`) {
    return [{ cause: "key-missing", sighting: sightingOf(raised, raised.head), or: null }];
  }
  if (!new Set([`'${names.jwt}'`, `"${names.jwt}"`, `b'${names.jwt}'`]).has(said)) return [];
  const fromEnvironment = raised.frames.some(({ file, code }) =>
    /(?:^|[/<\\])(?:frozen )?os(?:\.py|>)$/.test(file) || code.includes("environ")
  );
  if (!fromEnvironment && !/[A-Z_]/.test(names.jwt)) return [];
  return [{ cause: "key-missing", sighting: sightingOf(raised, raised.head), or: null }];
}

/** `len(JWT_SECRET_KEY)` of a variable that os.getenv() did not find, `process.env.JWT_SECRET_KEY.length`. */
function verdictOfNone(raised: Raised, names: Names): readonly KeyVerdict[] {
  if (!/[A-Z_]/.test(names.jwt)) return [];
  const name = names.jwt.replace(/[^\w]/g, "\\$&");
  const isUsed = new RegExp(
    `\\(\\s{0,4}(?:process\\.env\\.)?${name}\\s{0,4}\\)|(?<![\\w"'])${name}\\b["']?\\]?[.[]|\\b${name}["']?[\\])]{1,2}\\.`,
  );
  const code = [raised.frames.at(-1)?.code, raised.frames[0]?.code, raised.body[0]?.text];
  const words = raised.frames.at(-1)?.code.split(/\W{1,20}/) ?? [];
  return words.includes(names.jwt) || code.some((text) => text !== undefined && isUsed.test(text))
    ? [{ cause: "key-missing", sighting: sightingOf(raised, raised.head), or: null }]
    : [];
}

/** A class that says what is wrong, and a message that is the name alone; dynaconf takes AttributeError for it. */
function isUnknownSetting(raised: Raised, names: Names): boolean {
  if (raised.head.text.trim() !== names.jwt) return false;
  return SAYS_BY_CLASS.test(raised.name) ||
    (raised.name === "AttributeError" && passes(raised, /[/\\]dynaconf[/\\]/));
}

/** `assert JWT_SECRET_KEY` without a message. */
function isBareAssertion(raised: Raised, names: Names): boolean {
  const code = raised.frames.at(-1)?.code ?? "";
  return raised.name === "AssertionError" && raised.head.text === "" &&
    new RegExp(
      `^assert (?:[\\w.]{1,40}\\(["'])?(?:\\w{1,40}\\.)?${names.jwt.replace(/[^\w]/g, "\\$&")}["']?\\)?$`,
    ).test(code);
}

function verdictOfField(error: FieldError, names: Names): readonly KeyVerdict[] {
  const cause = isKeyField(error.field, names)
    ? causeOfField(error, names)
    : error.field === ""
    ? judgeStatement(error.message, names)
    : null;
  if (cause === null) return [];
  const sighting = { line: error.line.number, text: `${error.field} ${error.line.text}`.trim() };
  return [{ cause, sighting, or: null }];
}

function causeOfField(error: FieldError, names: Names): KeyCause | null {
  if (isForbidden(error)) return null;
  if (isMissing(error)) return "key-missing";
  const said = judgeStatement(error.message, names) ?? judgeStatement(`${names.jwt} ${error.message}`, names);
  return said !== null && said !== "keys-equal" && error.emptyInput ? "key-empty" : said;
}

function verdictOfBlock(block: readonly Line[], names: Names): readonly KeyVerdict[] {
  let title = "";
  const verdicts = [...block, ...namedLines(block, names.jwt)].flatMap((line): readonly KeyVerdict[] => {
    if (LIST_TITLE.test(line.text)) title = line.text.trim();
    if (isProse(line.text, names)) return [];
    const cause = judgeLine(line, names) ?? judgeItem(title, line.text, names);
    if (cause === null) return [];
    const sighting = { line: line.number, text: line.text.trim() };
    return [{ cause, sighting, or: alsoMeant(line.text, cause, "") }];
  });
  const chosen = verdicts.find(({ cause }) => STEPS_BACK.includes(cause)) ?? verdicts[0];
  return chosen === undefined ? [] : [chosen];
}

/** A name in a list below "Missing environment variables:". */
function judgeItem(title: string, text: string, names: Names): KeyCause | null {
  const name = /^\W{0,8}(\w{1,200})(?![\w=])/.exec(text)?.[1];
  return title !== "" && name === names.jwt ? judgeStatement(`${title} ${name}`, names) : null;
}

function judgeLine(line: Line, names: Names): KeyCause | null {
  const text = LOGFMT.exec(line.text)?.[1]?.replaceAll('\\"', '"') ?? line.text;
  // A shell that runs a line of a file tells of the line, and not of a variable.
  if (CODE.test(text) || NO_COMMAND.test(text)) return null;
  const demanded = COMPOSE_DEMANDS.exec(text)?.[1];
  const said = judgeStatement(demanded === undefined ? text : `${demanded} is required`, names);
  return said === "key-missing" && COMPOSE_BLANK.test(line.text) ? "key-empty" : said;
}
