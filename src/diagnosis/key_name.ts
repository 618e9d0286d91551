import type { Names } from "./symptom.ts";

/** Prefixes that say what the key is for: without them a name means another variable. */
const MEANING = /jwt|token|access|refresh|auth|sign|session/i;

/** A field that says so itself, alone or in a model of its own: `jwt_secret`, `auth.jwt_key`, `jwt.secret`. */
const SAYS_SO = /(?:^|[._])jwt[._]?(?:(?:auth|sign|signing|token)[._]?)?(?:secret|key|secret_key)(?:_key)?$/i;
/** A model that is missing as a whole. */
const MODEL = /^(?:\w{1,40}\.){0,3}jwt$/i;

/**
 * Whether a settings class means the JWT variable by this field. pydantic prints the field's name, in any
 * case, where the variable has a prefix (`APP_`); the last part of a nested path counts.
 */
export function isKeyField(path: string, names: Names): boolean {
  if (SAYS_SO.test(path.replace(/ -> |__/g, ".")) || MODEL.test(path)) return true;
  const field = lastPart(path).toLowerCase();
  const jwt = names.jwt.toLowerCase();
  if (field === jwt) return true;
  const session = names.session?.toLowerCase() ?? null;
  if (field === session || session?.endsWith(`_${field}`) === true) return false;
  return withoutPrefix(jwt, field) || withoutPrefix(field, jwt);
}

function withoutPrefix(long: string, short: string): boolean {
  if (short.length < 3 || !long.endsWith(`_${short}`)) return false;
  return !MEANING.test(long.slice(0, -short.length));
}

function lastPart(path: string): string {
  const parts = path.split(/\.| -> |__/);
  return parts[parts.length - 1] ?? path;
}
