import type { Host, HttpAnswer } from "../io/host.ts";
import type { ForgeryFact, Learned, ProofFact } from "../rules/facts.ts";
import { forge } from "../tokens.ts";
import { type Conversation, pathOf } from "./backend_http.ts";
import type { Forgeable, Forged, Forgery } from "./forgeries.ts";
import { answerTo, isAccepted, isRefused, type Oracle } from "./oracle.ts";

/** A token that decodes, and that no key signed. */
export const GARBAGE =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJrZXlzcGxpdCJ9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/** Asks the controls at one URL and, where they hold, forges there. Not known where the URL does not tell. */
export async function forgeAt(
  host: Pick<Host, "random">,
  conversation: Conversation,
  oracle: Oracle,
  { token, from, forgeries }: {
    /** The genuine token. */
    readonly token: string;
    readonly from: Forgeable;
    readonly forgeries: readonly Forgery[];
  },
): Promise<Learned<ProofFact>> {
  const url = pathOf(conversation.base, oracle.url);
  const where = `${oracle.method} ${url}`;
  const ask = (token: string | null) => answerTo(conversation, oracle, token);
  const none = await ask(null);
  const garbage = await ask(GARBAGE);
  const good = await ask(token);
  if (none === null || garbage === null || good === null) {
    return { known: false, why: `${url} gave no answer` };
  }
  const problem = problemOf(url, { none, garbage, good });
  if (problem !== null) return { known: false, why: problem };

  // The claims of the genuine token under a signature that nobody's key made: the control that counts.
  const strange = await ask(forge(from.genuine, { key: host.random.bytes(64) }));
  if (strange !== null && isAccepted(strange)) return noSignature(conversation, oracle);

  const judged = async (forged: readonly Forged[]): Promise<ForgeryFact> => {
    let last: ForgeryFact = { outcome: "unknown", why: "it was not tried" };
    for (const { token, which } of forged) {
      last = answered(where, await ask(token), garbage);
      if (last.outcome === "accepted") return which === undefined ? last : { ...last, which };
      if (last.outcome === "unknown") break;
    }
    return last;
  };
  const answers: Record<string, ForgeryFact> = {};
  for (const { rule, forge } of forgeries) {
    const forging = forge(from);
    answers[rule] = "nothing" in forging
      ? { outcome: "nothing-to-forge", why: forging.nothing }
      : await judged(forging.forged);
  }

  const again = await ask(token);
  if (again === null || !isAccepted(again)) {
    const why = `${url} no longer accepts the genuine token (${
      again?.status ?? "no answer"
    }), so its refusals tell nothing`;
    for (const [rule, { outcome }] of Object.entries(answers)) {
      if (outcome === "refused") answers[rule] = { outcome: "unknown", why };
    }
  }
  return {
    known: true,
    value: { url, method: oracle.method, checksSignatures: true, forgeries: answers },
  };
}

/** The backend lets in what no key signed: whatever it refuses, it refuses for another reason. */
export function noSignature({ base }: Conversation, { url, method }: Oracle): Learned<ProofFact> {
  return { known: true, value: { url: pathOf(base, url), method, checksSignatures: false, forgeries: {} } };
}

function answered(where: string, answer: HttpAnswer | null, garbage: HttpAnswer): ForgeryFact {
  if (answer === null) return { outcome: "unknown", why: `${where} gave no answer` };
  const { status } = answer;
  if (isAccepted(answer)) return { outcome: "accepted", status, where };
  if (isRefused(answer, garbage)) return { outcome: "refused", status, where };
  return { outcome: "unknown", why: `${where} answered ${status}, which refuses no token` };
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
