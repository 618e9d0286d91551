/** What the demo backend is configured with. */
export interface DemoSettings {
  /** Signs sessions in an application of this kind. The demo has no sessions: it is here to be kept apart. */
  readonly secretKey: string;
  /** Signs the tokens. */
  readonly jwtSecretKey: string;
  /** The one user; where there is none, nobody can log in. */
  readonly user: { readonly name: string; readonly password: string } | null;
}

/** Settings with which the demo backend does not start. */
export class ImproperlyConfigured extends Error {
  override readonly name = "ImproperlyConfigured";
}

const MIN_CHARACTERS = 50;
const GENERATE = "Generate with: deno task generate";

/**
 * Judges the variables as the applications do that made the change for which Keysplit was written: missing or
 * empty first, then the same key twice, then the length. A placeholder that is long enough passes.
 *
 * @throws {ImproperlyConfigured} for the first thing that is wrong
 */
export function readSettings(variable: (name: string) => string | undefined): DemoSettings {
  const secretKey = variable("SECRET_KEY") ?? "";
  const jwtSecretKey = variable("JWT_SECRET_KEY") ?? "";
  if (secretKey === "") throw new ImproperlyConfigured("The SECRET_KEY setting must not be empty.");
  if (jwtSecretKey === "") {
    throw new ImproperlyConfigured(`JWT_SECRET_KEY environment variable is required. ${GENERATE}`);
  }
  if (jwtSecretKey === secretKey) {
    throw new ImproperlyConfigured(
      "JWT_SECRET_KEY must be different from SECRET_KEY. Using the same key for both JWT and session tokens " +
        `is a security vulnerability. ${GENERATE}`,
    );
  }
  const characters = [...jwtSecretKey].length;
  if (characters < MIN_CHARACTERS) {
    throw new ImproperlyConfigured(
      `JWT_SECRET_KEY must be at least ${MIN_CHARACTERS} characters (got ${characters}). ${GENERATE}`,
    );
  }
  const name = variable("DEMO_USERNAME") ?? "";
  const password = variable("DEMO_PASSWORD") ?? "";
  return { secretKey, jwtSecretKey, user: name === "" || password === "" ? null : { name, password } };
}
