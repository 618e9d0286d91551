/**
 * Facts: everything that was gathered about a project, as plain data, each part optional. A part that is
 * absent was not asked for; one that is `known: false` was asked for and could not be learned, and says why.
 *
 * A key never stands here. It is a {@linkcode Measurement}: what a rule may know of it, and nothing that a
 * report could leak.
 */

import type { Assigned, Learned, Relation } from "./key_facts.ts";
import type { LoadedFileFact } from "./loader_facts.ts";
import type {
  CiFact,
  DeploymentFact,
  DocumentationFact,
  EnvironmentsFact,
  ExampleFact,
} from "./project_facts.ts";
import type {
  InstancesFact,
  KnownKeyFact,
  OutputFact,
  ProofFact,
  RestartFact,
  RunningFact,
  SignatureFact,
  WorkersFact,
} from "./proof_facts.ts";
import type { GuardFact, TestsFact, UnsafeStartsFact } from "./start_facts.ts";

export type * from "./key_facts.ts";
export type * from "./loader_facts.ts";
export type * from "./project_facts.ts";
export type * from "./proof_facts.ts";
export type * from "./start_facts.ts";

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
  /** What the command is called for a person. */
  readonly command: string;
  /** As it works in a shell in `folder`, e.g. with the Python of a virtual environment; absent where it is `command`. */
  readonly typed?: string;
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
  /** What an answer without a token says that no known cause explains, or the names of what it holds instead. */
  | { readonly kind: "answer"; readonly says: string; readonly names: readonly string[] }
  /** A body that was read up to 1 MiB. */
  | { readonly kind: "cut" }
  /** A token that is encrypted as a whole (JWE). */
  | { readonly kind: "encrypted" }
  | { readonly kind: "retry-after"; readonly seconds: number };

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
  readonly unsafeStarts?: Learned<UnsafeStartsFact>;
  readonly tests?: Learned<TestsFact>;
  readonly login?: Learned<LoginFact>;
  readonly signature?: Learned<SignatureFact>;
  readonly proof?: Learned<ProofFact>;
  readonly restart?: Learned<RestartFact>;
  readonly workers?: Learned<WorkersFact>;
  readonly instances?: Learned<InstancesFact>;
  readonly running?: Learned<RunningFact>;
  readonly output?: Learned<OutputFact>;
  readonly knownKey?: Learned<KnownKeyFact>;
  readonly deployment?: Learned<DeploymentFact>;
  readonly ci?: Learned<CiFact>;
  readonly examples?: Learned<readonly ExampleFact[]>;
  readonly documentation?: Learned<DocumentationFact>;
  readonly environments?: Learned<EnvironmentsFact>;
  /** Whether this run, or the last one, gave the JWT key another value: there is an older token. Absent: not known. */
  readonly replaced?: boolean;
  /** Where the code says which key signs, if that was found: evidence for `signed-with-jwt-key`. */
  readonly signingSite?: {
    readonly path: string;
    readonly line: number;
    readonly text: string;
    /** `jwt-key` where the code reads the variable of the JWT key, whatever it takes where that is not set. */
    readonly source?: "jwt-key" | "session-key" | "literal" | "unknown";
    /** How the code should read instead, where that is known. */
    readonly mend?: string;
    /** Where that is to be added there, and what stands there stays. */
    readonly adds?: true;
  };
  /** How the settings would refuse a key that is not safe, where the backend's language is known. */
  readonly guard?: GuardFact;
}
