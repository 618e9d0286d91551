/** A key in memory that cannot be printed by accident, and how a new one is made. */
import { createHash, timingSafeEqual } from "node:crypto";
import { KeysplitError } from "./errors.ts";
import { POLICIES } from "./policy.ts";
import { measure } from "./strength.ts";

const SHOWN = "Secret(…)";

/** A secret value. Whatever prints it, shows `Secret(…)`; JavaScript cannot wipe it from memory. */
export class Secret {
  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Takes a copy of the bytes, or the UTF-8 bytes of a text. */
  static of(value: string | Uint8Array): Secret {
    return new Secret(typeof value === "string" ? new TextEncoder().encode(value) : value.slice());
  }

  /** The value as text, a U+FFFD for each byte that is not UTF-8. */
  reveal(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.#bytes);
  }

  /** A copy of the value's bytes. */
  bytes(): Uint8Array {
    return this.#bytes.slice();
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return SHOWN;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return SHOWN;
  }
}

/** Whether two secrets hold the same bytes; how long that takes does not depend on where they differ. */
export function sameSecret(a: Secret, b: Secret): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b));
}

function digestOf(secret: Secret): Uint8Array {
  return createHash("sha256").update(secret.bytes()).digest();
}

/** How long a new key is: in random bytes, or in the characters that it has at least. */
export type KeyLength = { readonly bytes: number } | { readonly characters: number };

const DEFAULT_LENGTH: KeyLength = { bytes: 64 };
const LEAST_BYTES = 32;
const MOST_BYTES = 1024;
const MOST_DRAWS = 100;

/**
 * A new key: random bytes (64, if not told otherwise) as base64url without padding. One that holds a forbidden
 * word of the strict policy by chance, or does not pass as strong, is drawn again.
 *
 * @throws {RangeError} when the length is not a whole number, or below 32 or above 1024 bytes
 * @throws {KeysplitError} `defect` when a hundred draws gave no good key: the random source is broken
 */
export function generateSecret(
  random: { bytes(length: number): Uint8Array },
  length: KeyLength = DEFAULT_LENGTH,
): Secret {
  const bytes = bytesFor(length);
  const forbidden = POLICIES.strict.forbidden;
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const text = random.bytes(bytes).toBase64({ alphabet: "base64url", omitPadding: true });
    const secret = Secret.of(text);
    const { weakness, forbidden: found } = measure(secret.bytes());
    if (weakness === null && !forbidden.some((word) => found.includes(word))) return secret;
  }
  throw new KeysplitError(
    "defect",
    `Drew ${MOST_DRAWS} keys and none is strong: the random source is broken`,
  );
}

/** The random bytes that a length asks for; characters are rounded up to whole bytes. */
export function bytesFor(length: KeyLength): number {
  // Three bytes are four characters, one is two, two are three.
  const bytes = "bytes" in length ? length.bytes : Math.ceil((length.characters * 3 - 2) / 4);
  const asked = "bytes" in length ? length.bytes : length.characters;
  if (!Number.isSafeInteger(asked) || bytes < LEAST_BYTES || bytes > MOST_BYTES) {
    const got = "bytes" in length ? `${asked} bytes` : `${asked} characters`;
    throw new RangeError(
      `Cannot generate a key of ${got}: from ${LEAST_BYTES} to ${MOST_BYTES} bytes are possible`,
    );
  }
  return bytes;
}

const FINGERPRINT_SALT = new TextEncoder().encode("keysplit key fingerprint v1");
const FINGERPRINT_ROUNDS = 100_000;

/**
 * 8 hex digits by which two people can tell whether they have the same key: PBKDF2-HMAC-SHA256 with a salt that
 * is the same everywhere and 100,000 rounds. Not for keys that are weak: their fingerprint could be guessed.
 */
export async function fingerprintOf(secret: Secret): Promise<string> {
  const key = await crypto.subtle.importKey("raw", secret.bytes().slice(), "PBKDF2", false, ["deriveBits"]);
  const parameters = {
    name: "PBKDF2",
    hash: "SHA-256",
    salt: FINGERPRINT_SALT,
    iterations: FINGERPRINT_ROUNDS,
  };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 32)).toHex();
}
