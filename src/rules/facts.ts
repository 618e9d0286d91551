/**
 * Facts: everything that was gathered about a project, as plain data, each part optional. A part that is
 * absent was not asked for; one that is `known: false` was asked for and could not be learned, and says why.
 *
 * A key never stands here. It is a {@linkcode Measurement}: what a rule may know of it, and nothing that a
 * report could leak.
 */

import type { KeyVariant } from "./key_variant.ts";

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
  /** Whether the command serves and was ended once HTTP answered; absent for a check that ends by itself. */
  readonly served?: true;
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
  readonly remarks?: readonly LoginRemark[];
}

/** What else is to be known of a login. Texts of the server's are redacted and short. */
export type LoginRemark =
  /** The first of two was refused for an old token in these headers, which were left out of the second. */
  | {
    readonly kind: "stale-token";
    readonly headers: readonly string[];
    readonly status: number;
    readonly text: string;
  }
  /** The first of two was sent in a shape that was refused, as `text` says. */
  | { readonly kind: "sent-again"; readonly status: number; readonly text: string }
  /** A redirect that was not followed: a path of the same server, or another's origin. */
  | { readonly kind: "redirect"; readonly to: string; readonly leads: "within" | "elsewhere" }
  /** A body that was not unpacked, because nobody asked for a packed one. */
  | { readonly kind: "compressed"; readonly encoding: string }
  /** A body that was read up to 1 MiB. */
  | { readonly kind: "cut" }
  | { readonly kind: "retry-after"; readonly seconds: number };

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
  /** Absent where the key signs as it is. */
  readonly variant?: Exclude<KeyVariant, "exact">;
}

/** Whether the genuine token verifies with a key that others have too. Judged by its bytes; nothing is sent. */
export interface KnownKeyFact {
  /** How many keys were tried that are public, each as it is and in its variants. */
  readonly publicKeys: number;
  /** The word lists that were tried, as shown to the user, and how many words each held up to the end or the find. */
  readonly lists: readonly { readonly path: string; readonly words: number }[];
  /** The key that fits, without the key. */
  readonly found:
    | null
    | { readonly kind: "public" | "example"; readonly variant: KeyVariant }
    | { readonly kind: "word"; readonly path: string; readonly line: number };
}

/** What became of the forged tokens of one kind. */
export type ForgeryFact =
  | {
    readonly outcome: "accepted" | "refused";
    readonly status: number;
    /** Where: `GET /api/me/`. */
    readonly where: string;
    /** Which of several tokens was accepted, e.g. `alg: None`. */
    readonly which?: string;
  }
  /** No such token can be made here. */
  | { readonly outcome: "nothing-to-forge"; readonly why: string }
  | { readonly outcome: "unknown"; readonly why: string; readonly next?: string };

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
  /** By the id of the rule that they prove; what was not asked for is absent. */
  readonly forgeries: Readonly<Partial<Record<string, ForgeryFact>>>;
}

/** What a server that was started again, in the same way on the same port, said of a token from before. */
export interface RestartFact {
  /** `GET /api/me/`, where the server before accepted it, and where both refuse what no key signed. */
  readonly where: string;
  readonly status: number;
  readonly accepted: boolean;
  /** Until it answered again. */
  readonly seconds: number;
}

/** What the processes of one server said of one token. */
export type WorkersFact =
  | {
    readonly outcome: "asked";
    /** Not as the project is served, but with two workers, for the proof. */
    readonly command: string | null;
    readonly where: string;
    /** Fresh connections at once, and how many of them were refused; the others were let in. */
    readonly connections: number;
    readonly refused: number;
    /** Those that answered while the others were paused; 0 where they could not be told apart. */
    readonly workers: number;
    readonly refusing: number;
  }
  /** One process answers, and nothing in the project serves it with more. */
  | { readonly outcome: "one-process" };

/** What two instances said of each other's tokens. */
export interface InstancesFact {
  /** Their URLs. */
  readonly instances: readonly [first: string, second: string];
  /** A token of `of`, asked at `at`: 0 or 1. Each accepted its own. */
  readonly crossings: readonly {
    readonly of: 0 | 1;
    readonly at: 0 | 1;
    readonly answer: Learned<{ readonly where: string; readonly status: number; readonly accepted: boolean }>;
  }[];
  /** Whether one key that is held here signed both tokens; null where that cannot be told. */
  readonly sameSigner: boolean | null;
}

/** A server that runs already, and what the project shows of how it is started. */
export interface RunningFact {
  readonly url: string;
  /** Where the key stands that it should use now: a file and a line; null where no env file assigns it. */
  readonly key: { readonly path: string; readonly line?: number } | null;
  readonly reload: readonly ReloadFact[];
}

/** What makes a server take the key again, where the project shows how it is started. */
export interface ReloadFact {
  /** E.g. `Docker Compose`. */
  readonly how: string;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** What does not do, or what has to be known first. */
  readonly note: string;
  readonly commands: readonly string[];
}

/** What a server printed and answered during the run, searched for parts of the keys that are held here. */
export interface OutputFact {
  /** The names of the keys that could be searched for. */
  readonly keys: readonly string[];
  /** What was seen of it, in bytes. */
  readonly bytes: number;
  /** Whether what it prints was seen: a server that runs already prints elsewhere. */
  readonly printed: boolean;
  /** How many answers were cut at 1 MiB. */
  readonly cut: number;
  /** Where parts of a key stood: the first places of each. */
  readonly found: readonly {
    readonly key: string;
    /** `standard error`, or `the body of GET /api/me/`. */
    readonly where: string;
    /** 1-based. */
    readonly line: number;
    /** E.g. `base64`; `plain` where it is not encoded. */
    readonly form: string;
  }[];
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
  readonly restart?: Learned<RestartFact>;
  readonly workers?: Learned<WorkersFact>;
  readonly instances?: Learned<InstancesFact>;
  readonly running?: Learned<RunningFact>;
  readonly output?: Learned<OutputFact>;
  readonly knownKey?: Learned<KnownKeyFact>;
  /** Whether this run, or the last one, gave the JWT key another value: there is an older token. Absent: not known. */
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
