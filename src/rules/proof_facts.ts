import type { KeyVariant } from "./key_variant.ts";
import type { Learned } from "./key_facts.ts";

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
  /** How many answers were cut, at 1 MiB or because they never came to an end. */
  readonly cut: number;
  /** How many came packed, which nobody had asked for, so that their text was not seen; none where it is left out. */
  readonly packed?: number;
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
