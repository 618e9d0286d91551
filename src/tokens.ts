/** JSON Web Tokens in compact serialization (RFC 7519, RFC 7515): read, check, forge and find them. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { macTrial } from "./hmac_sha256.ts";

/** A token that was decoded, which says nothing about whether it is genuine. */
export interface Token {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The header's `alg`, e.g. `HS256`. */
  readonly algorithm: string;
  /** What is signed: the first two parts as they came. */
  readonly signingInput: string;
  /** Empty for an unsigned token. */
  readonly signature: Uint8Array;
}

/** A token, or why a text is none; the reason holds nothing of the text. */
export type Decoded =
  | ({ readonly outcome: "token" } & Token)
  | { readonly outcome: "malformed"; readonly reason: string };

/** Longest text that is taken for a token: 1 MiB. */
const LONGEST = 1 << 20;
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * Decodes a token without checking its signature. Never throws. Of two members of one name the last one counts
 * (RFC 7515 §4), and the bits that a base64url text has too many are ignored, as the libraries do that verify.
 */
export function decodeToken(text: string): Decoded {
  const shape = shapeProblem(text);
  if (shape !== null) return malformed(shape);
  const [first = "", second = "", third = ""] = text.split(".");
  const header = objectIn(first);
  if (typeof header === "string") return malformed(`its header is ${header}`);
  if (typeof header.alg !== "string") return malformed("its header names no algorithm");
  if (header.b64 === false) {
    return malformed("its header leaves the payload unencoded (b64), which no JWT does");
  }
  const claims = objectIn(second);
  if (typeof claims === "string") return malformed(`its payload is ${claims}`);
  const signature = bytesIn(third);
  if (signature === null) return malformed("its signature is not base64url");
  const signingInput = `${first}.${second}`;
  return { outcome: "token", header, claims, algorithm: header.alg, signingInput, signature };
}

/** What is wrong with a text before any part of it is decoded; null where nothing is. */
function shapeProblem(text: string): string | null {
  if (text === "") return "empty";
  if (text.length > LONGEST) return `longer than ${LONGEST} characters`;
  if (/\s/.test(text)) return 'white space in it: neither a header\'s name nor "Bearer" is part of a token';
  const parts = text.split(".", 6);
  if (parts.length === 5) return "encrypted: five parts, not three (JWE)";
  if (parts.length !== 3) return `${parts.length > 5 ? "more than five" : COUNTS[parts.length]}, not three`;
  if (text.includes("=")) return "padded with =, which a token is not";
  if (parts[0] === "" || parts[1] === "") return `its ${parts[0] === "" ? "header" : "payload"} is empty`;
  return SHAPE.test(text) ? null : "its parts are not base64url";
}

const COUNTS = ["no part", "one part", "two parts", "three parts", "four parts"] as const;

