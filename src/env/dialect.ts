/** What a loader makes of one key in one file. Lines are 1-based. */
export type Reading =
  | { readonly outcome: "value"; readonly value: string; readonly line: number; readonly why: string }
  | { readonly outcome: "missing"; readonly reason: string }
  | { readonly outcome: "error"; readonly reason: string }
  | { readonly outcome: "unpredictable"; readonly reason: string };

/** How one real loader, in the versions that `loaders` lists, reads a `.env`. */
export interface Dialect {
  /** Kebab case, e.g. `python-decouple`. */
  readonly id: string;
  /** For a person, with the versions it stands for. */
  readonly title: string;
  /** The loaders it was measured against, e.g. `python-decouple@3.8`. */
  readonly loaders: readonly string[];
  /** Which wins when both the process and the file set the variable; `ignores-empty`: a non-empty process. */
  readonly precedence: "process" | "file" | "ignores-empty";
  /**
   * What the application sees of `key` when the loader reads these bytes with this environment. Only the
   * file is read: precedence over the process is the caller's. Never throws.
   */
  readonly read: (bytes: Uint8Array, key: string, environment: Readonly<Record<string, string>>) => Reading;
}
