/**
 * Facts: everything that was gathered about a project, as plain data, each part optional. A part that is
 * absent was not asked for; one that is `known: false` was asked for and could not be learned, and says why.
 *
 * A key never stands here. It is a {@linkcode Measurement}: what a rule may know of it, and nothing that a
 * report could leak.
 */

/** What was learned, or why it could not be. */
export type Learned<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string; readonly next?: string };

/** Why a key is weaker than its length; `null` in a measurement means that nothing was found. */
export type Weakness =
  | { readonly kind: "known"; readonly how: "same" | "varied" | "encoded" }
  | { readonly kind: "example" }
  | { readonly kind: "placeholder" }
  | { readonly kind: "repeated" }
  | { readonly kind: "sequence" }
  | { readonly kind: "words" }
  | { readonly kind: "few-characters" }
  | { readonly kind: "guessable" };

/** The smallest alphabet that holds a key, from the narrowest; `text` is anything beyond printable ASCII. */
export type Alphabet = "hex" | "alphanumeric" | "base64url" | "base64" | "printable" | "text" | "bytes";

/** What is known of a key instead of the key. */
export interface Measurement {
  /** Unicode code points; 0 for an empty value. Bytes that are not UTF-8 count one each. */
  readonly characters: number;
  /** UTF-8 bytes, which is what a MAC is keyed with. */
  readonly bytes: number;
  readonly alphabet: Alphabet;
  /** Why it fails on strength, or null. */
  readonly weakness: Weakness | null;
  /** Which of the policies' forbidden patterns it contains, in any case. */
  readonly forbidden: readonly string[];
  /** Binary logarithm of the guesses that an attacker who knows how people choose keys would need. */
  readonly guessBits: number;
  /** 8 hex digits that compare across machines; null where the key is weak. Added by a gatherer. */
  readonly fingerprint: string | null;
}

/** How two keys relate; every value but `unrelated` makes one of them worthless once the other is out. */
export type Relation =
  | "unrelated"
  | "same"
  | "trimmed"
  | "quoted"
  | "case"
  | "contained"
  | "encoded"
  | "similar";

/** One place that assigns a variable: a line of a file, or the environment of the process (no path). */
export interface Assigned {
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  /** `characters` is 0 where the value is empty. */
  readonly key: Measurement;
}

/** What git says of a file. */
export type GitStatus =
  | { readonly state: "no-work-tree" | "no-git" }
  | { readonly state: "work-tree"; readonly tracked: boolean; readonly ignored: boolean };

/** One env file of the service. Paths are as shown to the user: relative to the project where inside it. */
export interface EnvFileFact {
  readonly path: string;
  readonly exists: boolean;
  /** Permission bits, e.g. 0o600; null where modes mean nothing (Windows, no file). */
  readonly mode: number | null;
  readonly git: Learned<GitStatus>;
  /** As the application's loader reads the file; null where it finds no assignment. */
  readonly jwtKey: Assigned | null;
  readonly sessionKey: Assigned | null;
  /** How the two keys that this file gives relate; null where one of them is not there. */
  readonly relation: Relation | null;
  /** Two files of one service must hold the same key: whether this one agrees with the first. */
  readonly agrees: boolean;
  /** A reason why the loader cannot read the file at all, e.g. that it is UTF-16. */
  readonly unreadable: string | null;
}

/** Why a loader does not see an assignment that the file holds, as far as a mended copy of the file tells. */
export type Hidden =
  | { readonly by: "utf-16" | "byte-order-mark" | "export" | "blanks" | "earlier-line" | "other" }
  /** A file that the loader meets first, and beyond which it does not look. */
  | { readonly by: "nearer-file"; readonly path: string };

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
}

/** The variable in the environment that the backend would inherit. */
export interface ProcessKeyFact {
  readonly jwtKey: Assigned | null;
  readonly sessionKey: Assigned | null;
  readonly relation: Relation | null;
  /** Whether the process's value is the one that the env file gives; null where no file assigns it. */
  readonly sameAsFile: boolean | null;
  /** Whether the application's loader lets the process win over the file; null where that is not known. */
  readonly wins: boolean | null;
}

/** A cause that the diagnosis recognised in an output, with the line that shows it (redacted). */
export interface CauseFact {
  readonly cause: string;
  readonly title: string;
  /** The rule that answers it, if the key is to blame. */
  readonly rule: string | null;
  /** Where in the output: 1-based. */
  readonly line: number;
  readonly text: string;
  readonly remedy: { readonly text: string; readonly commands: readonly string[] };
}

