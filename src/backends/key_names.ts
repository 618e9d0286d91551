/** Common names of a JWT key, the likeliest first (counted in public projects). */
const RANKED = [
  "JWT_SECRET_KEY",
  "JWT_SECRET",
  "JWT_SIGNING_KEY",
  "SIGNING_KEY",
  "JWT_KEY",
  "JWT_ACCESS_SECRET",
];

/** Words in names of variables that are about JWTs but hold no signing key. */
const NO_KEY =
  /EXPIR|LIFETIME|MINUTES|HOURS|DAYS|ALGO|PUBLIC|VERIFY|ISSUER|AUDIENCE|COOKIE_NAME|HEADER|REFRESH|LEEWAY|PREVIOUS|OLD_|_OLD|PATH|FILE|_URL|PREFIX|_ID$|TTL/i;

/** Whether a variable's name alone says that it holds a key which signs JWTs. */
export function namesJwtKey(name: string): boolean {
  if (NO_KEY.test(name)) return false;
  return /jwt/i.test(name) && /secret|key|sign/i.test(name) || /signing_?key|token_?secret/i.test(name);
}

/**
 * The key that was meant to sign where SECRET_KEY does: a variable that the code reads for JWTs and signs nothing
 * with. Null where SECRET_KEY is the application's only key.
 */
export function meantToSign(signs: string, about: {
  readonly read: readonly string[];
  readonly signing: readonly string[];
}): string | null {
  if (!/^secret_key$/i.test(signs)) return null;
  return likeliestJwtName(about.read.filter((name) => /jwt/i.test(name) && !about.signing.includes(name)));
}

/** The likeliest name among those that hold a JWT key, or null. */
export function likeliestJwtName(names: readonly string[]): string | null {
  const fitting = names.filter(namesJwtKey);
  const ranked = RANKED.map((name) => fitting.find((one) => one.toUpperCase() === name)).find((name) =>
    name !== undefined
  );
  return ranked ?? fitting.toSorted((a, b) => a.length - b.length)[0] ?? null;
}
