import { plain } from "../report/plain.ts";
import { diagnose, ranked } from "./diagnose.ts";
import { guessNames } from "./guess_names.ts";
import { lineHash } from "./line_hash.ts";
import type { Diagnosis, Names, Sighting } from "./symptom.ts";
import { troubleIn } from "./trouble.ts";
import { unwrapLine } from "./unwrap_line.ts";

/** A log that is diagnosed while it comes, in memory that does not grow with it. */
export interface FollowedLog {
  /** Takes a line, or a part of a very long one, without its line end. */
  take(number: number, line: string): void;
  /** Whether lines came since the last look. */
  readonly isNew: boolean;
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
const WINDOW = 512 * 1024;
/** What of one window is seen again in the next, so that an exception on the border is seen whole. */
const OVERLAP = 64 * 1024;
/** A line that was printed so often is left out: what it says is known. */
const OFTEN = 30;
const MOST_HASHES = 50_000;
/** Lines after a frame that are its code. */
const CODE_LINES = 3;
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
  const counts = new Map<number, number>();
  const found = new Map<string, Diagnosis>();
  let kept: Kept[] = [];
  let size = 0;
  let lines = 0;
  let repeated = 0;
  let isNew = false;
  /** Whether a part of the log has left the window. */
  let moved = false;
  let code = 0;
  let used = names;
  let exception: Sighting | null = null;
  let trouble: Sighting | null = null;

  /** Whether the text is known so well that it need not be looked at. */
  function isKnown(text: string): boolean {
    const hash = lineHash(text);
    const times = counts.get(hash) ?? 0;
    if (times === 0 && counts.size >= MOST_HASHES) counts.clear();
    counts.set(hash, times + 1);
    if (times > 0) repeated += 1;
    if (STACK.test(text)) {
      code = CODE_LINES;
      return false;
    }
    code -= 1;
    return times >= OFTEN && code < 0;
  }

  function note(number: number, text: string): void {
    const shown = plain(text);
    const kind = troubleIn(shown);
    if (kind === null) return;
    const sighting = { line: number, text: shown.trim() };
    if (kind === "exception" && !shown.includes("Traceback (most recent")) exception = sighting;
    trouble = sighting;
  }

  function keep(number: number, text: string): void {
    if (text.trim() === "" || isKnown(text)) return;
    note(number, text);
    kept.push({ number, text });
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
    const seen = diagnose({ kind: "output", text, exitCode: null }, used).map(({ symptom, sighting }) => ({
      symptom,
      sighting: { ...sighting, line: kept[sighting.line - 1]?.number ?? sighting.line },
    }));
    for (const each of seen) if (!found.has(each.symptom.cause)) found.set(each.symptom.cause, each);
    return seen;
  }

  return {
    take(number, line) {
      lines = number;
      for (const text of unwrapLine(line)) keep(number, text);
    },
    get isNew() {
      return isNew;
    },
    look() {
      const before = new Set(found.keys());
      return isNew ? see().filter(({ symptom }) => !before.has(symptom.cause)) : [];
    },
    read() {
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
