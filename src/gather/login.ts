import type { Host, HttpAnswer } from "../io/host.ts";
import { HttpError } from "../io/host.ts";
import type { CauseFact, Learned, LoginFact, LoginRemark } from "../rules/facts.ts";
import { retype } from "../rules/retype.ts";
import { Secret } from "../secret.ts";
import { answerWords } from "./answer_words.ts";
import { absolute, type Conversation, leadsToHttps, pathOf } from "./backend_http.ts";
import type { CarriedToken } from "./carried_token.ts";
import { causesIn, type Redact } from "./causes.ts";
import { isCompressed, remarksOn, short } from "./login_remarks.ts";
import { type Credentials, DJANGO_CSRF, loginRequest, type LoginTry, tokenHeaders } from "./login_request.ts";
import { hasEncryptedToken, tokensIn } from "./login_tokens.ts";
import { readOpenApi } from "./openapi.ts";
import type { Project } from "./project.ts";
import { refreshToken } from "./token_type.ts";
import { withoutTokens } from "./without_tokens.ts";

/** What of the credentials is secret: the password, and header values that could be. */
export function secretsOf({ password, headers }: Credentials): readonly Secret[] {
  return [
    password,
    ...Object.values(headers).filter((value) => value.length >= 6).map((value) => Secret.of(value)),
  ];
}

/** What a login left. */
export interface LoggedIn {
  readonly fact: LoginFact;
  readonly token: CarriedToken | null;
  /** The tokens that the answer held, for redaction; those beyond 64 KiB are masked by their shape alone. */
  readonly tokens: readonly string[];
  /** The refresh token among them. */
  readonly refresh: string | null;
  /** How it was sent, for a login after it. */
  readonly how?: LoginTry;
  /** How often it was sent: the second time in the shape that the first answer asked for. */
  readonly sent: 1 | 2;
}

/** Why a proof does not log in once more: a login is sent at most twice a run, whatever it is for. */
export const SENT_TWICE =
  "the login was sent twice already, the second time in another shape, and a run sends no third";

/**
 * Logs in, with an empty cookie jar. Where the answer says what it missed (a form, another field, CSRF, a
 * slash) or that an old token was in the way, the login is sent once more so, and never a third time: real
 * applications allow five in a quarter of an hour. Where `how` says how an earlier one was sent, this one is
 * sent so, once, to the same path of the server that is asked now.
 */
export async function gatherLogin(
  host: Pick<Host, "clock" | "random">,
  project: Project,
  conversation: Conversation,
  credentials: Credentials,
  redact: Redact,
  how?: LoginTry,
): Promise<Learned<LoggedIn>> {
  const attempt = (one: LoginTry) => send(host, project, conversation, credentials, one, redact);
  try {
    const url = how === undefined
      ? await loginUrl(project, conversation)
      : absolute(conversation.base, fullPathOf(how.url));
    if (url === null) {
      return {
        known: false,
        why: "no URL is known that logs in",
        next: `deno task login ${retype(project.typed, { "--login-url": "/PATH/" })}`,
      };
    }
    const shape = how === undefined
      ? await firstTry(project, conversation, { url, redact })
      : { ...how, url };
    const first = await attempt(shape);
    const next = first.token === null && how === undefined ? nextTry(shape, first, credentials) : null;
    const last = next === null ? first : await attempt(next.shape);
    if (last.token === null && leadsToHttps(conversation.base, last.answer)) {
      return {
        known: false,
        why: "the application sends everybody to https, also behind a proxy's X-Forwarded-Proto",
        next: `deno task login ${retype(project.typed, { "--base-url": "https://HOST" })}`,
      };
    }
    const remarks = [...(next === null ? [] : [next.remark]), ...last.remarks];
    return {
      known: true,
      value: {
        fact: { ...last.fact, ...(remarks.length === 0 ? {} : { remarks }) },
        token: last.token,
        tokens: last.tokens,
        refresh: last.refresh,
        how: next?.shape ?? shape,
        sent: next === null ? 1 : 2,
      },
    };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { known: false, why: `the login got no answer: ${error.message}` };
  }
}

interface Answered extends Omit<LoggedIn, "how" | "sent"> {
  readonly answer: HttpAnswer;
  readonly text: string;
  readonly remarks: readonly LoginRemark[];
}

