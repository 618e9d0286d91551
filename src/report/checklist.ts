import type { Finding, Outcome } from "../rules/rule.ts";

/** One of the nine items of the breaking change's validation checklist, as far as it is known. */
export interface ChecklistItem {
  readonly title: string;
  readonly outcome: Outcome;
  /** The rule that does not hold or is not known, or why nobody knows. */
  readonly note: string;
}

/** The items with the rules that answer them; what no rule answers yet is not known. */
const ITEMS: readonly {
  readonly title: string;
  readonly rules: readonly string[];
  readonly else?: string;
}[] = [
  {
    title: "the key is in every env file",
    rules: ["key-present", "env-files-agree", "key-visible-to-loader", "loaders-agree"],
  },
  { title: "the keys differ", rules: ["keys-differ"] },
  { title: "the key is long and strong", rules: ["key-long-enough", "key-strong"] },
  { title: "it starts, and not without a key", rules: ["starts", "refuses-empty-key"] },
  {
    title: "a login works, its token is signed",
    rules: [
      "login-works",
      "signed-with-jwt-key",
      "empty-key-forgery-refused",
      "known-key-forgery-refused",
      "none-algorithm-refused",
      "wrong-type-refused",
      "running-process-current",
      "restart-survives",
      "workers-agree",
      "instances-agree",
    ],
  },
  {
    title: "old tokens are invalid",
    rules: ["secret-key-forgery-refused", "old-token-refused", "expired-refused"],
  },
  { title: "CI and deployment have the key", rules: [], else: "not looked at here" },
  { title: "the documentation is updated", rules: [], else: "nobody has said so" },
  { title: "the team is told", rules: [], else: "nobody has said so" },
];

/** The nine items from the findings of a run. */
export function checklistOf(findings: readonly Finding[]): readonly ChecklistItem[] {
  return ITEMS.map((item) => {
    const answers = findings.filter(({ rule, outcome }) =>
      item.rules.includes(rule) && outcome !== "not-applicable"
    );
    const worst = answers.find(({ outcome }) => outcome === "fail") ??
      answers.find(({ outcome }) => outcome === "unknown");
    if (worst) return { title: item.title, outcome: worst.outcome, note: worst.rule };
    if (answers.length > 0) return { title: item.title, outcome: "pass", note: "" };
    return item.else === undefined
      ? { title: item.title, outcome: "not-applicable", note: "" }
      : { title: item.title, outcome: "unknown", note: item.else };
  });
}
