import type { KeyCause } from "./key_predicates.ts";

/** What libraries say when they are given no key, an empty one or a short one; none of them names a variable. */
const BY_LIBRARY: readonly {
  readonly cause: KeyCause;
  readonly name: RegExp;
  readonly message: RegExp;
  /** What it says alike of another state of the key. */
  readonly or?: KeyCause;
}[] = [
  // PyJWT: None, or a list
  { cause: "key-missing", name: /^TypeError$/, message: /^Expected a string (?:or bytes )?value$/ },
  // python-jose
  { cause: "key-missing", name: /^JW[KST]Error$/, message: /^Expecting a string- or bytes-formatted key/ },
  // jsonwebtoken
  { cause: "key-missing", name: /Error$/, message: /^secretOrPrivateKey must have a value$/ },
  { cause: "key-missing", name: /Error$/, message: /^secret or public key must be provided$/ },
  // passport-jwt, express-jwt, koa-jwt, @fastify/jwt
  { cause: "key-missing", name: /Error$/, message: /^JwtStrategy requires a secret or key/ },
  {
    cause: "key-missing",
    name: /Error$/,
    message:
      /^(?:express-jwt: `secret` is a required option|secret should be set|Secret not provided|missing secret)/,
  },
  // jose
  {
    cause: "key-missing",
    name: /^TypeError$/,
    message:
      /^Key (?:for the HS\d{3} algorithm )?must be (?:one of|an instance of|of) .{1,120}Received (?:undefined|null)/,
  },
  // node:crypto
  {
    cause: "key-missing",
    name: /^TypeError$/,
    message:
      /^The "key" argument must be (?:(?:one )?of type|an instance of) .{1,300}Received (?:undefined|null)/,
  },
  {
    cause: "key-missing",
    name: /Error$/,
    message: /^The key option must be a string, a buffer|^Require key$/,
  },
  { cause: "key-empty", name: /Error$|^DOMException$/, message: /^Zero-length key is not supported/ },
  { cause: "key-empty", name: /^InvalidKeyError$/, message: /^HMAC key must not be empty/ },
  // Flask-JWT-Extended
  {
    cause: "key-missing",
    name: /^RuntimeError$/,
    message: /^JWT_SECRET_KEY or flask SECRET_KEY must be set/,
  },
  {
    cause: "key-too-short",
    name: /^(?:InsecureKeyLengthWarning|InvalidKeyError)$/,
    message: /^The HMAC key is [1-9]\d{0,3} bytes? long, which is below/,
  },
  {
    cause: "key-empty",
    name: /^(?:InsecureKeyLengthWarning|InvalidKeyError)$/,
    message: /^The HMAC key is 0 bytes long/,
  },
  // njwt
  { cause: "key-missing", name: /Error$/, message: /^Signing key is required$/ },
  // Ruby's jwt
  { cause: "key-missing", name: /^DecodeError$/, message: /^HMAC key expected to be a String$/ },
  { cause: "key-empty", name: /^DecodeError$/, message: /^HMAC key cannot be empty$/ },
  // PHP
  {
    cause: "key-missing",
    name: /^TypeError$/,
    message: /^hash_hmac\(\): Argument #3 \(\$key\) must be of type string, null given/,
  },
  // Authlib, joserfc
  {
    cause: "key-missing",
    name: /^ValueError$/,
    message: /^oct key material must not be empty/,
    or: "key-empty",
  },
  { cause: "key-too-short", name: /^SecurityWarning$/, message: /^Key size should be >= \d{2,4} bits/ },
];

/** What a library's exception says of the key that it was given; null where it is about something else. */
export function judgeLibrary(
  name: string,
  message: string,
): { readonly cause: KeyCause; readonly or: KeyCause | null } | null {
  const found = BY_LIBRARY.find((each) => each.name.test(name) && each.message.test(message));
  return found === undefined ? null : { cause: found.cause, or: found.or ?? null };
}