/** The JSON object that a part encodes, or what it is instead. */
function objectIn(part: string): Readonly<Record<string, unknown>> | string {
  const bytes = bytesIn(part);
  if (bytes === null) return "not base64url";
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return "not UTF-8";
  }
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : "no JSON object";
  } catch {
    // The error would quote the token.
    return "not JSON";
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bytesIn(part: string): Uint8Array | null {
  try {
    return Uint8Array.fromBase64(part, { alphabet: "base64url" });
  } catch {
    return null;
  }
}

function malformed(reason: string): Decoded {
  return { outcome: "malformed", reason };
}

const HASHES = { HS256: "sha256", HS384: "sha384", HS512: "sha512" } as const;

/** A MAC that tokens are signed with (RFC 7518 §3.2). */
export type Mac = keyof typeof HASHES;

/** Whether a name is a MAC that we can compute. */
export function isMac(algorithm: string): algorithm is Mac {
  return Object.hasOwn(HASHES, algorithm);
}

const ASYMMETRIC = /^(?:(?:RS|PS|ES)(?:256|384|512)|ES256K|EdDSA|Ed25519|Ed448|ML-DSA-(?:44|65|87))$/;

/** Whether a name is a signature algorithm of a key pair (RFC 7518, 8037, 8812, 9864), which no shared key makes. */
export function isAsymmetric(algorithm: string): boolean {
  return ASYMMETRIC.test(algorithm);
}

/** Whether a key signed a token; false for every algorithm but HS256, HS384 and HS512. The key may be empty. */
export function signedWith(token: Token, key: Uint8Array): boolean {
  if (!isMac(token.algorithm)) return false;
  const expected = macOf(token.signingInput, { algorithm: token.algorithm, key });
  return expected.length === token.signature.length && timingSafeEqual(expected, token.signature);
}

/** Above this, hashing the token costs more than what `node:crypto` adds for each key. */
const SHORT = 4096;

/** {@linkcode signedWith} for very many keys of one token: for HS256 several times as fast. */
export function trialOf(token: Token): (key: Uint8Array) => boolean {
  const slowly = (key: Uint8Array) => signedWith(token, key);
  if (token.algorithm !== "HS256" || token.signingInput.length > SHORT) return slowly;
  const fits = macTrial(new TextEncoder().encode(token.signingInput), token.signature);
  // What is found is said by two implementations.
  return (key) => fits(key) && slowly(key);
}

/** A key that is too long to be held, as the hash that a MAC takes in its place (RFC 2104 §2). */
export interface LongKey {
  add(bytes: Uint8Array): void;
  end(): Uint8Array;
}

/** Takes a key in pieces. It must turn out longer than a block, which is 128 bytes at most. */
export function longKey(algorithm: Mac): LongKey {
  const hash = createHash(HASHES[algorithm]);
  return { add: (bytes) => void hash.update(bytes), end: () => hash.digest() };
}

// WebCrypto, and so jose, refuses an empty key; applications do not.
function macOf(signingInput: string, by: { readonly algorithm: Mac; readonly key: Uint8Array }): Uint8Array {
  return createHmac(HASHES[by.algorithm], by.key).update(signingInput).digest();
}

/** Who signs a forged token: a key (with the token's own MAC, if not told otherwise), or nobody, as `none` or what is said. */
export type Signer =
  | { readonly key: Uint8Array; readonly algorithm?: Mac }
  | { readonly unsigned: true; readonly algorithm?: string };

/** What a forged token is made of. */
export type Forgeable = Pick<Token, "header" | "claims"> & Partial<Pick<Token, "signingInput">>;

/**
 * A token with the header and the claims of another one, signed by somebody else. What is not changed is copied
 * as it was encoded, because reading and writing JSON again can change a number.
 */
export function forge(
  genuine: Forgeable,
  signer: Signer,
  options: { readonly claims?: Readonly<Record<string, unknown>> } = {},
): string {
  const [header, payload] = genuine.signingInput?.split(".") ?? [];
  const { alg } = genuine.header;
  const own = typeof alg === "string" && isMac(alg) ? alg : "HS256";
  const algorithm = signer.algorithm ?? ("key" in signer ? own : "none");
  const claims = options.claims === undefined && payload !== undefined
    ? payload
    : encode({ ...genuine.claims, ...options.claims });
  const head = alg === algorithm && header !== undefined
    ? header
    : encode({ ...genuine.header, alg: algorithm });
  const signingInput = `${head}.${claims}`;
  if (!("key" in signer)) return `${signingInput}.`;
  const mac = macOf(signingInput, { algorithm: signer.algorithm ?? own, key: signer.key });
  return `${signingInput}.${base64url(mac)}`;
}

function encode(value: unknown): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)));
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** A token in a JSON value. */
export interface FoundToken {
  /** The keys that lead to it, with dots between and indices in brackets: `data.tokens[0].access`; `""` at the root. */
  readonly path: string;
  readonly token: string;
  /** What it most probably is, by its claims and its name. */
  readonly as: TokenUse;
}

