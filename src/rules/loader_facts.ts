import type { Measurement } from "./key_facts.ts";

/** Why a loader does not see an assignment that the file holds, as far as a mended copy of the file tells. */
export type Hidden =
  | {
    readonly by:
      | "utf-16"
      | "byte-order-mark"
      | "export"
      | "blanks"
      | "earlier-line"
      | "not-exported"
      | "other";
  }
  /** A file that the loader meets first, and beyond which it does not look; one whose assignments win. */
  | { readonly by: "nearer-file" | "winning-file"; readonly path: string };

/** What one loader makes of one variable in one file. */
export interface ReadingFact {
  readonly outcome: "value" | "missing" | "error" | "unpredictable";
  /** The line that won: 1-based; null where there is no value. */
  readonly line: number | null;
  /** How it was read, or why there is no value; holds no part of one. */
  readonly why: string;
  /** Null where there is no value. */
  readonly key: Measurement | null;
  /** Readings of a variable in a file that are the same value have the same number; null without a value. */
  readonly same: number | null;
  /** Null where the loader sees a value, or the file has none to see. */
  readonly hidden: Hidden | null;
}

/** One loader that the project uses, as far as it reads one file. */
export interface LoaderFact {
  /** Id of a dialect. */
  readonly dialect: string;
  /** For a person, with the versions it stands for. */
  readonly title: string;
  /** Whether the application itself reads by it. */
  readonly own: boolean;
  /** Where the project shows that it uses it; null where that was said. */
  readonly seen: { readonly path: string; readonly line: number } | null;
  /** Which wins when both the process and the file set the variable. */
  readonly precedence: "process" | "file" | "ignores-empty";
  /** Null where the variable does not reach the application by this loader. */
  readonly jwt: ReadingFact | null;
  readonly session: ReadingFact | null;
  /** The printable characters that it does not read as they are in a value without quotes, whatever the key. */
  readonly misreads: string;
  /** Whether it reads the application's own JWT key otherwise than it is, where that stands without quotes. */
  readonly misreadsKey: boolean;
}

/** A line that is no assignment, comment or blank, or whose quote is open, and what loaders make of it. */
export interface FlawFact {
  /** 1-based. */
  readonly line: number;
  readonly kind: "no-equals" | "open-quote";
  /** What the JWT key is with this line, beside what it is without. */
  readonly effects: readonly {
    readonly title: string;
    readonly effect: "none" | "changes" | "hides" | "refuses";
  }[];
}

/** How an env file is mended so that all loaders in use read the key that some of them read now. */
export interface MendFact {
  /** The line that gives the key: 1-based. */
  readonly line: number;
  /** What stands around the value there; null where the line stays as it is. */
  readonly quote: "" | "'" | '"' | null;
  /** Lines that assign the key too, and go. */
  readonly dropped: readonly number[];
  /** `lf` where a loader takes the carriage return of CRLF for a part of the value. */
  readonly lineEnds: "kept" | "lf";
  /** Whether a comment behind the value goes to a line of its own. */
  readonly comment: boolean;
  /** Titles of the loaders that read already what all of them read then. */
  readonly reads: readonly string[];
}

/** One env file as all loaders in use read it. */
export interface LoadedFileFact {
  readonly path: string;
  /** The lines that assign the JWT key, also to nothing: 1-based. */
  readonly lines: readonly number[];
  /** Those of them that give it a value. */
  readonly valued: readonly number[];
  /** Empty where no loader of the project is known. */
  readonly loaders: readonly LoaderFact[];
  readonly flaws: readonly FlawFact[];
  /** Absent where they read the same, where no spelling helps, and where none of them reads a key. */
  readonly mend?: MendFact;
}
