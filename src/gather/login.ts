import type { Host, HttpAnswer } from "../io/host.ts";
import { HttpError } from "../io/host.ts";
import type { Learned, LoginFact } from "../rules/facts.ts";
import { Secret } from "../secret.ts";
import { findTokens } from "../tokens.ts";
import { absolute, type Conversation, pathOf, type Sent } from "./backend_http.ts";
import { causesIn, type Redact } from "./causes.ts";
import { readOpenApi } from "./openapi.ts";
import type { Project } from "./project.ts";

/** Who logs in. */
export interface Credentials {
  readonly username: string;
  readonly password: Secret;
  /** Extra headers that the login needs, e.g. a tenant. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What of the credentials is secret: the password, and header values that could be. */
export function secretsOf({ password, headers }: Credentials): readonly Secret[] {
  return [
    password,
    ...Object.values(headers).filter((value) => value.length >= 6).map((value) => Secret.of(value)),
  ];
}

/** A token, and how it is sent back. */
export interface CarriedToken {
  readonly token: string;
  readonly by: { readonly kind: "bearer" } | { readonly kind: "cookie"; readonly name: string };
}

/** What a login left. */
export interface LoggedIn {
  readonly fact: LoginFact;
  readonly token: CarriedToken | null;
  /** All tokens that the answer held, for redaction. */
  readonly tokens: readonly string[];
}

interface Shape {
  readonly url: string;
  readonly body: "json" | "form";
  readonly usernameField: string;
  readonly csrf: boolean;
}

/**
 * Logs in, with an empty cookie jar. Where the answer says what it missed (a form, another field, CSRF, a
 * slash) the login is sent once more so, and never a third time: real applications allow five in a quarter of
 * an hour.
 */
export async function gatherLogin(
  host: Pick<Host, "clock" | "random">,
  project: Project,
  conversation: Conversation,
  credentials: Credentials,
  redact: Redact,
): Promise<Learned<LoggedIn>> {
  try {
    const url = await loginUrl(project, conversation);
    if (url === null) {
      return {
        known: false,
        why: "no URL is known that logs in",
        next: `deno task login ${project.typed} --login-url /PATH/`,
      };
    }
    const shape = await firstShape(project, conversation, { url, redact });
    const first = await attempt(host, project, conversation, credentials, shape, redact);
    const second = first.value.token === null ? nextShape(shape, first) : null;
    const last = second === null
      ? first
      : await attempt(host, project, conversation, credentials, second, redact);
    return { known: true, value: last.value };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { known: false, why: `the login got no answer: ${error.message}` };
  }
}

interface Attempt {
  readonly value: LoggedIn;
  readonly answer: HttpAnswer;
  readonly text: string;
}

async function attempt(
  host: Pick<Host, "clock" | "random">,
  project: Project,
  conversation: Conversation,
  credentials: Credentials,
  shape: Shape,
  redact: Redact,
): Promise<Attempt> {
  const start = host.clock.seconds();
  const sent = loginRequest(host, project, conversation, credentials, shape);
  const answer = await conversation.send(sent);
  const text = new TextDecoder().decode(answer.body);
  const found = tokensIn(answer, text);
  const first = found[0];
  const causes = first ? [] : causesIn(
    {
      kind: "http",
      request: {
        method: sent.method,
        url: sent.url,
        headers: Object.entries(sent.headers ?? {}),
        body: sent.body ?? "",
      },
      status: answer.status,
      headers: answer.headers,
      body: text,
    },
    project,
    redact,
  );
  return {
    answer,
    text,
    value: {
      fact: {
        url: `POST ${pathOf(conversation.base, shape.url)}`,
        status: answer.status,
        usernameField: shape.usernameField,
        seconds: host.clock.seconds() - start,
        // The names in it are the server's choice.
        token: first ? redact(first.where) : null,
        causes,
      },
      token: first ? { token: first.token, by: first.by } : null,
      tokens: found.map(({ token }) => token),
    },
  };
}

function loginRequest(
  host: Pick<Host, "random">,
  project: Project,
  conversation: Conversation,
  credentials: Credentials,
  shape: Shape,
): Sent {
  const passwordField = project.application?.login.passwordField ?? "password";
  const fields = {
    [shape.usernameField]: credentials.username,
    [passwordField]: credentials.password.reveal(),
  };
  const form = shape.body === "form";
  return {
    method: "POST",
    url: shape.url,
    headers: {
      "content-type": form ? "application/x-www-form-urlencoded" : "application/json",
      ...(shape.csrf ? csrfHeaders(host, conversation.base) : {}),
      ...credentials.headers,
    },
    body: form ? new URLSearchParams(fields).toString() : JSON.stringify(fields),
  };
}

/** Django compares the cookie with the header and nothing else, so a pair can be made up. */
function csrfHeaders(host: Pick<Host, "random">, base: string): Readonly<Record<string, string>> {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const token = [...host.random.bytes(32)].map((byte) => letters[byte % letters.length]).join("");
  return { cookie: `csrftoken=${token}`, "x-csrftoken": token, referer: `${base}/` };
}

interface Found {
  readonly token: string;
  readonly where: string;
  readonly by: CarriedToken["by"];
}

/** The tokens of an answer, the access token first: in the body, then in the cookies. */
function tokensIn(answer: HttpAnswer, text: string): readonly Found[] {
  const inBody = findTokens(parsed(text)).map(({ path, token }): Found => ({
    token,
    where: `body, "${path}"`,
    by: { kind: "bearer" },
  }));
  const cookies: Record<string, string> = {};
  for (const [name, value] of answer.headers) {
    const pair = name === "set-cookie" ? /^\s*([^=;\s]+)=([^;]*)/.exec(value) : null;
    if (pair?.[1] !== undefined && pair[2] !== undefined) cookies[pair[1]] = pair[2];
  }
  const inCookies = findTokens(cookies).map(({ path, token }): Found => ({
    token,
    where: `cookie "${path}"`,
    by: { kind: "cookie", name: path },
  }));
  return [...inBody, ...inCookies];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}

/** The URL that was given, else the first candidate that is there: a GET without credentials is no login. */
async function loginUrl(project: Project, conversation: Conversation): Promise<string | null> {
  const { loginUrl } = project.options;
  if (loginUrl !== undefined) return absolute(conversation.base, loginUrl);
  const paths = project.application?.login.paths ?? [];
  if (paths.length === 1 && paths[0] !== undefined) return absolute(conversation.base, paths[0]);
  for (const path of paths) {
    const { status } = await conversation.send({ method: "GET", url: path });
    if (status !== 404) return absolute(conversation.base, path);
  }
  return null;
}

async function firstShape(
  project: Project,
  conversation: Conversation,
  { url, redact }: { readonly url: string; readonly redact: Redact },
): Promise<Shape> {
  const login = project.application?.login;
  const known: Shape = {
    url,
    body: login?.body ?? "json",
    usernameField: project.options.usernameField ?? login?.usernameField ?? "username",
    csrf: false,
  };
  if (project.backend.id !== "fastapi") return known;
  // FastAPI says itself what it wants.
  const described = (await readOpenApi(conversation, redact)).bodyOf(pathOf(conversation.base, url));
  return described === null ? known : { ...known, body: described };
}

/** How the login should have been sent, by what the answer says; null where it says nothing of that. */
function nextShape(shape: Shape, { value, text }: Attempt): Shape | null {
  const causes = new Set(value.fact.causes.map(({ cause }) => cause));
  if (causes.has("login-needs-form") && shape.body === "json") return { ...shape, body: "form" };
  if (causes.has("csrf-required") && !shape.csrf) return { ...shape, csrf: true };
  if (causes.has("trailing-slash") && !shape.url.endsWith("/")) return { ...shape, url: `${shape.url}/` };
  if (causes.has("login-fields-missing")) {
    const wanted = ["email", "username", "login", "phone"].find((name) =>
      name !== shape.usernameField && text.includes(`"${name}"`)
    );
    if (wanted !== undefined) return { ...shape, usernameField: wanted };
    if (shape.body === "json" && causes.has("login-content-type")) return { ...shape, body: "form" };
  }
  if (causes.has("login-content-type")) return { ...shape, body: shape.body === "json" ? "form" : "json" };
  return null;
}
