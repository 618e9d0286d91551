import { forge, type Token } from "../tokens.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { Project } from "./project.ts";

/** What tokens are forged from. */
export interface Forgeable {
  readonly project: Project;
  readonly keys: Keys;
  /** The genuine token: what is forged has its claims, so its subject is the user who logged in. */
  readonly genuine: Token;
  /** The key that signed it, where it is held here. */
  readonly signer: HeldKey | null;
}

/** A token that nobody should accept. */
export interface Forged {
  readonly token: string;
  /** Which of several it is, for a person. */
  readonly which?: string;
}

/** Tokens that have to be refused, or why none can be made. */
export type Forging =
  | { readonly forged: readonly Forged[] }
  | { readonly nothing: string };

/** One kind of forged token. */
export interface Forgery {
  /** The rule that is proven where they are refused. */
  readonly rule: string;
  readonly forge: (from: Forgeable) => Forging;
}

/** Every kind of forged token, in the order in which they are sent. One more is one entry here and its rule. */
export const FORGERIES: readonly Forgery[] = [
  {
    rule: "secret-key-forgery-refused",
    forge: ({ project, keys, genuine }) =>
      keys.sessions.length === 0
        ? { nothing: `${project.names.session} is not known here, so nothing could be forged with it` }
        : { forged: keys.sessions.map((held) => ({ token: forge(genuine, { key: held.secret.bytes() }) })) },
  },
  {
    rule: "old-token-refused",
    forge: ({ keys, genuine }) =>
      keys.replaced === null
        ? { nothing: "no key was replaced" }
        : { forged: [{ token: forge(genuine, { key: keys.replaced.secret.bytes() }) }] },
  },
  {
    rule: "none-algorithm-refused",
    forge: ({ genuine }) => ({ forged: [{ token: forge(genuine, { unsigned: true }) }] }),
  },
];
