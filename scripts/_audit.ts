import type { CommandContext } from "./_command.ts";
import { KeysplitError } from "../src/errors.ts";
import type { WordLists } from "../src/gather/known_key.ts";
import { FileError } from "../src/io/host.ts";

/** Seconds between two lines of progress where nobody sits at a terminal. */
const BETWEEN_LINES = 10;

/**
 * Looks whether the word lists are there, before anything is started.
 *
 * @throws {KeysplitError} `usage` where one is no file
 */
export function requireWordlists({ host, settings }: CommandContext): void {
  for (const path of settings.wordlists) {
    let kind = "nothing";
    try {
      kind = host.files.stat(path).kind;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
    if (kind === "file") continue;
    throw new KeysplitError("usage", `There is no file ${path} to take words from`, { next: [] });
  }
}

/** The word lists of a run, and how far they are. */
export interface WordProgress extends WordLists {
  /** A line for a terminal; null while no words are tried. */
  line(): string | null;
  /** Says on standard error how many words were tried, if any. */
  end(): void;
}

/** Says on standard error how many words of the lists were tried, and how fast. */
export function sayWords({ host, settings, progress }: CommandContext): WordProgress {
  const { clock, terminal } = host;
  let words = 0;
  let start: number | null = null;
  let now = 0;
  let said = 0;
  const line = () => {
    if (start === null) return null;
    const rate = Math.round(words / Math.max(now - start, 0.001)).toLocaleString("en");
    return `  Prove     ${words.toLocaleString("en")} words tried, ${rate} a second`;
  };
  return {
    lists: settings.wordlists,
    onWords(count) {
      now = clock.seconds();
      said = start === null ? now : said;
      start ??= now;
      words = count;
      if (terminal.interactive || now - said < BETWEEN_LINES) return;
      said = now;
      progress.note(line() ?? "");
    },
    line,
    end() {
      const last = line();
      if (last !== null) progress.note(last);
    },
  };
}
