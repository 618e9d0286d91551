import type { Host } from "../io/host.ts";
import type { Secret } from "../secret.ts";
import type { Sent } from "./backend_http.ts";
import type { CsrfNames } from "./carried_token.ts";

/** Who logs in. */
export interface Credentials {
  readonly username: string;
  readonly password: Secret;
  /** Extra headers that the login needs, e.g. a tenant; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How one login is sent. */
export interface LoginTry {
  /** Absolute. */
  readonly url: string;
  readonly body: "json" | "form";
  readonly usernameField: string;
  readonly passwordField: string;
  /** The pair that is made up and sent along; null for none. */
  readonly csrf: CsrfNames | null;
  /** What becomes of the user's own headers that may hold a token. */
  readonly given: "all" | "without-tokens";
}

/** A login as it is sent, and the CSRF value that was made up for it. */
export interface LoginRequest extends Sent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly csrf: string | null;
}

/** Django's names, which other frameworks do not mind. */
export const DJANGO_CSRF: CsrfNames = {
  cookie: "csrftoken",
  header: "x-csrftoken",
  field: "csrfmiddlewaretoken",
};

/** Headers that may hold a token of an earlier login. */
export function tokenHeaders({ headers }: Credentials): readonly string[] {
  return Object.keys(headers).filter((name) => name === "authorization" || name === "cookie");
}

/** Makes the request of one login. */
export function loginRequest(
  host: Pick<Host, "random">,
  credentials: Credentials,
  { url, body, usernameField, passwordField, csrf, given }: LoginTry,
): LoginRequest {
  const left = given === "all" ? [] : tokenHeaders(credentials);
  const own = Object.fromEntries(
    Object.entries(credentials.headers).filter(([name]) => !left.includes(name)),
  );
  const value = csrf === null ? null : csrfValue(host);
  const isForm = body === "form";
  const fields = {
    [usernameField]: credentials.username,
    [passwordField]: credentials.password.reveal(),
    ...(csrf !== null && value !== null && isForm ? { [csrf.field]: value } : {}),
  };
  return {
    method: "POST",
    url,
    headers: {
      "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
      ...(csrf === null || value === null ? {} : { [csrf.header]: value }),
      ...own,
      ...cookies(own.cookie, csrf, value),
    },
    body: isForm ? new URLSearchParams(fields).toString() : JSON.stringify(fields),
    csrf: value,
  };
}

/** The user's own cookies, and the made-up one where theirs have none of its name. */
function cookies(
  own: string | undefined,
  csrf: CsrfNames | null,
  value: string | null,
): Readonly<Record<string, string>> {
  const has = csrf !== null && own?.split(";").some((pair) => pair.trim().startsWith(`${csrf.cookie}=`));
  const pair = csrf === null || value === null || has ? undefined : `${csrf.cookie}=${value}`;
  const all = [own, pair].filter((one) => one !== undefined);
  return all.length === 0 ? {} : { cookie: all.join("; ") };
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Django compares cookie and header and asks nothing else of them: 64 letters are a token in every version. */
function csrfValue({ random }: Pick<Host, "random">): string {
  return [...random.bytes(64)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}
