import type { Finding, Outcome } from "../rules/rule.ts";
import { ITEMS } from "./items.ts";
import { judgeItems } from "./judge_items.ts";

/** An item as a command shows it that does not look at all of them. */
export interface ReleaseItem {
  readonly id: string;
  readonly title: string;
  readonly outcome: Outcome;
  /** The rule that does not hold or is not known, or why nobody knows. */
  readonly note: string;
}

/** What the change's own checklist asks; they are shown also where nothing looked at them. */
const ALWAYS: ReadonlySet<string> = new Set([
  "key-in-every-env-file",
  "keys-differ",
  "key-long-enough",
  "application-starts",
  "login-works",
  "old-tokens-refused",
  "ci-declares-key",
  "deployment-documented",
  "team-notified",
]);

/** The items that the findings of a run answer, and those of the change's own checklist that they do not. */
export function releaseItems(findings: readonly Finding[]): readonly ReleaseItem[] {
  const asked = new Set(findings.map(({ rule }) => rule));
  const nobody = {
    attestations: [],
    waivers: [],
    accepted: [],
    now: { files: "", key: null },
    today: "",
    project: "",
  };
  const items = ITEMS.filter(({ id, rules }) => ALWAYS.has(id) || rules.some((rule) => asked.has(rule)));
  return judgeItems(items, findings, nobody).map(({ id, title, outcome, decidedBy, rules }) => {
    if (outcome === "pass" || (outcome === "not-applicable" && decidedBy !== null)) {
      return { id, title, outcome, note: "" };
    }
    const silent = rules.length === 0 ? "nobody has said so" : "not looked at here";
    return { id, title, outcome: decidedBy === null ? "unknown" : outcome, note: decidedBy ?? silent };
  });
}
