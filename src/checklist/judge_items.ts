import type { Finding } from "../rules/rule.ts";
import type { Attestation, Item, ItemResult, Waiver } from "./item.ts";
import { type Digests, stalenessOf } from "./staleness.ts";

/** What people said of the items, and what that is held against. */
export interface Said {
  readonly attestations: readonly Attestation[];
  readonly waivers: readonly Waiver[];
  /** Items of which somebody accepted for this run that they are not known. */
  readonly accepted: readonly string[];
  readonly now: Digests;
  /** ISO date. */
  readonly today: string;
  /** The project as a person would type it after a command. */
  readonly project: string;
}

type Answer = Pick<ItemResult, "outcome" | "severity" | "decidedBy" | "message" | "evidence" | "remedy">;

/** The answer to each item, from the findings and from what people said. Pure, and total. */
export function judgeItems(
  items: readonly Item[],
  findings: readonly Finding[],
  said: Said,
): readonly ItemResult[] {
  return items.map((item) => {
    const judged = byRules(findings.filter(({ rule }) => item.rules.includes(rule)));
    const attested = isOpen(judged) ? byPeople(item, said) : null;
    const answer = attested ?? judged ?? NOT_ASKED;
    const { id, title, rules, references } = item;
    const severity = answer === NOT_ASKED ? item.severity : answer.severity;
    return withLeave({ id, title, rules, references, ...answer, severity }, said);
  });
}

const NOT_ASKED: Answer = {
  outcome: "not-applicable",
  severity: "error",
  decidedBy: null,
  message: "was not asked",
  evidence: [],
};

/** Whether a person may settle it: where a rule spoke, its word stands. */
function isOpen(judged: Answer | null): boolean {
  return judged === null || judged.outcome === "not-applicable" || judged.outcome === "unknown";
}

/** The worst answer counts, and all that say the same are told together. */
function byRules(findings: readonly Finding[]): Answer | null {
  const [worst] = findings.toSorted((a, b) => weightOf(a) - weightOf(b));
  if (worst === undefined) return null;
  const alike = findings.filter((finding) => weightOf(finding) === weightOf(worst));
  const messages = worst.outcome === "not-applicable" ? [worst.message] : alike.map(({ message }) => message);
  const remedy = alike.find((finding) => finding.remedy !== undefined)?.remedy;
  return {
    outcome: worst.outcome,
    severity: worst.severity,
    decidedBy: worst.rule,
    message: [...new Set(messages)].join("; "),
    evidence: alike.flatMap(({ evidence }) => evidence),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** From the worst to the best: a warning that fails weighs less than an error that is not known. */
function weightOf({ outcome, severity }: Finding): number {
  const less = severity === "error" ? 0 : 2;
  return { "fail": 0 + less, "unknown": 1 + less, "pass": 4, "not-applicable": 5 }[outcome];
}

/** What a person said of it; null where the item is nothing that people attest. */
function byPeople(item: Item, said: Said): (Answer & Pick<ItemResult, "attestation">) | null {
  if (item.attest === undefined) return null;
  const base = { severity: item.severity, decidedBy: null, evidence: [] };
  const attestation = said.attestations.findLast(({ item: id }) => id === item.id);
  const stale = attestation === undefined ? null : stalenessOf(attestation, said);
  if (attestation !== undefined && stale === null) {
    return { ...base, outcome: "pass", message: saidBy(attestation), attestation };
  }
  return {
    ...base,
    outcome: "unknown",
    message: attestation === undefined
      ? "nobody has said so for these files and this key"
      : `${saidBy(attestation)}, but ${stale}`,
    remedy: {
      text: `Attest that ${item.attest}`,
      commands: [`deno task checklist attest ${item.id} ${said.project} --by NAME --note "…"`],
    },
  };
}

function saidBy({ by, note, on }: Attestation): string {
  return `${by} on ${on}: ${note}`;
}

/** What does not hold may be borne for a while, and what is not known may be accepted for this run. */
function withLeave(result: ItemResult, { waivers, accepted, today }: Said): ItemResult {
  if (result.outcome !== "fail" && result.outcome !== "unknown") return result;
  const waiver = waivers.findLast(({ item }) => item === result.id);
  if (waiver !== undefined && waiver.until >= today) return { ...result, waiver };
  if (waiver !== undefined) {
    const over = `the waiver of ${waiver.by} ended on ${waiver.until}`;
    return { ...result, outcome: "fail", severity: "error", message: `${over}; ${result.message}` };
  }
  return result.outcome === "unknown" && accepted.includes(result.id)
    ? { ...result, accepted: true }
    : result;
}
