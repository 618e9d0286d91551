/** The two shells whose grammars are read; other POSIX shells are near to dash. */
export type ShellName = "bash" | "dash";

/** A piece of a word. Texts hold one character a byte. */
export type Part =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  /** `operator` is empty for `$name`, `length` for `${#name}`, `other` for what only bash knows. */
  | {
    readonly kind: "parameter";
    readonly name: string;
    readonly operator: string;
    readonly word: readonly Part[];
    readonly quoted: boolean;
  }
  | { readonly kind: "command" }
  | { readonly kind: "arithmetic"; readonly text: string }
  | { readonly kind: "bad" };

/** One word of a command, from the offset at which it starts in the text. */
export interface Word {
  readonly parts: readonly Part[];
  readonly offset: number;
}

/** `name=value`; `value` is null for an array or one of its elements, which no environment holds. */
export interface ShellAssignment {
  readonly name: string;
  readonly mode: "set" | "append";
  readonly value: readonly Part[] | null;
  readonly offset: number;
}

/** `>file`; the text of a here-document is left out. */
export interface Redirection {
  readonly operator: string;
  readonly target: Word;
}

/** `a=1 command word <file`. */
export interface SimpleCommand {
  readonly kind: "simple";
  readonly assignments: readonly ShellAssignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** What a shell runs; `choice` is an `if`, a loop or a `case`, whose course is not followed. */
export type Command =
  | SimpleCommand
  | { readonly kind: "sequence"; readonly commands: readonly Command[] }
  | { readonly kind: "chain"; readonly first: Command; readonly rest: readonly ChainLink[] }
  /** Runs in a process of its own, so that it changes no variable here. */
  | { readonly kind: "apart"; readonly how: "subshell" | "pipeline" | "background" }
  | { readonly kind: "not"; readonly command: Command | null }
  | { readonly kind: "test" }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "choice" };

/** The next command of `a && b || c`. */
export interface ChainLink {
  readonly operator: "&&" | "||";
  readonly command: Command;
}

/** Where a parser is in a text; the one thing here that changes. */
export interface Cursor {
  readonly text: string;
  readonly shell: ShellName;
  at: number;
  depth: number;
  /** Here-documents whose text starts behind the next line end. */
  readonly awaited: { readonly delimiter: string; readonly tabs: "kept" | "stripped" }[];
}

/** Deeper nesting than any file has that a person wrote. */
const DEEPEST = 400;

/** Runs one step deeper. Throws `RangeError` when that is too deep to follow. */
export function deeper<T>(cursor: Cursor, step: () => T): T {
  if (cursor.depth >= DEEPEST) throw new RangeError("Cannot follow the nesting: it is too deep");
  cursor.depth++;
  const result = step();
  cursor.depth--;
  return result;
}
