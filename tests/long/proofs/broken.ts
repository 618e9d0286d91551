/** What the broken applications of all backends have in common. */
import { KNOWN_KEYS } from "../../../src/known_keys.ts";
import type { Edit, Kindness } from "./kindness.ts";
import type { Row, Variant } from "./rows.ts";

/** One that is broken, with outcomes that this backend alone has. */
export interface Broken {
  readonly edits: readonly Edit[];
  readonly differs?: Row;
}

/** The ways in which one backend is broken. */
export type Variants = Readonly<Partial<Record<Variant, Broken>>>;

/** Long enough for every backend, and public. */
export const PUBLIC_KEY = KNOWN_KEYS.map(({ value }) => value).find((value) => /^[\w-]{50,}$/.test(value)) ??
  "";
/** Python: a key that every start makes. */
export const MADE = '__import__("secrets").token_urlsafe(64)';
/** Python: the bytes that the text of JWT_SECRET_KEY stands for. */
export const DECODED = '__import__("base64").urlsafe_b64decode(JWT_SECRET_KEY + "==")';
/** The `.env` holds a public key. */
export const GIVEN: Broken = {
  edits: [{ path: ".env", from: /^JWT_SECRET_KEY=.*$/m, to: `JWT_SECRET_KEY=${PUBLIC_KEY}` }],
};

/** The variants that look a second time where a token was refused. */
export function kind(edits: (kindness: Kindness) => readonly Edit[]): Variants {
  return {
    "verifies with both keys": { edits: edits("both_keys") },
    "accepts the empty key": { edits: edits("empty_key") },
    "accepts alg: none": { edits: edits("unsigned") },
    "checks no signature": { edits: edits("any_signature") },
    "does not look at the expiry": { edits: edits("expired") },
    "accepts a refresh token": { edits: edits("any_type") },
  };
}
