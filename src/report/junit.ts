import type { Checklist, ChecklistReport } from "../checklist/checklist.ts";
import type { ItemResult } from "../checklist/item.ts";
import { copied } from "./copied.ts";
import { evidencePlace } from "./evidence_place.ts";
import { xmlAttribute, xmlText } from "./escape_xml.ts";
import type { ChecklistFormat } from "./format.ts";
import { needsAttention, stateOf, STATES } from "./item_state.ts";

/** With more who have a key, each service would name them all, and the report would grow with their square. */
const SHOWN_PLACES = 10;

/** How a test ends: what keeps a release back is no pass, and what somebody decided to bear is no failure. */
type Ending = "passed" | "failure" | "error" | "skipped";

/** A checklist as JUnit XML: a suite for each service, a test for each item. */
export const junit: ChecklistFormat = (report) => {
  const keys = keysByService(report);
  const suites = report.services.map((service) => suite(service, keys.get(service.scope.name) ?? []));
  const all = report.services.flatMap(({ items }) => items);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="keysplit checklist" ${countAttributes(all)} time="0">
${suites.join("\n")}
</testsuites>
`;
};

function suite({ scope, readiness, items }: Checklist, keys: readonly string[]): string {
  const properties: readonly (readonly [string, string | null | undefined])[] = [
    ["readiness", readiness],
    ["project", scope.project],
    ["recognised", scope.recognised],
    ["commit", scope.commit?.id],
    ["commit.clean", scope.commit === null ? null : String(scope.commit.clean)],
    ["environment", scope.environment],
    ["gathered", scope.gathered],
    ["loadedFrom", scope.loadedFrom],
    ...keys.map((places) => ["sharedKey", places] as const),
  ];
  const lines = properties.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`<property name="${name}" value="${xmlAttribute(value)}"/>`]
  );
  const skipped = items.filter((item) => endingOf(item) === "skipped").length;
  const timestamp = scope.gathered === undefined ? "" : ` timestamp="${xmlAttribute(scope.gathered)}"`;
  return `<testsuite name="${xmlAttribute(scope.name)}" ${
    countAttributes(items)
  } skipped="${skipped}" time="0"${timestamp}>
<properties>
${lines.join("\n")}
</properties>
${items.map((item) => testcase(item, classNameOf(scope.name))).join("\n")}
</testsuite>`;
}

function testcase(item: ItemResult, className: string): string {
  const head = `<testcase classname="${xmlAttribute(className)}" name="${xmlAttribute(item.id)}" time="0"`;
  const ending = endingOf(item);
  if (ending === "passed") return `${head}>\n<system-out>${xmlText(bodyOf(item))}</system-out>\n</testcase>`;
  const message = xmlAttribute(messageOf(item));
  if (ending === "skipped") return `${head}>\n<skipped message="${message}"/>\n</testcase>`;
  const type = xmlAttribute(item.decidedBy ?? item.id);
  return `${head}>\n<${ending} type="${type}" message="${message}">${
    xmlText(bodyOf(item))
  }</${ending}>\n</testcase>`;
}

function endingOf(item: ItemResult): Ending {
  const state = stateOf(item);
  switch (state) {
    case "ready":
    case "attested":
      return "passed";
    case "failing":
      return "failure";
    case "unknown":
      return item.severity === "error" ? "error" : "skipped";
    case "warning":
    case "accepted":
    case "waived":
    case "not-applicable":
      return "skipped";
  }
}

/** What a reader of a list of tests sees: the state where the test does not say it, and what is known. */
function messageOf(item: ItemResult): string {
  const { message, waiver } = item;
  if (waiver !== undefined) {
    return `waived by ${waiver.by} until ${waiver.until}: ${waiver.reason}. ${message}`;
  }
  return endingOf(item) === "skipped" ? `${STATES[stateOf(item)].word}: ${message}` : message;
}

/** The item, what is known, where it was seen, and what to do. */
function bodyOf(item: ItemResult): string {
  const { title, message, evidence, remedy, attestation } = item;
  return [
    `${title}: ${message}`,
    ...(attestation === undefined ? [] : [`Attested by ${attestation.by}: ${attestation.note}`]),
    ...evidence.map((one) =>
      `  ${[evidencePlace(one), one.text ?? ""].filter((part) => part !== "").join("  ")}`
    ),
    ...(remedy === undefined || !needsAttention(item)
      ? []
      : [remedy.text, ...copied(remedy).map((line) => `  ${line}`)]),
  ].join("\n");
}

function countAttributes(items: readonly ItemResult[]): string {
  const count = (ending: Ending) => items.filter((item) => endingOf(item) === ending).length;
  return `tests="${items.length}" failures="${count("failure")}" errors="${count("error")}"`;
}

/** One word behind the package: what shows tests takes each dot for a package of its own. */
function classNameOf(name: string): string {
  const word = name.replace(/[^\p{L}\p{N}_-]+/gu, "_").replace(/^_+|_+$/g, "");
  return `keysplit.${word === "" ? "project" : word}`;
}

/** The keys that each service shares, with all who have them: `1a2b3c4d: shop (.env), mail (.env)`. */
function keysByService({ services, sharedKeys }: ChecklistReport): ReadonlyMap<string, readonly string[]> {
  const byService = new Map<string, string[]>(services.map(({ scope }) => [scope.name, []]));
  for (const { fingerprint, places } of sharedKeys) {
    const words = `${fingerprint}: ${
      places.length > SHOWN_PLACES ? `${places.length} places` : places.join(", ")
    }`;
    for (const name of new Set(places.map((place) => namedIn(place, byService)))) {
      if (name !== null) byService.get(name)?.push(words);
    }
  }
  return byService;
}

/** The service that a place names, `shop (.env)`: both parts may hold brackets. */
function namedIn(place: string, names: ReadonlyMap<string, unknown>): string | null {
  for (let at = place.indexOf(" ("); at !== -1; at = place.indexOf(" (", at + 1)) {
    const name = place.slice(0, at);
    if (names.has(name)) return name;
  }
  return null;
}
