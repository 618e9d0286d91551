import type { Names } from "./symptom.ts";

/** A variable for a JWT key, as projects name it: `JWT_SECRET`, `APP_JWT_SECRET_KEY`, `JWT_SIGNING_KEY`; not in a path, which anybody can ask for. */
const JWT_NAME =
  /(?<![\w/?&%])(?:[A-Z0-9]{1,40}_){0,6}JWT_(?:[A-Z0-9]{1,40}_){0,3}(?:SECRET|KEY)(?:_KEY)?(?!\w)/g;
const NO_SIGNING_KEY = /_(?:PUBLIC|PREVIOUS|OLD|FILE|VERIFYING)_|_(?:PUBLIC|VERIFYING)_KEY$/;

/**
 * The names that an output itself uses for the JWT key, where no project is there to ask: the one it names
 * most often, or the given ones.
 */
export function guessNames(text: string, otherwise: Names): Names {
  const counts = new Map<string, number>();
  for (const [name] of text.matchAll(JWT_NAME)) {
    if (!NO_SIGNING_KEY.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size === 0 || counts.has(otherwise.jwt)) return otherwise;
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best === undefined ? otherwise : { ...otherwise, jwt: best[0] };
}
