import type { Host, HttpAnswer } from "../io/host.ts";
import type { AnswerFact, Learned, ProofFact, SignatureFact } from "../rules/facts.ts";
import { decodeToken, forge, signedWith, type Token } from "../tokens.ts";
import { type Conversation, isLoopback, pathOf } from "./backend_http.ts";
import type { Redact } from "./causes.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { CarriedToken } from "./login.ts";
import { answerTo, isAccepted, isRefused, type Oracle, protectedOracles, verifyOracles } from "./oracle.ts";
import type { Project } from "./project.ts";
import { signers } from "./signers.ts";

type World = Pick<Host, "files" | "environment" | "clock" | "random">;

/** What the running backend was seen to do with tokens. */
export interface Proven {
  readonly signature: Learned<SignatureFact>;
  readonly proof: Learned<ProofFact>;
}

const GARBAGE =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJrZXlzcGxpdCJ9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/** Without a login, so many keys are tried at the verify endpoint before the signer is called unknown. */
const MOST_ASKED = 40;

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
  token: SignatureFact["token"],
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
  { keys, redact }: { readonly keys: Keys; readonly redact: Redact },
  carried: CarriedToken,
): Promise<Proven> {
  const signature = signatureOf(host, project, keys, carried.token);
  const decoded = decodeToken(carried.token);
  if (decoded.outcome === "malformed") {
    return { signature, proof: { known: false, why: `the token cannot be decoded: ${decoded.reason}` } };
  }
  const oracles = [
    ...verifyOracles(project, conversation),
    ...await protectedOracles(project, conversation, { by: carried.by, redact }),
  ];
  let unfit: string | null = null;
  for (const oracle of oracles) {
    const proof = await proofAt(host, conversation, oracle, { keys, genuine: carried.token, decoded });
    if (proof.known) return { signature, proof };
    unfit ??= proof.why;
  }
  return {
    signature,
    proof: {
      known: false,
      why: unfit ?? "no URL is known that tells valid tokens from others",
      next: `deno task upgrade ${project.typed} --protected-url /PATH`,
    },
  };
}

/**
 * Proves without a login, where a verify endpoint exists: the genuine token is one that we sign. Which key
 * the backend uses is the first with which it accepts one, once it has refused one that nobody's key signed.
 */
export async function proveWithOwnToken(
  host: World,
  project: Project,
  conversation: Conversation,
  keys: Keys,
): Promise<Proven> {
  for (const oracle of verifyOracles(project, conversation)) {
    const garbage = await answerTo(conversation, oracle, GARBAGE);
    const none = await answerTo(conversation, oracle, null);
    if (none === null || garbage === null || isAccepted(none) || isAccepted(garbage)) continue;
    if (garbage.status === 404 || garbage.status === 405) continue;
    const strange = await answerTo(conversation, oracle, ownToken(host, project, host.random.bytes(64)));
    if (strange !== null && isAccepted(strange)) {
      return {
        signature: signature("accepted", project.algorithm, null, []),
        proof: noSignature(conversation, oracle),
      };
    }
    const notBy: string[] = [];
    for (const candidate of candidates(host, project, conversation, keys)) {
      const token = ownToken(host, project, candidate.secret.bytes());
      const answer = await answerTo(conversation, oracle, token);
      if (answer === null) break;
      if (isAccepted(answer)) {
        const decoded = decodeToken(token);
        return {
          signature: signature("accepted", project.algorithm, candidate, notBy),
          proof: decoded.outcome === "token"
            ? await proofAt(host, conversation, oracle, { keys, genuine: token, decoded })
            : { known: false, why: decoded.reason },
        };
      }
      notBy.push(candidate.name);
    }
    const why = `${
      pathOf(conversation.base, oracle.url)
    } accepts no token that is signed with a key known here`;
    return { signature: { known: false, why }, proof: { known: false, why } };
  }
  const unknown = {
    known: false as const,
    why: "no login and no verify endpoint: there is no token to judge",
    next: `KEYSPLIT_USERNAME=NAME deno task upgrade ${project.typed} --password-stdin`,
  };
  return { signature: unknown, proof: unknown };
}

/**
 * The keys that own tokens are signed with. Other secrets of the machine are not, because the signature is sent;
 * nor are the keys of other environments, unless the server is on this machine.
 */
