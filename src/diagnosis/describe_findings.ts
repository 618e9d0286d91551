import type { CauseFact, Facts } from "../rules/facts.ts";
import { RULES } from "../rules/mod.ts";
import type { Finding } from "../rules/rule.ts";
import { describe, type DescribedCause, type Place } from "./describe.ts";
import { SYMPTOMS } from "./symptoms.ts";

/** Rules that say why an application does not find a key that is there: they go before its own complaint. */
const REASONS: readonly string[] = ["not-masked-by-environment", "key-visible-to-loader"];
/** What is only said of another rule's failure. */
const EFFECTS: readonly string[] = ["starts"];

/**
 * What is wrong with a project, the root first: what its check printed, and what the rules of its files find
 * besides. A finding and a cause that name the same rule are one.
 */
export function describeFindings(facts: Facts, findings: readonly Finding[]): readonly DescribedCause[] {
  const failing = findings.filter(({ rule, outcome, severity }) =>
    outcome === "fail" && severity === "error" && !EFFECTS.includes(rule)
  );
  const start = facts.start?.known ? facts.start.value : null;
  const causes = start === null
    ? []
    : start.causes.filter(({ rule }) => rule !== null || start.outcome !== "starts");
  const printed = causes.map((cause) => ofCause(cause, failing, facts));
  const named = new Set(causes.map(({ rule }) => rule));
  const beside = failing.filter(({ rule }) => !named.has(rule));
  const isReason = ({ rule }: Finding) =>
    REASONS.includes(rule) && causes.some((cause) => cause.rule !== null);
  const all = [
    ...beside.filter(isReason).map((finding) => ofFinding(finding, facts)),
    ...printed,
    ...beside.filter((finding) => !isReason(finding)).map((finding) => ofFinding(finding, facts)),
  ];
  return all.filter(({ cause }, index) => all.findIndex((other) => other.cause === cause) === index);
}

/** A cause that the check printed, with what the rule that it names knows of this project. */
function ofCause(cause: CauseFact, failing: readonly Finding[], facts: Facts): DescribedCause {
  const finding = failing.find(({ rule }) => rule === cause.rule);
  const symptom = SYMPTOMS.find((symptom) => symptom.cause === cause.cause);
  const evidence = finding?.evidence ?? [{ line: cause.line, text: cause.text }];
  const remedy = finding?.remedy ?? cause.remedy;
  if (symptom === undefined) throw new RangeError(`No symptom is called "${cause.cause}"`);
  return { ...describe({ symptom }, { project: placeOf(facts), evidence }), remedy };
}

/** A failing rule as a cause: by the name that it has in a log, or else by its own. */
function ofFinding(finding: Finding, facts: Facts): DescribedCause {
  const { rule: id, message, evidence, remedy = { text: "Read its page", commands: [] } } = finding;
  const symptom = SYMPTOMS.find(({ cause }) => cause === causeOf(finding, facts));
  const rule = RULES.find((rule) => rule.id === id);
  return {
    cause: symptom?.cause ?? id,
    title: `${message.charAt(0).toUpperCase()}${message.slice(1)}`,
    ours: true,
    confidence: "certain",
    rule: id,
    evidence,
    why: (rule?.why ?? "").replace(/\.$/, ""),
    remedy,
    check: [`deno task verify ${facts.project}`],
    page: `docs/rules/${id}.md`,
    explain: `deno task explain ${id}`,
  };
}

function placeOf({ project, root }: Facts): Place {
  return { typed: project, folder: root };
}

function causeOf({ rule }: Finding, { envFiles, process }: Facts): string | null {
  const inherited = process?.known ? process.value.jwtKey : null;
  const isEmpty = envFiles?.known === true &&
    envFiles.value.some(({ jwtKey }) => jwtKey?.key.characters === 0);
  switch (rule) {
    case "not-masked-by-environment":
      return inherited?.key.characters === 0 ? "key-empty" : null;
    case "key-present":
      return isEmpty ? "key-empty" : "key-missing";
    default:
      return SYMPTOMS.find((symptom) => symptom.rule === rule)?.cause ?? null;
  }
}
