import type { Redact } from "../src/gather/causes.ts";
import type { Keys } from "../src/gather/keys.ts";
import { createRedactor } from "../src/report/redact.ts";
import type { Secret } from "../src/secret.ts";
import { measure } from "../src/strength.ts";

/**
 * What masks the secrets of this run in anything that a backend printed or answered. A key that is public or
 * a placeholder is hidden whole: its words are those of every traceback.
 */
export function redactorFor(keys: Keys, more: readonly Secret[]): Redact {
  const held = [keys.jwt, keys.session, ...keys.previous].flatMap((key) => key ? [key.secret] : []);
  const isPublic = (secret: Secret) => {
    const kind = measure(secret.bytes()).weakness?.kind;
    return kind === "known" || kind === "placeholder";
  };
  const secrets = [...held.filter((secret) => !isPublic(secret)), ...more];
  const known = held.filter(isPublic);
  return createRedactor(secrets.map((secret) => secret.reveal()), known.map((secret) => secret.reveal()));
}
