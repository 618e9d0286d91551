import type { Policy } from "../policy.ts";
import { blamingCauses } from "./blaming_causes.ts";
import type { CauseFact, Facts } from "./facts.ts";
import type { Finding, Rule, Verdict } from "./rule.ts";

/** Asks each rule, in the order given, and returns one finding a rule. Pure, and total: it never throws. */
export function evaluate(rules: readonly Rule[], facts: Facts, policy: Policy): readonly Finding[] {
  return rules.map((rule) => {
    const own = rule.check(facts, policy);
    const verdict = blamedByStart(rule, facts, own) ?? own;
    return {
      rule: rule.id,
      outcome: verdict.outcome,
      severity: verdict.severity ?? rule.severity,
      message: verdict.message,
      evidence: verdict.evidence ?? [],
      ...(verdict.remedy ? { remedy: verdict.remedy } : {}),
    };
  });
}

/** The causes that the rule answers, where the backend's check failed with them. */
export function causesOf(rule: Rule, facts: Facts): readonly CauseFact[] {
  return blamingCauses(facts).filter((cause) => cause.rule === rule.id);
}

/**
 * What the application itself says of its key outweighs what its files look like: it may read another file.
 */
function blamedByStart(rule: Rule, facts: Facts, own: Verdict): Verdict | null {
  const [cause] = causesOf(rule, facts);
  if (!cause) return null;
  const evidence = { line: cause.line, text: cause.text };
  if (own.outcome === "fail") return { ...own, evidence: [...(own.evidence ?? []), evidence] };
  if (rule.id === "key-present" && own.outcome === "pass") {
    return {
      outcome: "fail",
      message: `${own.message}, but the application does not find it there`,
      evidence: [...(own.evidence ?? []), evidence],
      remedy: facts.loadsNoFile
        ? {
          text:
            "No code was seen that loads the file: load it in the settings, or start the application with its " +
            "variables, in a shell by",
          commands: ["set -a; . ./.env; set +a"],
        }
        : {
          text:
            "It reads another file, or the environment of its process alone: name the file, or start it with " +
            "the variable in its environment",
          commands: [`deno task upgrade ${facts.project} --env-file PATH`],
        },
    };
  }
  return { outcome: "fail", message: cause.title, evidence: [evidence], remedy: cause.remedy };
}
