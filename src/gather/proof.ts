import type { Host, HttpAnswer } from "../io/host.ts";
import { HttpError } from "../io/host.ts";
import type { AnswerFact, Learned, ProofFact, SignatureFact } from "../rules/facts.ts";
import { decodeToken, forge, signedWith } from "../tokens.ts";
import { absolute, type Conversation, pathOf, type Sent } from "./backend_http.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { CarriedToken } from "./login.ts";
import type { Project } from "./project.ts";
import { signers } from "./signers.ts";

type World = Pick<Host, "files" | "environment" | "clock" | "random">;

/** A URL that may tell valid tokens from others. */
interface Oracle {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly ask: (token: string | null) => Sent;
}

/** What the running backend was seen to do with tokens. */
export interface Proven {
  readonly signature: Learned<SignatureFact>;
  readonly proof: Learned<ProofFact>;
}

const GARBAGE =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJrZXlzcGxpdCJ9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/** Without a login, so many keys are tried at the verify endpoint before the signer is called unknown. */
const MOST_ASKED = 40;
const MOST_PROTECTED = 12;

/** Which key signed a token: every candidate is tried on its bytes, and nothing is sent anywhere. */
export function signatureOf(
  host: World,
  project: Project,
  keys: Keys,
  token: string,
): Learned<SignatureFact> {
  const decoded = decodeToken(token);
  if (decoded.outcome === "malformed") {
    return { known: false, why: `the token cannot be decoded: ${decoded.reason}` };
  }
  if (!decoded.algorithm.startsWith("HS")) {
    return { known: false, why: `the token is signed with ${decoded.algorithm}, which no shared key makes` };
  }
  const notBy: string[] = [];
  for (const candidate of signers(host, project, keys)) {
    if (signedWith(decoded, candidate.secret.bytes())) {
      return signature("issued", decoded.algorithm, candidate, notBy);
    }
    if (candidate.kind !== "known") notBy.push(candidate.name);
  }
  return signature("issued", decoded.algorithm, null, notBy);
}

function signature(
  token: "issued" | "accepted",
  algorithm: string,
  signer: HeldKey | null,
  notBy: readonly string[],
): Learned<SignatureFact> {
  const signedBy = signer === null ? null : {
    kind: signer.kind,
    name: signer.name,
    ...(signer.path === undefined ? {} : { path: signer.path }),
    ...(signer.line === undefined ? {} : { line: signer.line }),
  };
  return { known: true, value: { token, algorithm, signedBy, notBy } };
}

/** Proves with the token of a login: which key signed it, and what the backend refuses. */
export async function proveWithLogin(
  host: World,
  project: Project,
  conversation: Conversation,
  keys: Keys,
  carried: CarriedToken,
): Promise<Proven> {
  const signature = signatureOf(host, project, keys, carried.token);
  const oracles = [
    ...verifyOracles(project, conversation),
    ...await protectedOracles(project, conversation, carried),
  ];
  return { signature, proof: await proofAt(conversation, oracles, keys, carried.token) };
}

/**
 * Proves without a login, where a verify endpoint exists: the genuine token is one that we sign. Which key
 * the backend uses is the first with which it accepts one.
 */
export async function proveWithOwnToken(
  host: World,
  project: Project,
  conversation: Conversation,
  keys: Keys,
): Promise<Proven> {
  const oracles = verifyOracles(project, conversation);
  const noOracle = {
    known: false as const,
    why: "no login and no verify endpoint: there is no token to judge",
    next: `KEYSPLIT_USERNAME=… KEYSPLIT_PASSWORD=… deno task login ${project.shown}`,
  };
  for (const oracle of oracles) {
    const [none, garbage] = await askAll(conversation, oracle, [null, GARBAGE]);
    if (none === undefined || garbage === undefined || isAccepted(none) || isAccepted(garbage)) continue;
    if (garbage.status === 404 || garbage.status === 405) continue;
    let asked = 0;
    const notBy: string[] = [];
    for (const candidate of signers(host, project, keys)) {
      if (!isProjects(project, candidate)) continue;
      if (++asked > MOST_ASKED) break;
      const token = ownToken(host, project, candidate);
      const [answer] = await askAll(conversation, oracle, [token]);
      if (answer === undefined) break;
      if (isAccepted(answer)) {
        return {
          signature: signature("accepted", project.algorithm, candidate, notBy),
          proof: await proofAt(conversation, [oracle], keys, token),
        };
      }
      notBy.push(candidate.name);
    }
    const why = `${
      pathOf(conversation.base, oracle.url)
    } accepts no token that is signed with a key known here`;
    return { signature: signature("accepted", project.algorithm, null, notBy), proof: { known: false, why } };
  }
  return { signature: noOracle, proof: noOracle };
}

/** Other secrets of the machine are not signed with: the signature would be sent. */
function isProjects({ names }: Project, { kind, name, secret }: HeldKey): boolean {
  if (kind === "other" || kind === "other-file") {
    return name.startsWith(`${names.jwt} `) || name.startsWith(`${names.session} `);
  }
  return kind === "empty" || secret.bytes().length > 0;
}

