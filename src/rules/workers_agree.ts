import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when every worker of a server accepts the token that one of them issued. */
export const workersAgree: Rule = {
  id: "workers-agree",
  title: "the same key in each worker",
  severity: "error",
  stage: "proof",
  why:
    "Workers that each made a key, or of which some were replaced after `.env` changed, refuse one another's " +
    "tokens: a login works, and every second request after it fails by chance.",
  references: [
    "https://docs.gunicorn.org/en/stable/settings.html#preload-app",
    "https://www.uvicorn.org/deployment/#built-in",
  ],
  check(facts) {
    if (facts.workers === undefined) return notApplicable("workers were not asked");
    if (!facts.workers.known) return notLearned(facts.workers, "");
    const asked = facts.workers.value;
    if (asked.outcome === "one-process") {
      return notApplicable("one process serves it, and nothing in the project serves it with several");
    }
    const { where, connections, refused, workers, refusing, command } = asked;
    const served = command === null ? "" : `, served by ${command}`;
    if (refused === 0 && refusing === 0) {
      return pass(
        `${workers} workers accept one token, and so do ${connections} connections (${where}${served})`,
      );
    }
    // Where all twenty went to one worker, what they say is what that one says.
    const byConnections = refused > 0 && refused < connections;
    return fail(
      byConnections
        ? `${refused} of ${connections} connections refuse a token that others accept (${where}${served})`
        : `${refusing} of ${workers} workers refuse a token that another one issued (${where}${served})`,
      [{
        text: byConnections ? `${refused} of ${connections} refused` : `${refusing} of ${workers} refused`,
      }],
      {
        text:
          `Let every worker read ${facts.names.jwt}, make no key at the import, and restart them all at once`,
        commands: [],
      },
    );
  },
};
