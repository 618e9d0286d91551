import fc from "fast-check";
import type { Checklist, ChecklistReport } from "../../src/checklist/checklist.ts";
import type { ItemResult } from "../../src/checklist/item.ts";
import type { Evidence, Remedy } from "../../src/rules/rule.ts";

const ESCAPE = String.fromCharCode(0x1b);

/** What would be more than text where it is not escaped, in one format or another. */
export const NASTY = [
  "<script>alert(1)</script>",
  "</style><script>",
  "]]>",
  "-->",
  "<!--",
  '" onload="x',
  "' x='",
  "&amp;&lt;&#60;",
  "::error file=a::b",
  "\n::error::b",
  "\r\n::stop-commands::x\r\n",
  "##[error]b",
  "%0A::warning::c",
  "| a | b |",
  "\\|",
  "`",
  "``` \n",
  "~~~",
  "**b** _i_ __u__ ~~s~~",
  "[a](https://example.org)",
  "![a](https://example.org)",
  "{0} {{1}}",
  "<https://example.org> https://example.org www.example.org a@example.org",
  "@mention #12 GH-12 org/repo#3 :tada: $x$ $y$",
  "\n# heading\n- item\n1. one\n> quote\n---\n",
  "</summary></details>",
  "</td></tr></table>",
  "</code></pre>",
  `${ESCAPE}[31mred${ESCAPE}[0m`,
  `${ESCAPE}]8;;https://example.org${ESCAPE}\\link`,
  "\u202egnp.exe\u202c \u2066x\u2069 \u200b",
  "\u0000\u0007\u0008\u007f\u0085\u2028",
  "\ud800",
  "\udfff\ud800",
  "\ufffe\uffff\ufeff",
  "שלום مرحبا 日本 é 👩‍🚀",
  "C:\\Users\\x",
  "../../etc/passwd",
  "a%2e%2e/b c?d#e:f,g",
  "javascript:alert(1)",
] as const;

/** Texts as an attacker, or a strange file name, would have them. */
export const hostileText: fc.Arbitrary<string> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<string>(...NASTY) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom("a", " ", "\t", "_", ".", "/", "1") },
  ),
  { minLength: 1, maxLength: 6 },
).map((parts) => parts.join(""));

/** The report with every text that comes from outside changed: names, paths, messages, evidence, notes, commands. */
export function withTexts(report: ChecklistReport, change: (text: string) => string): ChecklistReport {
  return {
    ...report,
    services: report.services.map((service) => checklistWith(service, change)),
    sharedKeys: report.sharedKeys.map((key) => ({
      ...key,
      places: key.places.map((place) => placeWith(place, change)),
    })),
  };
}

/** `shop (.env)`, of which both parts come from outside. */
function placeWith(place: string, change: (text: string) => string): string {
  const [name = "", file = ""] = place.slice(0, -1).split(" (");
  return `${change(name)} (${change(file)})`;
}

function checklistWith(checklist: Checklist, change: (text: string) => string): Checklist {
  const { scope, items, findings, timeline, next } = checklist;
  const { loadedFrom, ...rest } = scope;
  return {
    ...checklist,
    scope: {
      ...rest,
      name: change(scope.name),
      project: change(scope.project),
      recognised: scope.recognised === null ? null : change(scope.recognised),
      environment: scope.environment === null ? null : change(scope.environment),
      ...(loadedFrom === undefined ? {} : { loadedFrom: change(loadedFrom) }),
    },
    items: items.map((item) => itemWith(item, change)),
    findings: findings.map((finding) => ({ ...finding, ...said(finding, change) })),
    timeline: timeline === null ? null : { ...timeline, by: change(timeline.by) },
    next: next.map(({ what, command }) => ({ what: change(what), command: change(command) })),
  };
}

function itemWith(item: ItemResult, change: (text: string) => string): ItemResult {
  const { waiver, attestation } = item;
  return {
    ...item,
    ...said(item, change),
    title: change(item.title),
    references: item.references.map(change),
    ...(waiver === undefined
      ? {}
      : { waiver: { ...waiver, by: change(waiver.by), reason: change(waiver.reason) } }),
    ...(attestation === undefined
      ? {}
      : { attestation: { ...attestation, by: change(attestation.by), note: change(attestation.note) } }),
  };
}

function said(
  { message, evidence, remedy }: {
    readonly message: string;
    readonly evidence: readonly Evidence[];
    readonly remedy?: Remedy;
  },
  change: (text: string) => string,
): Pick<ItemResult, "message" | "evidence"> & { readonly remedy?: Remedy } {
  return {
    message: change(message),
    evidence: evidence.map(({ path, text, ...rest }) => ({
      ...rest,
      ...(path === undefined ? {} : { path: change(path) }),
      ...(text === undefined ? {} : { text: change(text) }),
    })),
    ...(remedy === undefined ? {} : {
      remedy: {
        text: change(remedy.text),
        commands: remedy.commands.map(change),
        ...(remedy.code === undefined ? {} : { code: remedy.code.map(change) }),
      },
    }),
  };
}