function ownToken(host: World, project: Project, key: HeldKey): string {
  const id = [...host.random.bytes(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const claims = project.backend.claims(Math.floor(host.clock.now() / 1000), id);
  return forge({ header: { alg: project.algorithm, typ: "JWT" }, claims }, { key: key.secret.bytes() });
}

function verifyOracles(project: Project, conversation: Conversation): readonly Oracle[] {
  const given = project.options.verifyUrl;
  const paths = given === undefined ? project.application?.verifyPaths ?? [] : [given];
  return paths.map((path): Oracle => ({
    method: "POST",
    url: absolute(conversation.base, path),
    ask: (token) => ({
      method: "POST",
      url: path,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(token === null ? {} : { token }),
    }),
  }));
}

/** Only GET is sent unasked: a protected URL that writes has to be given. */
async function protectedOracles(
  project: Project,
  conversation: Conversation,
  { by }: CarriedToken,
): Promise<readonly Oracle[]> {
  const given = project.options.protectedUrl;
  const paths = given === undefined
    ? [...project.application?.protectedPaths ?? [], ...await openApiPaths(project, conversation)]
    : [given];
  return [...new Set(paths)].slice(0, MOST_PROTECTED).map((path): Oracle => ({
    method: "GET",
    url: absolute(conversation.base, path),
    ask: (token) => ({ method: "GET", url: path, headers: token === null ? {} : carry(token, by) }),
  }));
}

function carry(token: string, by: CarriedToken["by"]): Readonly<Record<string, string>> {
  return by.kind === "cookie" ? { cookie: `${by.name}=${token}` } : { authorization: `Bearer ${token}` };
}

/** GET paths that the OpenAPI description calls secured. */
async function openApiPaths(project: Project, conversation: Conversation): Promise<readonly string[]> {
  if (project.backend.id !== "fastapi") return [];
  const answer = await conversation.send({ method: "GET", url: "/openapi.json" });
  if (answer.status !== 200) return [];
  try {
    const document = JSON.parse(new TextDecoder().decode(answer.body)) as {
      paths?: Record<string, { get?: { security?: unknown } }>;
    };
    return Object.entries(document.paths ?? {})
      .filter(([path, { get }]) => get?.security !== undefined && !path.includes("{"))
      .map(([path]) => path);
  } catch {
    return [];
  }
}

/** Tries each URL until the controls hold at one, and forges there. */
async function proofAt(
  conversation: Conversation,
  oracles: readonly Oracle[],
  keys: Keys,
  genuine: string,
): Promise<Learned<ProofFact>> {
  let unfit: string | null = null;
  for (const oracle of oracles) {
    const url = pathOf(conversation.base, oracle.url);
    const controls = await askAll(conversation, oracle, [null, GARBAGE, genuine]);
    const problem = problemOf(url, controls);
    if (problem !== null) {
      unfit ??= problem;
      continue;
    }
    const answerTo = async (token: string | null): Promise<Learned<AnswerFact> | null> => {
      if (token === null) return null;
      const [answer] = await askAll(conversation, oracle, [token]);
      return answer === undefined
        ? { known: false, why: `${url} gave no answer` }
        : { known: true, value: { status: answer.status, accepted: isAccepted(answer) } };
    };
    const decoded = decodeToken(genuine);
    if (decoded.outcome === "malformed") {
      return { known: false, why: `the token cannot be decoded: ${decoded.reason}` };
    }
    const forged = (key: HeldKey | null | undefined) =>
      key ? forge(decoded, { key: key.secret.bytes() }) : null;
    return {
      known: true,
      value: {
        url,
        method: oracle.method,
        controls: { hold: true },
        sessionKeyForgery: await answerTo(forged(keys.session)),
        oldToken: await answerTo(forged(keys.previous[0])),
        unsigned: await answerTo(forge(decoded, { unsigned: true })),
      },
    };
  }
  return {
    known: false,
    why: unfit ?? "no URL is known that tells valid tokens from others",
    next: "--protected-url /PATH or --verify-url /PATH",
  };
}

/** Why nothing is proven at a URL; null where no token and garbage are refused and the genuine one is not. */
function problemOf(url: string, [none, garbage, genuine]: readonly HttpAnswer[]): string | null {
  if (none === undefined || garbage === undefined || genuine === undefined) return `${url} gave no answer`;
  if (isAccepted(none)) return `${url} answers ${none.status} without any token`;
  if (isAccepted(garbage)) return `${url} answers ${garbage.status} to garbage`;
  return isAccepted(genuine) ? null : `${url} refuses the genuine token (${genuine.status})`;
}

function isAccepted({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

/** The answers in order; they end where one fails. */
async function askAll(
  conversation: Conversation,
  oracle: Oracle,
  tokens: readonly (string | null)[],
): Promise<readonly HttpAnswer[]> {
  const answers: HttpAnswer[] = [];
  for (const token of tokens) {
    try {
      answers.push(await conversation.send(oracle.ask(token)));
    } catch (error) {
      if (error instanceof HttpError) break;
      throw error;
    }
  }
  return answers;
}