async function send(
  host: Pick<Host, "clock" | "random">,
  project: Project,
  conversation: Conversation,
  credentials: Credentials,
  shape: LoginTry,
  redact: Redact,
): Promise<Answered> {
  const start = host.clock.seconds();
  const sent = loginRequest(host, credentials, shape);
  const answer = await conversation.send(sent);
  const text = isCompressed(answer) ? "" : new TextDecoder().decode(answer.body);
  const found = tokensIn(answer, text, project.application?.login ?? {});
  const tokens = withinBound(found.map(({ token }) => token));
  // Names and places in an answer are the server's choice, and may repeat a part of a token.
  const redactAll = withoutTokens(tokens, redact);
  const remarks = remarksOn(conversation.base, answer, redactAll);
  // What an error holds, such as the old token that it complains of, is not what a login gives.
  const [first] = answer.status < 400 ? found : [];
  const causes = first ? [] : causesIn(
    {
      kind: "http",
      request: { ...sent, headers: Object.entries(sent.headers) },
      status: answer.status,
      headers: answer.headers,
      body: text,
    },
    project,
    redact,
  );
  const said = (): readonly LoginRemark[] => {
    if (first !== undefined) return [];
    if (answer.status < 400 && hasEncryptedToken(answer, text)) return [{ kind: "encrypted" }];
    return causes.length === 0 ? wordsOf(text, redactAll) : [];
  };
  const { csrf } = shape;
  const pair = csrf !== null && sent.csrf !== null ? { csrf: { ...csrf, value: sent.csrf } } : {};
  return {
    answer,
    text,
    remarks: [...remarks, ...said()],
    fact: {
      url: `POST ${pathOf(conversation.base, shape.url)}`,
      status: answer.status,
      usernameField: shape.usernameField,
      seconds: host.clock.seconds() - start,
      token: first ? redactAll(first.where) : null,
      causes,
    },
    token: first
      ? { token: first.token, by: first.by.kind === "cookie" ? { ...first.by, ...pair } : first.by }
      : null,
    tokens,
    refresh: refreshToken(found, first?.token),
  };
}

/** Characters of tokens whose every part is masked: an answer may be all tokens, and each costs as many parts. */
const MOST_MASKED = 1 << 16;

function withinBound(tokens: readonly string[]): readonly string[] {
  let left = MOST_MASKED;
  return tokens.filter((token) => (left -= token.length) >= 0);
}

function wordsOf(text: string, redact: Redact): readonly LoginRemark[] {
  const { says, names } = answerWords(text);
  if (says === "" && names.length === 0) return [];
  return [{ kind: "answer", says: short(redact(says)), names: names.map((name) => short(redact(name))) }];
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

async function firstTry(
  project: Project,
  conversation: Conversation,
  { url, redact }: { readonly url: string; readonly redact: Redact },
): Promise<LoginTry> {
  const login = project.application?.login;
  const known: LoginTry = {
    url,
    body: login?.body ?? "json",
    usernameField: project.options.usernameField ?? login?.usernameField ?? "username",
    passwordField: login?.passwordField ?? "password",
    csrf: login?.csrf ?? null,
    given: "all",
  };
  if (project.backend.id !== "fastapi") return known;
  // FastAPI says itself what it wants.
  const described = (await readOpenApi(conversation, redact)).bodyOf(pathOf(conversation.base, url));
  return described === null ? known : { ...known, body: described };
}

function fullPathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** How the login should have been sent, by what the answer says; null where it says nothing of that. */
function nextTry(
  shape: LoginTry,
  { answer: { status }, fact, text }: Answered,
  credentials: Credentials,
): { readonly shape: LoginTry; readonly remark: LoginRemark } | null {
  const causes = new Set(fact.causes.map(({ cause }) => cause));
  // Whoever is told to wait waits.
  if (status === 429 || causes.has("throttled") || causes.has("login-limited")) return null;
  const headers = tokenHeaders(credentials);
  if (causes.has("stale-token-blocks-login") && headers.length > 0) {
    return {
      shape: { ...shape, given: "without-tokens" },
      remark: { kind: "stale-token", headers, status, text: saying(fact.causes, "stale-token-blocks-login") },
    };
  }
  const mended = mendedShape(shape, causes, text);
  return mended === null
    ? null
    : { shape: mended, remark: { kind: "sent-again", status, text: fact.causes[0]?.title ?? "" } };
}

function saying(causes: readonly CauseFact[], wanted: string): string {
  return causes.find(({ cause }) => cause === wanted)?.text.slice(0, 120) ?? "";
}

function mendedShape(shape: LoginTry, causes: ReadonlySet<string>, text: string): LoginTry | null {
  const other = shape.body === "json" ? "form" : "json";
  if (causes.has("login-needs-form") && shape.body === "json") return { ...shape, body: "form" };
  if (causes.has("login-needs-json") && shape.body === "form") return { ...shape, body: "json" };
  if (causes.has("csrf-required") && shape.csrf === null) return { ...shape, csrf: DJANGO_CSRF };
  if (causes.has("trailing-slash") && !shape.url.endsWith("/")) return { ...shape, url: `${shape.url}/` };
  if (causes.has("login-fields-missing")) {
    const wanted = ["email", "username", "login", "phone"].find((name) =>
      name !== shape.usernameField && text.includes(`"${name}"`)
    );
    if (wanted !== undefined) return { ...shape, usernameField: wanted };
    if (shape.body === "json" && causes.has("login-content-type")) return { ...shape, body: "form" };
  }
  return causes.has("login-content-type") ? { ...shape, body: other } : null;
}
