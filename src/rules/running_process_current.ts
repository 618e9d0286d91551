import type { Facts, SignerFact } from "./facts.ts";
import type { Evidence, Remedy, Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when the process that answers uses the key that the env file holds now. */
export const runningProcessCurrent: Rule = {
  id: "running-process-current",
  title: "the running process",
  severity: "error",
  stage: "proof",
  why:
    "A running process keeps the key that it loaded when it started. An edit of `.env` reaches it at a restart, " +
    "and what is called a restart does not always start it again.",
  references: [
    "https://docs.gunicorn.org/en/stable/signals.html",
    "https://docs.docker.com/reference/cli/docker/compose/restart/",
  ],
  check(facts) {
    if (facts.running === undefined) {
      return notApplicable("no server that runs already was named (--base-url)");
    }
    if (!facts.running.known) return notLearned(facts.running, "");
    const { url, key } = facts.running.value;
    if (key === null) return notApplicable(`no env file assigns ${facts.names.jwt}`);
    if (!facts.signature?.known) return notLearned(facts.signature, "no token was seen");
    const { signedBy, token } = facts.signature.value;
    const place = key.line === undefined ? key.path : `${key.path}:${key.line}`;
    if (signedBy?.kind === "jwt-key") {
      const verb = token === "issued" ? "signs with" : "accepts";
      return pass(`the process at ${url} ${verb} the ${facts.names.jwt} that ${place} holds now`);
    }
    if (signedBy && !mayBeOlder(signedBy, facts)) {
      return notApplicable(`a restart would not change it: it signs with ${signedBy.name}`);
    }
    return fail(
      `the process at ${url} signs with ${
        signedBy?.name ?? "a key that is not known here"
      }, not with the ${facts.names.jwt} that ${place} holds now`,
      evidenceOf(facts.running.value),
      remedyOf(facts.running.value, signedBy),
    );
  },
};

type Running = (Facts["running"] & { known: true })["value"];

/** Whether a process that was started earlier could have this key, and one that is started now would not. */
function mayBeOlder({ kind }: SignerFact, { signingSite }: Facts): boolean {
  if (kind === "previous-key") return true;
  // Before the change the code may have signed with it; after it, the code that is seen does not say so.
  return kind === "session-key" && signingSite !== undefined && signingSite.mend === undefined;
}

function evidenceOf({ key, reload }: Running): readonly Evidence[] {
  return [
    ...(key === null ? [] : [key]),
    ...reload.map(({ path, line, how, note }) => ({ path, line, text: `${how}: ${note}` })),
  ];
}

function remedyOf({ reload }: Running, signedBy: SignerFact | null): Remedy {
  const [first] = reload;
  const commands = first?.commands ?? [];
  const text = first === undefined || commands.length === 0
    ? "End the process and start it again: an edit of the file alone reaches no running process"
    : `Let it load the key again, by ${first.how} as ${first.path} shows`;
  const otherwise =
    "; if it signs with an unknown key even then, that comes from its own environment or is made at the start";
  return { text: signedBy === null ? text + otherwise : text, commands };
}
