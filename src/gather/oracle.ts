import type { HttpAnswer } from "../io/host.ts";
import { HttpError } from "../io/host.ts";
import { absolute, type Conversation, isSameServer, type Sent } from "./backend_http.ts";
import type { Redact } from "./causes.ts";
import type { CarriedToken } from "./login.ts";
import { readOpenApi } from "./openapi.ts";
import type { Project } from "./project.ts";

/** A URL that may tell valid tokens from others. */
export interface Oracle {
  readonly method: "GET" | "POST";
  /** Absolute. */
  readonly url: string;
  /** The request that carries a token, or none. */
  readonly ask: (token: string | null) => Sent;
}

const MOST_PROTECTED = 12;

/** Endpoints that are made to tell, given or found. */
export function verifyOracles(project: Project, { base }: Conversation): readonly Oracle[] {
  const given = project.options.verifyUrl;
  const paths = given === undefined ? project.application?.verifyPaths ?? [] : [given];
  return paths.filter((path) => isSameServer(base, path)).map((path): Oracle => ({
    method: "POST",
    url: absolute(base, path),
    ask: (token) => ({
      method: "POST",
      url: path,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(token === null ? {} : { token }),
    }),
  }));
}

/** URLs that may need a token. Only GET is sent unasked: a protected URL that writes has to be given. */
export async function protectedOracles(
  project: Project,
  conversation: Conversation,
  { by, redact }: Pick<CarriedToken, "by"> & { readonly redact: Redact },
): Promise<readonly Oracle[]> {
  const given = project.options.protectedUrl;
  const described = given === undefined && project.backend.id === "fastapi"
    ? (await readOpenApi(conversation, redact)).securedPaths
    : [];
  const paths = given === undefined ? [...project.application?.protectedPaths ?? [], ...described] : [given];
  const fitting = [...new Set(paths)].filter((path) => isSameServer(conversation.base, path));
  return fitting.slice(0, MOST_PROTECTED).map((path): Oracle => ({
    method: "GET",
    url: absolute(conversation.base, path),
    ask: (token) => ({ method: "GET", url: path, headers: token === null ? {} : carry(token, by) }),
  }));
}

function carry(token: string, by: CarriedToken["by"]): Readonly<Record<string, string>> {
  return by.kind === "cookie" ? { cookie: `${by.name}=${token}` } : { authorization: `Bearer ${token}` };
}

/** The answer to a token, or to none; null where there was no answer. */
export async function answerTo(
  conversation: Conversation,
  oracle: Oracle,
  token: string | null,
): Promise<HttpAnswer | null> {
  try {
    return await conversation.send(oracle.ask(token));
  } catch (error) {
    if (error instanceof HttpError) return null;
    throw error;
  }
}

/** Whether the answer lets the token in. A 405 comes after that: the token is good, GET is not offered. */
export function isAccepted({ status }: HttpAnswer): boolean {
  return (status >= 200 && status < 300) || status === 405;
}

/**
 * Whether the answer refuses the token as a token. A throttle (429), a crash (500) or a redirect refuses nothing:
 * only what garbage got, 401 and 403 do.
 */
export function isRefused({ status }: HttpAnswer, garbage: HttpAnswer): boolean {
  return status === garbage.status || status === 401 || status === 403;
}
