import type { Evidence, Remedy, Rule } from "./rule.ts";
import type { Facts } from "./facts.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when a token that the backend issued is accepted after the backend was started again. */
export const restartSurvives: Rule = {
  id: "restart-survives",
  title: "a token after a restart",
  severity: "error",
  stage: "proof",
  why:
    "A key that is made when the application is imported looks like any other until the next start: then every " +
    "token dies, and everybody has to log in again. Each worker and each instance makes its own besides.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc7515#section-5.2",
    "https://12factor.net/disposability",
  ],
  check(facts) {
    if (facts.restart === undefined) return notApplicable("no restart was asked for");
    if (!facts.restart.known) return notLearned(facts.restart, "");
    const { where, status, accepted } = facts.restart.value;
    if (accepted) return pass(`a token from before the restart is accepted after it (${status} at ${where})`);
    const signer = facts.signature?.known ? facts.signature.value.signedBy : undefined;
    const refused = `a token from before the restart is refused after it (${status} at ${where})`;
    const evidence: Evidence[] = [{ text: `${where} answers ${status}` }];
    const site = facts.signingSite;
    if (site && signer === null) evidence.unshift({ path: site.path, line: site.line, text: site.text });
    return fail(`${refused}: ${causeOf(signer)}`, evidence, remedyOf(facts, signer));
  },
};

type Signer = (Facts["signature"] & { known: true })["value"]["signedBy"] | undefined;

function causeOf(signer: Signer): string {
  if (signer === undefined) return "the key is made at the start, or sessions or users are kept in memory";
  if (signer === null) return "none of the keys known here signed it, so the key is made at the start";
  return `${signer.name} signed it and still stands there, so what is lost is something else that memory kept`;
}

function remedyOf({ names, project }: Facts, signer: Signer): Remedy {
  if (signer) {
    return {
      text: "Look for users, sessions or lists of valid tokens that the application keeps in memory",
      commands: [],
    };
  }
  return {
    text: `Let the application read ${names.jwt} and make no key itself`,
    commands: [`deno task upgrade ${project}`],
  };
}
