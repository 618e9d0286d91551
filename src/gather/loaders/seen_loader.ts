import type { SourceTree } from "../../backends/backend.ts";

/** A loader that the project was seen to use, where, and what it reads. */
export interface SeenLoader {
  /** Id of a dialect. */
  readonly dialect: string;
  /** The file that shows it, relative to the root, and the 1-based line. */
  readonly path: string;
  readonly line: number;
  /** The env files that it reads: relative to the root, or absolute where they lie elsewhere. */
  readonly files: readonly string[];
  /** The variables that reach the application by it; absent where all of them do. */
  readonly names?: readonly string[];
}

/** What the finders of loaders look at. */
export interface Sources {
  readonly tree: SourceTree;
  /** The folder of the application, relative to the root; the root is the empty text. */
  readonly folder: string;
  /** The two variables of the application. */
  readonly names: readonly string[];
  /** Every file of the tree, and the env files of the project that are still to be made. */
  readonly known: ReadonlySet<string>;
}

/** The 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
