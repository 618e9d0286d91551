import type { InstancesFact, Learned } from "../rules/facts.ts";
import { converse } from "./backend_http.ts";
import type { CarriedToken } from "./carried_token.ts";
import { gatherLogin, SENT_TWICE } from "./login.ts";
import type { Proof, Proving } from "./proof.ts";
import { signatureOf } from "./signature.ts";
import { onServer, type Said, type Telling, tellingUrl } from "./telling_url.ts";

/** Whether two instances accept each other's tokens. It logs in once at the second, which is said first. */
export const proveInstances: Proof = {
  rules: ["instances-agree"],
  facts: [],
  takes: "another-login",
  prove: async (proving) => {
    const { instance } = proving.project.options;
    return instance === undefined
      ? {}
      : { instances: await instancesOf(proving, instance.replace(/\/+$/, "")) };
  },
};

type Crossing = InstancesFact["crossings"][number];

async function instancesOf(proving: Proving, second: string): Promise<Learned<InstancesFact>> {
  const { host, project, server, conversation, redact, carried, credentials, keys } = proving;
  const first = await tellingUrl(host, project, conversation, proving);
  if (!first.known) return { ...first, why: `at ${server.base} ${first.why}` };

  const other = converse(host, second, project.options.timeout);
  const only = onServer(first.value.oracle, second);
  const login = proving.login.sent === 2
    ? { known: false as const, why: SENT_TWICE }
    : await gatherLogin(host, project, other, credentials, redact, proving.login.how);
  const theirs = login.known ? login.value.token : null;
  // Without a token of its own the second instance is still asked for ours: that it accepts one is certain.
  const at = await tellingUrl(host, project, other, { ...proving, carried: theirs ?? carried, only });
  if (!at.known) return { ...at, why: `at ${second} ${at.why}` };
  if (theirs === null) {
    const why = login.known ? "the login gave no token" : login.why;
    const said = at.value.genuine[0];
    return {
      known: false,
      why: said?.outcome === "accepted"
        ? `${second} accepts a token of ${server.base}; the other way is not known: at ${second} ${why}`
        : `at ${second} ${why}`,
    };
  }
  if (!at.value.genuine.some(({ outcome }) => outcome === "accepted")) {
    return { known: false, why: `${second} refuses the token that it issued itself (${at.value.where})` };
  }
  const crossings: readonly Crossing[] = [
    { of: 0, at: 1, answer: answerFact(at.value, await at.value.ask(carried.token)) },
    { of: 1, at: 0, answer: answerFact(first.value, await first.value.ask(theirs.token)) },
  ];
  const sameSigner = bySameKey(proving, keys, [carried, theirs]);
  return { known: true, value: { instances: [server.base, second], crossings, sameSigner } };
}

function answerFact({ where }: Telling, said: Said): Crossing["answer"] {
  return said.outcome === "nothing"
    ? { known: false, why: said.why }
    : { known: true, value: { where, status: said.status, accepted: said.outcome === "accepted" } };
}

function bySameKey(
  { host, project }: Proving,
  keys: Proving["keys"],
  [ours, theirs]: readonly [CarriedToken, CarriedToken],
): boolean | null {
  const [first, second] = [ours, theirs].map(({ token }) => signatureOf(host, project, keys, token).signer);
  if (!first || !second) return first || second ? false : null;
  return first === second || first.name === second.name && first.path === second.path;
}
