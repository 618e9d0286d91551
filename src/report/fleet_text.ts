import { type Checklist, type ChecklistReport, groupOf, type Readiness } from "../checklist/checklist.ts";
import { fleetNext } from "../checklist/fleet_next.ts";
import type { ItemResult } from "../checklist/item.ts";
import type { Outcome } from "../rules/rule.ts";
import type { ReportContext, Style } from "./format.ts";
import { paint, symbolOf } from "./symbols.ts";
import { heading } from "./text.ts";
import { wrap } from "./wrap.ts";

/** The verdict on a service in words, for the middle of a line. */
export const READINESS_WORDS = {
  "ready": "ready",
  "not-ready": "not ready",
  "not-known": "not known",
} as const satisfies Record<Readiness, string>;

/** The groups of a fleet, those that keep a release back first. */
const GROUPS: readonly {
  readonly readiness: Readiness;
  readonly outcome: Outcome;
  readonly title: string;
  readonly color: number;
}[] = [
  { readiness: "not-ready", outcome: "fail", title: "Not ready", color: 31 },
  { readiness: "not-known", outcome: "unknown", title: "Not known", color: 33 },
  { readiness: "ready", outcome: "pass", title: "Ready", color: 32 },
];

/** A name beyond it stands on a line of its own. */
const WIDEST_NAME = 28;
/** Of one service. */
const MOST_TITLES = 6;
/** Of one group; of those that are ready, more are a number. */
const MOST_SERVICES = 40;
const MOST_READY = 20;
const MOST_KEYS = 20;
const MOST_PLACES = 6;

/** The checklists of a fleet for a terminal: the verdict, what is open in each service, and which of them share a key. */
export function fleetText(
  report: ChecklistReport,
  context: Pick<ReportContext, "style" | "project">,
): string {
  const { services } = report;
  const column = Math.min(WIDEST_NAME, Math.max(...services.map(({ scope }) => scope.name.length)));
  const blocks = [
    heading({ command: "checklist", project: context.project, recognised: servicesWord(services.length) }),
    verdictText(report, context.style),
    ...GROUPS.map((group) => groupText(group, { services, column, style: context.style })),
    sharedText(report),
    nextText(services),
  ];
  return blocks.filter((block) => block !== "").join("\n\n") + "\n";
}

function servicesWord(number: number): string {
  return number === 1 ? "1 service" : `${number} services`;
}

function verdictText({ readiness, services }: ChecklistReport, style: Style): string {
  const number = (one: Readiness) => services.filter(({ readiness }) => readiness === one).length;
  const color = GROUPS.find((group) => group.readiness === readiness)?.color ?? 0;
  return [
    paint(READINESS_WORDS[readiness].toUpperCase(), color, style),
    `${number("ready")} ready`,
    `${number("not-ready")} not`,
    `${number("not-known")} not known`,
  ].join("   ");
}

function groupText(
  { readiness, outcome, title }: typeof GROUPS[number],
  { services, column, style }: {
    readonly services: readonly Checklist[];
    readonly column: number;
    readonly style: Style;
  },
): string {
  const group = services.filter((service) => service.readiness === readiness);
  if (group.length === 0) return "";
  const symbol = symbolOf({ outcome, severity: "error" }, style);
  if (readiness === "ready" && group.length > MOST_READY) {
    return `${title}\n  ${symbol} ${group.length} services, all in --format json`;
  }
  const lines = group.slice(0, MOST_SERVICES).map((service) => {
    const { name } = service.scope;
    return name.length > column
      ? `  ${symbol} ${name}\n${wrap(" ".repeat(column + 6), told(service))}`
      : wrap(`  ${symbol} ${name.padEnd(column)}  `, told(service));
  });
  const more = group.length - MOST_SERVICES;
  return [title, ...lines, ...(more > 0 ? [`    and ${more} more, all in --format json`] : [])].join("\n");
}

/** What is to be known of a service in a line: what is open, or what holds. */
function told({ readiness, items, counts, scope, error }: Checklist): string {
  if (error !== undefined) return error.message;
  if (readiness === "ready") {
    const more = [
      ...(counts.warned > 0 ? [`${counts.warned} warn`] : []),
      ...(counts.waived > 0 ? [`${counts.waived} waived`] : []),
      ...(counts.notKnown > 0 ? [`${counts.notKnown} not known`] : []),
      ...(scope.commit === null ? [] : [`at ${scope.commit.id.slice(0, 7)}`]),
    ];
    return [`${counts.ready} hold`, ...more].join(", ");
  }
  const failing = titlesOf(items, "notReady");
  const unknown = titlesOf(items, "notKnown");
  if (failing.length === 0) return listed(unknown);
  return listed(failing) + (unknown.length > 0 ? `; ${unknown.length} not known` : "");
}

function titlesOf(items: readonly ItemResult[], group: "notReady" | "notKnown"): readonly string[] {
  return items.filter((item) =>
    groupOf(item) === group && item.severity === "error" && item.accepted !== true
  ).map(({ title }) => title);
}

function listed(titles: readonly string[]): string {
  const more = titles.length - MOST_TITLES;
  return titles.slice(0, MOST_TITLES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function sharedText({ sharedKeys }: ChecklistReport): string {
  if (sharedKeys.length === 0) return "";
  const lines = sharedKeys.slice(0, MOST_KEYS).map(({ fingerprint, places }) => {
    const more = places.length - MOST_PLACES;
    return wrap(
      `  ${fingerprint}  `,
      places.slice(0, MOST_PLACES).join(", ") + (more > 0 ? ` and ${more} more` : ""),
    );
  });
  const more = sharedKeys.length - MOST_KEYS;
  return ["Shared keys", ...lines, ...(more > 0 ? [`  and ${more} more, all in --format json`] : [])]
    .join("\n");
}

function nextText(services: readonly Checklist[]): string {
  const next = fleetNext(services);
  if (next.length === 0) return "";
  return ["Next", ...next.map(({ what, command }, at) => `  ${at + 1}  ${what}\n     ${command}`)].join("\n");
}
