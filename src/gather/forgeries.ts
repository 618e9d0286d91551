import { decodeToken, forge, signedWith, type Token } from "../tokens.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { Project } from "./project.ts";
import { accessClaim } from "./token_type.ts";

/** What tokens are forged from. */
export interface Forgeable {
  readonly project: Project;
  readonly keys: Keys;
  /** The genuine token: what is forged has its claims, so its subject is the user who logged in. */
  readonly genuine: Token;
  /** The key that signed it, where it is held here. */
  readonly signer: HeldKey | null;
  /** The refresh token that came with it. */
  readonly refresh: string | null;
  /** By the server's clock, in seconds since 1970. */
  readonly now: number;
}

/** A token that has to be refused. */
export interface Forged {
  readonly token: string;
  /** Which of several it is, for a person. */
  readonly which?: string;
  /** A token made in the same way that has to be accepted: else the refusal has another reason. */
  readonly control?: string;
}

/** Tokens that have to be refused, or why none can be made: there are none of the kind, or a key is missing. */
export type Forging =
  | { readonly forged: readonly Forged[] }
  | { readonly nothing: string }
  | { readonly unknown: string };

/** One kind of forged token. */
export interface Forgery {
  /** The rule that is proven where they are refused. */
  readonly rule: string;
  /** What it tells of: the keys that open the backend, or what that makes of the claims of a well-signed token. */
  readonly about: "key" | "claims";
  /** What tells: a verify endpoint is no use where it takes every type of token. */
  readonly at: "any-url" | "protected-url";
  readonly forge: (from: Forgeable) => Forging;
}

/** An age of a token that no leeway covers, in seconds. */
const MONTH = 30 * 86_400;
const NO_SIGNER = "the key that signs is not held here, so no other token can be signed with it";

/** Every kind of forged token, in the order in which they are sent. One more is one entry here and its rule. */
export const FORGERIES: readonly Forgery[] = [
  {
    rule: "secret-key-forgery-refused",
    about: "key",
    at: "any-url",
    forge: ({ project, keys, genuine }) =>
      keys.sessions.length === 0
        ? { nothing: `${project.names.session} is not known here, so nothing could be forged with it` }
        : { forged: keys.sessions.map((held) => ({ token: forge(genuine, { key: held.secret.bytes() }) })) },
  },
  {
    rule: "empty-key-forgery-refused",
    about: "key",
    at: "any-url",
    // Of a zero byte, or several, as the key comes the same MAC: HMAC fills a key up with them.
    forge: ({ genuine }) => ({ forged: [{ token: forge(genuine, { key: new Uint8Array() }) }] }),
  },
  {
    rule: "old-token-refused",
    about: "key",
    at: "any-url",
    forge: ({ keys, genuine }) =>
      keys.replaced === null
        ? { nothing: "no key was replaced" }
        : { forged: [{ token: forge(genuine, { key: keys.replaced.secret.bytes() }) }] },
  },
  {
    rule: "expired-refused",
    about: "claims",
    at: "any-url",
    forge: ({ genuine, signer, now }) => {
      const written = genuine.claims.exp;
      // A number in quotes is no NumericDate (RFC 7519 §4.1.4), and some verifiers read it as one.
      const isText = typeof written === "string" && /^\d{1,12}(?:\.\d+)?$/.test(written);
      const exp = isText ? Number(written) : written;
      if (typeof exp !== "number") return { nothing: "the token carries no expiry (exp) to move" };
      const signed = signingAgain(genuine, signer);
      if (signed === null) return { unknown: NO_SIGNER };
      const at = (seconds: number) => signed({ exp: isText ? String(seconds) : seconds });
      return { forged: [{ token: at(Math.floor(Math.min(now, exp)) - MONTH), control: at(exp - 1) }] };
    },
  },
  {
    rule: "none-algorithm-refused",
    about: "key",
    at: "any-url",
    forge: ({ genuine }) => ({
      forged: ["none", "None", "NONE", "nOnE", genuine.algorithm].map((algorithm) => ({
        token: forge(genuine, { unsigned: true, algorithm }),
        which: algorithm === genuine.algorithm ? `${algorithm} and no signature` : `alg: ${algorithm}`,
      })),
    }),
  },
  {
    rule: "wrong-type-refused",
    about: "claims",
    at: "protected-url",
    forge: ({ genuine, signer, refresh }) => {
      const genuineRefresh = refresh === null ? [] : [{ token: refresh, which: "that of the login" }];
      const other = refresh === null ? null : decodeToken(refresh);
      const claim = accessClaim(genuine.claims, other?.outcome === "token" ? other.claims : {});
      if (claim === null) {
        return genuineRefresh.length > 0
          ? { forged: genuineRefresh }
          : { nothing: "the token names no type, and no refresh token came with it" };
      }
      const signed = signingAgain(genuine, signer);
      if (signed === null) {
        return genuineRefresh.length > 0 ? { forged: genuineRefresh } : { unknown: NO_SIGNER };
      }
      const { exp } = genuine.claims;
      const forged = {
        token: signed({ [claim.name]: claim.refresh }),
        which: `${claim.shown}: ${claim.refresh}`,
        control: signed(typeof exp === "number" ? { exp: exp - 1 } : {}),
      };
      return { forged: [forged, ...genuineRefresh] };
    },
  },
];

/** Signs the claims once more, with some of them changed; null without the key that signs. */
function signingAgain(
  genuine: Token,
  signer: HeldKey | null,
): ((claims: Readonly<Record<string, unknown>>) => string) | null {
  if (signer === null || !signedWith(genuine, signer.secret.bytes())) return null;
  return (claims) => forge(genuine, { key: signer.secret.bytes() }, { claims });
}
