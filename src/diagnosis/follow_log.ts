import { detached } from "../report/detached.ts";
import { plain } from "../report/plain.ts";
import { withoutClientText } from "./access_line.ts";
import { diagnose, ranked } from "./diagnose.ts";
import { guessNames } from "./guess_names.ts";
import { lineHash, wordingHash } from "./line_hash.ts";
import type { Diagnosis, Names, Sighting } from "./symptom.ts";
import { timesBefore } from "./times_before.ts";
import { troubleIn } from "./trouble.ts";
import { unwrapLine } from "./unwrap_line.ts";

/** A log that is diagnosed while it comes, in memory that does not grow with it. */
export interface FollowedLog {
  /** Takes a line, or a part of a very long one, without its line end. */
  take(number: number, line: string): void;
  /** Whether lines came since the last look. */
  readonly isNew: boolean;
  /** Whether a line has told of trouble so far. */
  readonly isTroubled: boolean;
  /** Looks at what came, and returns the causes that were not seen before, with the lines of the log. */
  look(): readonly Diagnosis[];
  /** All that was seen, the best first. */
  read(): LogReading;
}

/** What a log tells. */
export interface LogReading {
  readonly diagnoses: readonly Diagnosis[];
  readonly lines: number;
  /** Lines that said what an earlier one had said, digits aside. */
  readonly repeated: number;
  /** The last line that tells of trouble, an exception before anything else; null where the log is clean. */
  readonly trouble: Sighting | null;
  /** Whether the variable's name is the text's own, and not the one that was given. */
  readonly guessed: boolean;
}

/** Text that is looked at together. What was read fits in it but for very long logs. */
const WINDOW = 192 * 1024;
/** What of one window is seen again in the next, so that an exception on the border is seen whole. */
const OVERLAP = 48 * 1024;
/** What was printed so often is left out: what it says is known. */
const OFTEN = 30;
/** An exception that said the same so often has shown where it comes from, also where every frame differs. */
const OFTEN_SAID = 300;
/** Lines after a frame that are its code, before the exception's own line has to come. */
const CODE_LINES = 3;
/** Lines after a telling one that may belong to it. */
const CONTEXT = 40;
const MOST_FRAMES = 2000;
/** What every known cause has in one of its lines; a long log is mostly made of others. */
const TELLING =
  /error|exception|critical|fatal|fail|warn|not |n't|no |cannot|unable|invalid|missing|unset|blank|empty|default|refus|denied|forbid|unauthor|expire|already|token|secret|key|jwt|csrf|traceback|worker|limit|restart|manage\.py shell|kill|panic|segmentation|goroutine|usage|unrecogni|memory|exited|exist|status|crashloop|caused by|http404|timeout|eror|emerg|alert|level"?\s?[=:]\s?"?[56]0\b|[{}"]\s*4\d\d\b| [45]\d\d\b/i;
const MESSAGE = /\w: \S/;
const STACK = /Traceback \(most recent|^.{0,200} {2}File "|The above exception was|During handling of/;

interface Kept {
  readonly number: number;
  readonly text: string;
}

/**
 * Begins to follow a log.
 *
 * @param names the names of the variables
 * @param trust `given` takes the names as they are, `text` prefers the one that the log itself uses
 */
export function followLog(names: Names, trust: "given" | "text"): FollowedLog {
  const countBefore = timesBefore();
  const found = new Map<string, Diagnosis>();
  let kept: Kept[] = [];
  let size = 0;
  let lines = 0;
  let repeated = 0;
  let isNew = false;
  /** Whether a part of the log has left the window. */
  let moved = false;
  /** A traceback that is not complete yet. */
  let stack: Kept[] = [];
  let stackHash = 0;
  let code = 0;
  let left = 0;
  let used = names;
  let exception: Sighting | null = null;
  let trouble: Sighting | null = null;

  function note(number: number, text: string): void {
    const shown = plain(text);
    const kind = troubleIn(shown);
    if (kind === null) return;
    const sighting = { line: number, text: shown.trim() };
    if (kind === "exception" && !shown.includes("Traceback (most recent")) exception = sighting;
    trouble = sighting;
  }

  function take(number: number, text: string): void {
    if (text.trim() === "") return;
    const hash = lineHash(text);
    const isStack = STACK.test(text);
    if (isStack || stack.length > 0) {
      // A traceback is known as a whole or not at all: its frames say where an exception comes from.
      stack.push({ number, text });
      stackHash = Math.imul(stackHash, 31) + hash | 0;
      code = isStack ? CODE_LINES : code - 1;
      if (code < 0 || (!isStack && troubleIn(text) === "exception") || stack.length > MOST_FRAMES) endStack();
    } else {
      const times = countBefore(hash);
      if (times > 0) repeated += 1;
      if (times < OFTEN && isTelling(text)) keep(number, text);
    }
  }

  function endStack(): void {
    if (stack.length === 0) return;
    const lines = stack;
    stack = [];
    const before = countBefore(stackHash);
    stackHash = 0;
    const known = before >= OFTEN || isSaidOften(lines.at(-1)?.text ?? "");
    repeated += known ? lines.length : Math.min(before, 1);
    if (known) return;
    for (const { number, text } of lines) keep(number, text);
    left = CONTEXT;
  }

  /** Whether a traceback's last line is an exception with a message of its own that came often. */
  function isSaidOften(text: string): boolean {
    return MESSAGE.test(text) && troubleIn(text) === "exception" &&
      countBefore(wordingHash(text)) >= OFTEN_SAID;
  }

  /** As long as the log is short all of it is looked at. */
  function isTelling(text: string): boolean {
    left = TELLING.test(text) ? CONTEXT : left - 1;
    return !moved || left > 0;
  }

  function keep(number: number, text: string): void {
    note(number, text);
    kept.push({ number, text: detached(text) });
    size += text.length + 1;
    isNew = true;
    if (size > WINDOW) move();
  }

  function move(): void {
    see();
    moved = true;
    let rest = kept.length;
    for (let room = OVERLAP; rest > 0 && room > 0; rest--) room -= kept[rest - 1]?.text.length ?? 0;
    const start = kept.findIndex(({ text }, at) => at >= rest && text.includes("Traceback (most recent"));
    kept = kept.slice(start < 0 ? rest : start);
    size = kept.reduce((sum, { text }) => sum + text.length + 1, 0);
  }

  /** The causes in the window, with the lines of the log. */
  function see(): readonly Diagnosis[] {
    isNew = false;
    const text = kept.map(({ text }) => text).join("\n");
    const guess = trust === "text" ? guessNames(text, names) : names;
    used = guess.jwt === names.jwt ? used : guess;
    const seen = diagnose({ kind: "output", text, exitCode: null }, used).map((each) => ({
      ...each,
      sighting: { ...each.sighting, line: kept[each.sighting.line - 1]?.number ?? each.sighting.line },
    }));
    for (const each of seen) if (!found.has(each.symptom.cause)) found.set(each.symptom.cause, each);
    return seen;
  }

  return {
    take(number, line) {
      lines = number;
      for (const text of unwrapLine(withoutClientText(line))) take(number, text);
    },
    get isNew() {
      return isNew;
    },
    get isTroubled() {
      return trouble !== null;
    },
    look() {
      endStack();
      const before = new Set(found.keys());
      return isNew ? see().filter(({ symptom }) => !before.has(symptom.cause)) : [];
    },
    read() {
      endStack();
      const seen = see();
      return {
        diagnoses: moved ? ranked([...found.values()]) : seen,
        lines,
        repeated,
        trouble: exception ?? trouble,
        guessed: used.jwt !== names.jwt,
      };
    },
  };
}
