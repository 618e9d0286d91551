import type { KeyState } from "./copy_application.ts";

/** The values of SECRET_KEY and JWT_SECRET_KEY in one state; random, of one shape, for tests alone. */
export function makeKeys(state: KeyState): { readonly sessionKey: string; readonly jwtKey: string | null } {
  // Django's own keys hold such characters; where they stand is fixed, so that no run is luckier than another.
  const sessionKey = `${randomText(18)}(#$=&!${randomText(36)}`;
  const jwtKeys: Record<KeyState, () => string | null> = {
    missing: () => null,
    empty: () => "",
    equal: () => sessionKey,
    short: () => randomText(24),
    placeholder: () => "REQUIRED__GENERATE_WITH__python_-c_import_secrets_token_urlsafe_64",
    good: () => randomText(64),
  };
  return { sessionKey, jwtKey: jwtKeys[state]() };
}

/** Random bytes as base64url without padding: four characters for three bytes. */
export function randomText(bytes: number): string {
  return randomBytes(bytes).toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * A hash as Django stores it. The rounds are few: Django replaces it by one with its own number at the first login,
 * which costs what a login costs anyway.
 */
export async function hashForDjango(password: string): Promise<string> {
  const salt = randomText(12);
  const digest = await pbkdf2(password, new TextEncoder().encode(salt));
  return `pbkdf2_sha256$${ROUNDS}$${salt}$${digest.toBase64()}`;
}

/** A hash as the FastAPI applications of this folder read it. */
export async function hashForFastapi(password: string): Promise<string> {
  const salt = randomBytes(16);
  const digest = await pbkdf2(password, salt);
  return `${ROUNDS}:${salt.toHex()}:${digest.toHex()}`;
}

const ROUNDS = 1000;

async function pbkdf2(password: string, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, [
    "deriveBits",
  ]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}
