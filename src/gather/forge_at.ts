import type { Host, HttpAnswer } from "../io/host.ts";
import type { ForgeryFact, Learned, ProofFact } from "../rules/facts.ts";
import { forge } from "../tokens.ts";
import { type Conversation, pathOf } from "./backend_http.ts";
import type { Forgeable, Forged, Forgery } from "./forgeries.ts";
import { answerTo, type Oracle } from "./oracle.ts";
import { type Controls, dateOf, isAccepted, isAcceptedThere, isRefused, problemOf } from "./read_answers.ts";

/** A token that decodes, and that no key signed. */
export const GARBAGE =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJrZXlzcGxpdCJ9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/** A text that is no token. */
const NONSENSE = "keysplit.is.not-a-token";

/** What is sent to one URL. */
export interface Trial {
  /** The genuine token. */
  readonly token: string;
  readonly from: Omit<Forgeable, "now">;
  readonly forgeries: readonly Forgery[];
}

type Ask = (token: string | null) => Promise<HttpAnswer | null>;

/** Asks the controls at one URL and, where they hold, forges there. Not known where the URL does not tell. */
export async function forgeAt(
  host: Pick<Host, "random" | "clock">,
  conversation: Conversation,
  oracle: Oracle,
  { token, from, forgeries }: Trial,
): Promise<Learned<ProofFact>> {
  const url = pathOf(conversation.base, oracle.url);
  const where = `${oracle.method} ${url}`;
  const ask = (token: string | null) => answerTo(conversation, oracle, token);
  const throttled = () => conversation.throttled()?.why ?? null;
  const none = await ask(null);
  // What was only tried and is open to everybody, or not there, is sent no token.
  if (none !== null && oracle.origin !== "given" && (isAccepted(none) || none.status === 404)) {
    const why = none.status === 404
      ? `${url} is not there`
      : `${url} answers ${none.status} without any token`;
    return { known: false, why };
  }
  // A URL that does not answer is not waited for three times.
  const garbage = none && await ask(GARBAGE);
  const good = garbage && await ask(token);
  if (none === null || garbage === null || good === null) {
    return { known: false, why: `${url} gave no answer` };
  }
  const wait = throttled();
  if (wait !== null) return { known: false, why: wait };
  const controls = { none, garbage, good };
  // What takes garbage with claims in it and refuses a text without reads tokens and verifies none.
  if (isAccepted(garbage) && !isAccepted(none) && isAccepted(good)) {
    const nonsense = await ask(NONSENSE);
    if (nonsense !== null && isRefused(nonsense, { garbage: none })) return noSignature(conversation, oracle);
  }
  // The claims of the genuine token under a signature that nobody's key made: the control that counts, also
  // where the claims of garbage make the application crash.
  const problem = problemOf(url, token, controls);
  const crashes = garbage.status >= 500 && !isAccepted(none) && isAccepted(good);
  const strange = problem === null || crashes
    ? await ask(forge(from.genuine, { key: host.random.bytes(64) }))
    : null;
  if (strange !== null && isAcceptedThere(strange, controls)) return noSignature(conversation, oracle);
  if (problem !== null) return { known: false, why: problem };

  const now = dateOf(good) ?? host.clock.now() / 1000;
  const answers: Record<string, ForgeryFact> = {};
  for (const { rule, forge } of forgeries) {
    const forging = forge({ ...from, now });
    answers[rule] = "nothing" in forging
      ? { outcome: "nothing-to-forge", why: forging.nothing }
      : "unknown" in forging
      ? { outcome: "unknown", why: forging.unknown }
      : worst(await tried(ask, { where, controls, throttled }, forging.forged));
  }
  const again = await ask(token);
  const stays = again !== null && isAcceptedThere(again, controls);
  const tired = stays && hasTired(answers, garbage.status) ? await ask(GARBAGE) : garbage;
  return {
    known: true,
    value: {
      url,
      method: oracle.method,
      checksSignatures: true,
      forgeries: stays && tired?.status === garbage.status ? answers : withoutRefusals(
        answers,
        throttled() ??
          (stays
            ? `${url} now answers ${tired?.status ?? "nothing"} to garbage, and ${garbage.status} before: ` +
              "who sends bad tokens may be locked out, so its refusals tell nothing"
            : `${url} no longer accepts the genuine token (${
              again?.status ?? "no answer"
            }), so its refusals tell nothing`),
      ),
    },
  };
}

/** Whether a refusal is of another kind than that of garbage: it may be meant for who sent so much of it. */
function hasTired(answers: Readonly<Record<string, ForgeryFact>>, garbage: number): boolean {
  return Object.values(answers).some((fact) => fact.outcome === "refused" && fact.status !== garbage);
}

/** The backend lets in what no key signed: whatever it refuses, it refuses for another reason. */
export function noSignature({ base }: Conversation, { url, method }: Oracle): Learned<ProofFact> {
  return { known: true, value: { url: pathOf(base, url), method, checksSignatures: false, forgeries: {} } };
}

interface There {
  readonly where: string;
  readonly controls: Controls;
  /** Why nothing more is asked; null where it is. */
  readonly throttled: () => string | null;
}

/** What came of each token, up to the first that is let in. */
async function tried(ask: Ask, there: There, forged: readonly Forged[]): Promise<readonly ForgeryFact[]> {
  const facts: ForgeryFact[] = [];
  for (const { token, which, control } of forged) {
    const like = control === undefined ? null : answered(there, await ask(control));
    const fact = like === null || like.outcome === "accepted"
      ? answered(there, await ask(token))
      : unlike(there, like);
    facts.push(which === undefined || fact.outcome !== "accepted" ? fact : { ...fact, which });
    if (fact.outcome === "accepted") break;
  }
  return facts;
}

function answered({ where, controls, throttled }: There, answer: HttpAnswer | null): ForgeryFact {
  if (answer === null) return { outcome: "unknown", why: `${where} gave no answer` };
  const { status } = answer;
  if (isAcceptedThere(answer, controls)) return { outcome: "accepted", status, where };
  if (isRefused(answer, controls)) return { outcome: "refused", status, where };
  return { outcome: "unknown", why: throttled() ?? `${where} answered ${status}, which refuses no token` };
}

/** A token made in the same way and good in all else is not let in: a refusal would have that reason. */
function unlike({ where }: There, control: ForgeryFact): ForgeryFact {
  if (control.outcome !== "refused") return control;
  const { status } = control;
  return {
    outcome: "unknown",
    why: `${where} also refuses the genuine claims signed again (${status}), so a refusal would tell nothing`,
  };
}

/** One that is let in decides, then one that is not known. */
function worst(facts: readonly ForgeryFact[]): ForgeryFact {
  return facts.find(({ outcome }) => outcome === "accepted") ??
    facts.find(({ outcome }) => outcome === "unknown") ??
    facts[0] ?? { outcome: "unknown", why: "it was not tried" };
}

function withoutRefusals(
  answers: Readonly<Record<string, ForgeryFact>>,
  why: string,
): Readonly<Record<string, ForgeryFact>> {
  return Object.fromEntries(
    Object.entries(answers).map(([rule, fact]) => [
      rule,
      fact.outcome === "refused" ? { outcome: "unknown", why } : fact,
    ]),
  );
}
