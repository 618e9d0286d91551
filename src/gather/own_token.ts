import type { Host } from "../io/host.ts";
import type { KnownKeyFact, Learned, ProofFact, SignatureFact } from "../rules/facts.ts";
import { decodeToken, forge } from "../tokens.ts";
import { type Conversation, isLoopback, pathOf, whyNotAsked } from "./backend_http.ts";
import { forgeAt, GARBAGE, noSignature } from "./forge_at.ts";
import { FORGERIES } from "./forgeries.ts";
import type { HeldKey, Keys } from "./keys.ts";
import { gatherKnownKey, type WordLists } from "./known_key.ts";
import { answerTo, verifyOracles } from "./oracle.ts";
import type { Project } from "./project.ts";
import { isAccepted } from "./read_answers.ts";
import { signatureFact } from "./signature.ts";
import { signers } from "./signers.ts";

type World = Pick<Host, "files" | "environment" | "clock" | "random">;

/** What the running backend was seen to do with tokens. */
export interface Proven {
  readonly signature: Learned<SignatureFact>;
  readonly proof: Learned<ProofFact>;
  /** Absent where a token that no key signed was accepted. */
  readonly knownKey?: Learned<KnownKeyFact>;
}

/** Without a login, so many keys are tried at the verify endpoint before the signer is called unknown. */
const MOST_ASKED = 40;

/**
 * Proves without a login, where a verify endpoint exists: the genuine token is one that we sign. Which key
 * the backend uses is the first with which it accepts one, once it has refused one that nobody's key signed.
 */
export async function proveWithOwnToken(
  host: World,
  project: Project,
  conversation: Conversation,
  keys: Keys,
  words?: WordLists,
): Promise<Proven> {
  const next = `KEYSPLIT_USERNAME=NAME deno task upgrade ${project.typed} --password-stdin`;
  for (const oracle of verifyOracles(project, conversation)) {
    const garbage = await answerTo(conversation, oracle, GARBAGE);
    const none = await answerTo(conversation, oracle, null);
    if (none === null || garbage === null || isAccepted(none) || isAccepted(garbage)) continue;
    if (garbage.status === 404 || garbage.status === 405) continue;
    const strange = await answerTo(conversation, oracle, ownToken(host, project, host.random.bytes(64)));
    if (strange !== null && isAccepted(strange)) {
      return {
        signature: signatureFact("accepted", project.algorithm, null, []),
        proof: noSignature(conversation, oracle),
      };
    }
    const notBy: string[] = [];
    for (const candidate of candidates(host, project, conversation, keys)) {
      const token = ownToken(host, project, candidate.secret.bytes());
      const answer = await answerTo(conversation, oracle, token);
      if (answer === null || conversation.throttled() !== null) break;
      if (isAccepted(answer)) {
        const decoded = decodeToken(token);
        return {
          signature: signatureFact("accepted", project.algorithm, candidate, notBy),
          proof: decoded.outcome === "token"
            ? withUntried(
              await forgeAt(host, conversation, oracle, {
                token,
                from: { project, keys, genuine: decoded, signer: candidate, refresh: null },
                forgeries: FORGERIES.filter(({ at }) => at === "any-url"),
              }),
              next,
            )
            : { known: false, why: decoded.reason },
          knownKey: await gatherKnownKey(host, project, { token, words }),
        };
      }
      notBy.push(candidate.name);
    }
    const why = whyNotAsked(conversation) ??
      `${pathOf(conversation.base, oracle.url)} accepts no token that is signed with a key known here`;
    const unknown = { known: false as const, why };
    return { signature: unknown, proof: unknown, knownKey: unknown };
  }
  const unknown = {
    known: false as const,
    why: "no login and no verify endpoint: there is no token to judge",
    next,
  };
  return { signature: unknown, proof: unknown, knownKey: unknown };
}

/** With what a verify endpoint cannot tell: a URL that needs an access token asks for a user who exists. */
function withUntried(proof: Learned<ProofFact>, next: string): Learned<ProofFact> {
  if (!proof.known || !proof.value.checksSignatures) return proof;
  const why =
    "a verify endpoint takes tokens of every type, and without a login there is none for another URL";
  const untried = FORGERIES.filter(({ at }) => at === "protected-url")
    .map(({ rule }) => [rule, { outcome: "unknown", why, next }] as const);
  const forgeries = { ...proof.value.forgeries, ...Object.fromEntries(untried) };
  return { known: true, value: { ...proof.value, forgeries } };
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
