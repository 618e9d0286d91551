import { protectedRank } from "../backends/url_paths.ts";
import type { HttpAnswer } from "../io/host.ts";
import { HttpError } from "../io/host.ts";
import { absolute, type Conversation, isSameServer, type Sent } from "./backend_http.ts";
import { type CarriedToken, carry } from "./carried_token.ts";
import type { Redact } from "./causes.ts";
import { readOpenApi } from "./openapi.ts";
import type { Project } from "./project.ts";
import { type Method, requestLine } from "./request_line.ts";

/** A URL that may tell valid tokens from others. */
export interface Oracle {
  readonly method: Method;
  /** Absolute. */
  readonly url: string;
  /** Whether somebody said that it tells, in flags or in the code; else it is only tried. */
  readonly origin: "given" | "found" | "guessed";
  /** The request that carries a token, or none. */
  readonly ask: (token: string | null) => Sent;
}

/** How many of the paths that the code and the OpenAPI document name are tried. */
const MOST_PROTECTED = 12;
/** Where applications let users see themselves. */
const USUAL = [
  "/api/me",
  "/me",
  "/api/users/me",
  "/users/me",
  "/api/v1/users/me",
  "/api/auth/me",
  "/auth/me",
  "/api/profile",
  "/profile",
  "/api/protected",
  "/protected",
] as const;

/** Endpoints that are made to tell, given or found. */
export function verifyOracles(project: Project, { base }: Conversation): readonly Oracle[] {
  const given = project.options.verifyUrl;
  const paths = given === undefined ? project.application?.verifyPaths ?? [] : [given];
  return paths.filter((path) => isSameServer(base, path)).map((path): Oracle => ({
    method: "POST",
    url: absolute(base, path),
    origin: given === undefined ? "found" : "given",
    ask: (token) => ({
      method: "POST",
      url: path,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(token === null ? {} : { token }),
    }),
  }));
}

/**
 * URLs that may need a token, the likeliest first: the one that was given; else those of the code, of the
 * OpenAPI document, and the usual ones, which are asked by GET alone. What writes has to be given.
 */
export async function* protectedOracles(
  project: Project,
  conversation: Conversation,
  { by, redact }: Pick<CarriedToken, "by"> & { readonly redact: Redact },
): AsyncGenerator<Oracle> {
  const { base } = conversation;
  const oracle = ({ method, url }: { method: Method; url: string }, origin: Oracle["origin"]): Oracle => ({
    method,
    url: absolute(base, url),
    origin,
    ask: (token) => ({
      method,
      url,
      headers: {
        ...(isRead(method) ? {} : { "content-type": "application/json" }),
        ...(token === null ? {} : carry(token, by)),
      },
      ...(isRead(method) ? {} : { body: "{}" }),
    }),
  });
  const given = project.options.protectedUrl;
  if (given !== undefined) {
    yield oracle(requestLine(given), "given");
    return;
  }
  const asked = new Set<string>();
  const fresh = (paths: readonly string[], most: number): readonly string[] => {
    const fitting = paths.filter((path) => isSameServer(base, path) && !asked.has(path)).slice(0, most);
    fitting.forEach((path) => asked.add(path));
    return fitting;
  };
  for (const url of fresh(project.application?.protectedPaths ?? [], MOST_PROTECTED)) {
    yield oracle({ method: "GET", url }, "found");
  }
  // Also a GET may do something: what looks like a logout is left out.
  const { securedPaths } = await readOpenApi(conversation, redact);
  const described = securedPaths.filter((path) => protectedRank(path) !== null)
    .toSorted((a, b) => (protectedRank(a) ?? 0) - (protectedRank(b) ?? 0));
  for (const url of fresh(described, MOST_PROTECTED - asked.size)) {
    yield oracle({ method: "GET", url }, "found");
  }
  for (const url of fresh(USUAL, USUAL.length)) yield oracle({ method: "GET", url }, "guessed");
}

function isRead(method: Method): boolean {
  return method === "GET" || method === "HEAD";
}

/**
 * The answer to a token, or to none; null where there was no answer. A server that said to wait is not asked: what
 * it said then is its answer.
 */
export async function answerTo(
  conversation: Conversation,
  oracle: Oracle,
  token: string | null,
): Promise<HttpAnswer | null> {
  const throttled = conversation.throttled();
  if (throttled !== null) return throttled.answer;
  try {
    return await conversation.send(oracle.ask(token));
  } catch (error) {
    if (error instanceof HttpError) return null;
    throw error;
  }
}
