import type { PolicyName } from "../../src/policy.ts";
import type { Facts } from "../../src/rules/facts.ts";
import type { Evidence, Outcome, Severity } from "../../src/rules/rule.ts";

/** Facts with what the rules have to say of them; a folder of tests/fixtures/rules. */
export interface RuleFixture {
  /** `ok`, `ng`, `na` (not applicable) or `un` (unknown), then the rule, then the case: `ng.starts.timed-out`. */
  readonly name: string;
  readonly rule: string;
  readonly facts: Facts;
  readonly expected: {
    readonly policy: PolicyName;
    /** Every rule that is applicable, by what it says. */
    readonly outcomes: Readonly<Record<Exclude<Outcome, "not-applicable">, readonly string[]>>;
    /** What the rule of the name says, without its words. */
    readonly finding: {
      readonly rule: string;
      readonly outcome: Outcome;
      readonly severity: Severity;
      readonly evidence: readonly Evidence[];
      /** Of its remedy. */
      readonly commands: readonly string[];
    };
  };
}

/** The outcome that the name of a fixture stands for. */
export const OUTCOME_OF = {
  ok: "pass",
  ng: "fail",
  na: "not-applicable",
  un: "unknown",
} as const satisfies Readonly<Record<string, Outcome>>;

const FOLDER = new URL("../fixtures/rules/", import.meta.url);

/** Reads every fixture, in the order of their names. */
export function readRuleFixtures(): readonly RuleFixture[] {
  const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();
  return names.map((name) => ({
    name,
    rule: name.split(".")[1] ?? "",
    facts: readJson(`${name}/facts.json`) as Facts,
    expected: readJson(`${name}/expected.json`) as RuleFixture["expected"],
  }));
}

function readJson(path: string): unknown {
  return JSON.parse(Deno.readTextFileSync(new URL(path, FOLDER)));
}