function* candidates(
  host: World,
  project: Project,
  { base }: Conversation,
  keys: Keys,
): Generator<HeldKey> {
  const { jwt, session } = project.names;
  let asked = 0;
  for (const candidate of signers(host, project, keys)) {
    const { kind, name, secret } = candidate;
    const elsewhere = kind === "other" || kind === "other-file";
    if (elsewhere && !(name.startsWith(`${jwt} `) || name.startsWith(`${session} `))) continue;
    if ((kind === "other-file" || kind === "key-file") && !isLoopback(base)) continue;
    if (kind !== "empty" && secret.bytes().length === 0) continue;
    if (++asked > MOST_ASKED) return;
    yield candidate;
  }
}

function ownToken(host: World, project: Project, key: Uint8Array): string {
  const id = [...host.random.bytes(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const claims = project.backend.claims(Math.floor(host.clock.now() / 1000), id);
  return forge({ header: { alg: project.algorithm, typ: "JWT" }, claims }, { key });
}

interface Genuine {
  readonly keys: Keys;
  readonly genuine: string;
  readonly decoded: Token;
}

/** Asks the controls at one URL and, where they hold, forges there. */
async function proofAt(
  host: World,
  conversation: Conversation,
  oracle: Oracle,
  { keys, genuine, decoded }: Genuine,
): Promise<Learned<ProofFact>> {
  const url = pathOf(conversation.base, oracle.url);
  const ask = (token: string | null) => answerTo(conversation, oracle, token);
  const none = await ask(null);
  const garbage = await ask(GARBAGE);
  const good = await ask(genuine);
  if (none === null || garbage === null || good === null) {
    return { known: false, why: `${url} gave no answer` };
  }
  const problem = problemOf(url, { none, garbage, good });
  if (problem !== null) return { known: false, why: problem };

  // The claims of the genuine token under a signature that nobody's key made: the control that counts.
  const strange = await ask(forge(decoded, { key: host.random.bytes(64) }));
  if (strange !== null && isAccepted(strange)) return noSignature(conversation, oracle);

  const judged = async (tokens: readonly string[]): Promise<Learned<AnswerFact> | null> => {
    let last: Learned<AnswerFact> | null = null;
    for (const token of tokens) {
      last = answerFact(url, await ask(token), garbage);
      if (!last.known || last.value.accepted) break;
    }
    return last;
  };
  const forged = (held: readonly HeldKey[]) =>
    held.map(({ secret }) => forge(decoded, { key: secret.bytes() }));
  const answers = {
    sessionKeyForgery: await judged(forged(keys.sessions)),
    oldToken: await judged(forged(keys.replaced ? [keys.replaced] : [])),
    unsigned: await judged([forge(decoded, { unsigned: true })]),
  };
  const again = await ask(genuine);
  const stays = again !== null && isAccepted(again);
  const lasting = (answer: Learned<AnswerFact> | null): Learned<AnswerFact> | null =>
    stays || answer === null || (answer.known && answer.value.accepted) ? answer : {
      known: false,
      why: `${url} no longer accepts the genuine token (${
        again?.status ?? "no answer"
      }), so its refusals tell nothing`,
    };
  return {
    known: true,
    value: {
      url,
      method: oracle.method,
      checksSignatures: true,
      sessionKeyForgery: lasting(answers.sessionKeyForgery),
      oldToken: lasting(answers.oldToken),
      unsigned: lasting(answers.unsigned),
    },
  };
}

/** The backend lets in what no key signed: whatever it refuses, it refuses for another reason. */
function noSignature({ base }: Conversation, { url, method }: Oracle): Learned<ProofFact> {
  const nothing = { sessionKeyForgery: null, oldToken: null, unsigned: null };
  return { known: true, value: { url: pathOf(base, url), method, checksSignatures: false, ...nothing } };
}

function answerFact(url: string, answer: HttpAnswer | null, garbage: HttpAnswer): Learned<AnswerFact> {
  if (answer === null) return { known: false, why: `${url} gave no answer` };
  const { status } = answer;
  if (isAccepted(answer)) return { known: true, value: { status, accepted: true } };
  if (isRefused(answer, garbage)) return { known: true, value: { status, accepted: false } };
  return { known: false, why: `${url} answered ${status}, which refuses no token` };
}

/** Why nothing is proven at a URL; null where no token and garbage are refused and the genuine one is not. */
function problemOf(
  url: string,
  { none, garbage, good }: Readonly<Record<"none" | "garbage" | "good", HttpAnswer>>,
): string | null {
  if (isAccepted(none)) return `${url} answers ${none.status} without any token`;
  if (isAccepted(garbage)) return `${url} answers ${garbage.status} to garbage`;
  return isAccepted(good) ? null : `${url} refuses the genuine token (${good.status})`;
}
