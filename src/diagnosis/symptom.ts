/** What a diagnosis may know of the project: the names that its messages use. */
export interface Names {
  readonly jwt: string;
  readonly session: string | null;
}

/** Something that was printed: by a process with an exit code, or answered over HTTP. */
export type Seen =
  | { readonly kind: "output"; readonly text: string; readonly exitCode: number | null }
  | {
    readonly kind: "http";
    readonly request: {
      /** Empty where the answer alone was printed. */
      readonly method: string;
      readonly url: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: string;
    };
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string;
  };

/** A place in what was seen that shows a symptom. */
export interface Sighting {
  /** 1-based line of the text or of the body. */
  readonly line: number;
  /** The line as it was printed: redact before showing. */
  readonly text: string;
}

/** What one cause looks like in an output, and what to do about it. */
export interface Symptom {
  /** Kebab case and public: `key-missing`. */
  readonly cause: string;
  /** The cause as a sentence without a full stop. */
  readonly title: string;
  /** The rule that answers the cause, if the key is to blame. */
  readonly rule: string | null;
  /** What it must not be confused with, in words, for the page. */
  readonly not?: string;
  readonly why: string;
  /** Commands may hold `{project}`: the caller puts the project's path there, quoted for a shell. */
  readonly remedy: { readonly text: string; readonly commands: readonly string[] };
  readonly find: (seen: Seen, names: Names) => Sighting | null;
}

/** A recognised cause. */
export interface Diagnosis {
  readonly symptom: Symptom;
  readonly sighting: Sighting;
  /** The cause that the same words mean as well: neither of the two is certain. */
  readonly insteadOf?: string;
}