/** What tokens are, the one first that most probably opens things. */
export const TOKEN_USES = ["access", "unnamed", "identity", "refresh"] as const;
/** One of them; `unnamed` where neither its claims nor its name tell. */
export type TokenUse = typeof TOKEN_USES[number];

const MOST_VALUES = 1_000_000;
const MOST_TOKENS = 32;

/** A value that is still to be looked at, and how it was reached. */
interface Place {
  readonly value: unknown;
  readonly name: string;
  readonly depth: number;
  readonly parent: Place | null;
}

/**
 * The tokens in a JSON value, the one that most probably opens things first: access before refresh, a name that
 * says so before any other, then the one less deep. Iterative, so that no depth of nesting overflows the stack;
 * looks at the first million values and keeps the first 32 tokens.
 */
export function findTokens(value: unknown): readonly FoundToken[] {
  const found: { readonly place: Place; readonly token: string; readonly rank: number }[] = [];
  let level: Place[] = [{ value, name: "", depth: 0, parent: null }];
  let looked = 0;
  while (level.length > 0) {
    const next: Place[] = [];
    for (const place of level) {
      if (looked++ >= MOST_VALUES || found.length === MOST_TOKENS) break;
      if (typeof place.value === "string") {
        const token = place.value.replace(/^(?:bearer|jwt)\s+/i, "").trim();
        const decoded = SHAPE.test(token) ? decodeToken(token) : null;
        if (decoded?.outcome === "token") found.push({ place, token, rank: rankOf(place, decoded) });
      } else if (typeof place.value === "object" && place.value !== null) {
        const isList = Array.isArray(place.value);
        for (const [key, inner] of Object.entries(place.value)) {
          if (next.length >= MOST_VALUES) break;
          if (typeof inner !== "string" && (typeof inner !== "object" || inner === null)) continue;
          const name = isList ? `[${key}]` : key;
          next.push({ value: inner, name, depth: place.depth + 1, parent: place });
        }
      }
    }
    level = looked >= MOST_VALUES || found.length === MOST_TOKENS ? [] : next;
  }
  // Sorting is stable: equals stay in the order of their depth.
  return found.sort((a, b) => a.rank - b.rank)
    .map(({ place, token, rank }) => ({ path: pathOf(place), token, as: useOfRank(rank) }));
}

// In this order; a name between the second last and the last is any other.
const NAMES = ["access", "accesstoken", "token", "jwt", "authtoken", "bearer", "key"] as const;
const OTHER_NAME = NAMES.length;
const IDENTITY = OTHER_NAME + 1;
const REFRESH = OTHER_NAME + 2;
const NAMED_NEAR = 8;

/** What a token says it is for: SimpleJWT in `token_type`, Flask-JWT-Extended in `type`. */
export function useOf({ claims }: Pick<Token, "claims">): unknown {
  return claims.token_type ?? claims.type;
}

function rankOf(place: Place, token: Token): number {
  const says = useOf(token);
  if (says === "refresh") return REFRESH;
  const names: string[] = [];
  for (let at: Place | null = place; at !== null && names.length < NAMED_NEAR; at = at.parent) {
    names.push(at.name.toLowerCase().replaceAll(/[^a-z]/g, ""));
  }
  if (says !== "access" && names.some((name) => name.includes("refresh"))) return REFRESH;
  if (names[0] === "idtoken") return IDENTITY;
  const known = NAMES.findIndex((name) => name === names[0]);
  if (names.some((name) => name.includes("access")) || says === "access") {
    return Math.min(1, known === -1 ? 1 : known);
  }
  return known === -1 ? OTHER_NAME : known;
}

function useOfRank(rank: number): TokenUse {
  return rank < OTHER_NAME ? "access" : TOKEN_USES[rank - OTHER_NAME + 1] ?? "refresh";
}

function pathOf(place: Place): string {
  const names: string[] = [];
  for (let at: Place | null = place; at?.parent; at = at.parent) names.push(at.name);
  return names.reverse().reduce(
    (path, name) => path === "" || name.startsWith("[") ? path + name : `${path}.${name}`,
    "",
  );
}