/** One run of the backend's check. */
export interface StartFact {
  /** The command as a person would type it, in `folder`. */
  readonly command: string;
  readonly folder: string;
  readonly outcome: "starts" | "fails" | "timed-out";
  readonly exitCode: number | null;
  readonly seconds: number;
  readonly causes: readonly CauseFact[];
  /** The last lines of a failing run (redacted), for a cause that nobody knows. */
  readonly tail: readonly string[];
}

/** The same check with the JWT key set but empty, after a control that it starts with the good key. */
export interface EmptyStartFact {
  readonly outcome: "refuses" | "starts" | "not-telling";
  /** Why it does not tell. */
  readonly why?: string;
  readonly seconds: number;
  readonly causes: readonly CauseFact[];
}

/** One login. */
export interface LoginFact {
  readonly url: string;
  readonly status: number;
  readonly seconds: number;
  /** The field that the user's name was sent in. */
  readonly usernameField: string;
  /** Where the token was found, e.g. `body "access"` or `cookie "access_token"`; null where there was none. */
  readonly token: string | null;
  readonly causes: readonly CauseFact[];
}

/** Which key signed the token that the running backend issued or accepted. */
export interface SignatureFact {
  /** The token is the backend's own (login), or one that we signed and it accepted (verify endpoint). */
  readonly token: "issued" | "accepted";
  readonly algorithm: string;
  /** What signed it, in words for a person; null where no candidate fits. */
  readonly signedBy: SignerFact | null;
  /** Names of the candidates that were tried and do not fit. */
  readonly notBy: readonly string[];
}

/** A key that a token may be signed with. */
export interface SignerFact {
  readonly kind:
    | "jwt-key"
    | "session-key"
    | "previous-key"
    | "other-file"
    | "key-file"
    | "empty"
    | "known"
    | "other";
  /** E.g. `JWT_SECRET_KEY`, `SECRET_KEY in settings`, `JWT_SECRET_KEY of .env.production`. */
  readonly name: string;
  readonly path?: string;
  readonly line?: number;
}

/** How a URL answered. */
export interface AnswerFact {
  readonly status: number;
  readonly accepted: boolean;
}

/**
 * What a URL that tells valid tokens from invalid ones said of the forged ones. The controls held there: no
 * token and garbage were refused, the genuine one was accepted, before and after.
 */
export interface ProofFact {
  readonly url: string;
  readonly method: string;
  /**
   * Whether the genuine claims under a signature that no key made are refused. Where they are not, the backend
   * looks at no signature, and nothing else was tried.
   */
  readonly checksSignatures: boolean;
  readonly sessionKeyForgery: Learned<AnswerFact> | null;
  readonly oldToken: Learned<AnswerFact> | null;
  readonly unsigned: Learned<AnswerFact> | null;
}

/** Everything gathered. */
export interface Facts {
  /** The project as a person would type it after a command, with the flags that were given. */
  readonly project: string;
  /** Its folder alone, as a shell needs it. */
  readonly root: string;
  /** The variables' names, as the code spells them; session is null where the backend has none. */
  readonly names: { readonly jwt: string; readonly session: string | null };
  /** Whether the session key's name was only assumed, because the code was not understood. */
  readonly sessionAssumed: boolean;
  /** The MAC that the tokens use, e.g. `HS256`. */
  readonly algorithm: string;
  readonly modes: boolean;
  /** Whether no code was seen that loads an env file. */
  readonly loadsNoFile: boolean;
  readonly envFiles?: Learned<readonly EnvFileFact[]>;
  readonly loadedFiles?: Learned<readonly LoadedFileFact[]>;
  readonly process?: Learned<ProcessKeyFact>;
  readonly start?: Learned<StartFact>;
  readonly emptyStart?: Learned<EmptyStartFact>;
  readonly login?: Learned<LoginFact>;
  readonly signature?: Learned<SignatureFact>;
  readonly proof?: Learned<ProofFact>;
  /** Whether this run gave the JWT key another value, so that there is an older token. */
  readonly replaced?: boolean;
  /** Where the code says which key signs, if that was found: evidence for `signed-with-jwt-key`. */
  readonly signingSite?: {
    readonly path: string;
    readonly line: number;
    readonly text: string;
    /** How the code should read instead, where that is known. */
    readonly mend?: string;
  };
}
