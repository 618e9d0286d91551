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
  /** Whose process it starts, as far as its places tell; absent where they tell nothing, and for code. */
  readonly starts?: "the application" | "another";
  /** Those of the files without which it does not start; absent where that is not known. */
  readonly needs?: readonly string[];
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
  /** The compose files above the root. */
  readonly above: readonly AboveFile[];
}

/** A file above the root, up to the top of the repository. */
export interface AboveFile {
  /** Relative to the root: `../compose.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** Sightings of one file, and files of one sighting, beyond which no person wrote them: each costs time later. */
export const MOST_SIGHTINGS = 1000;

/** The 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
