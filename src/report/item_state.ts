import type { Checklist, Counts, Readiness } from "../checklist/checklist.ts";
import type { ItemResult } from "../checklist/item.ts";

/** What a reader has to know of an item at a glance: its outcome, and what people said of it. */
export type ItemState =
  | "ready"
  | "attested"
  | "failing"
  | "warning"
  | "unknown"
  | "accepted"
  | "waived"
  | "not-applicable";

/** How a state is shown, and in a narrow column: the symbol never stands without the word. */
export const STATES = {
  "ready": { symbol: "✓", word: "holds", short: "holds" },
  "attested": { symbol: "✓", word: "attested", short: "attested" },
  "failing": { symbol: "✗", word: "does not hold", short: "fails" },
  "warning": { symbol: "!", word: "warning", short: "warning" },
  "unknown": { symbol: "?", word: "not known", short: "not known" },
  "accepted": { symbol: "?", word: "not known, accepted", short: "accepted" },
  "waived": { symbol: "~", word: "waived", short: "waived" },
  "not-applicable": { symbol: "–", word: "not applicable", short: "n/a" },
} as const satisfies Record<
  ItemState,
  { readonly symbol: string; readonly word: string; readonly short: string }
>;

/** How the answer of a whole checklist is shown. */
export const VERDICTS = {
  "ready": { symbol: "✓", word: "ready" },
  "not-ready": { symbol: "✗", word: "not ready" },
  "not-known": { symbol: "?", word: "not known" },
} as const satisfies Record<Readiness, { readonly symbol: string; readonly word: string }>;

/** The groups in the order in which they are counted, with the words behind their numbers. */
const COUNTED = {
  ready: "ready",
  notReady: "not ready",
  notKnown: "not known",
  waived: "waived",
  warned: "with a warning",
  notApplicable: "not applicable",
} as const satisfies Record<keyof Counts, string>;

/** The state of an item. */
export function stateOf(
  { outcome, severity, waiver, attestation, accepted }: Pick<
    ItemResult,
    "outcome" | "severity" | "waiver" | "attestation" | "accepted"
  >,
): ItemState {
  switch (outcome) {
    case "pass":
      return attestation === undefined ? "ready" : "attested";
    case "not-applicable":
      return "not-applicable";
    case "fail":
      if (waiver !== undefined) return "waived";
      return severity === "error" ? "failing" : "warning";
    case "unknown":
      if (waiver !== undefined) return "waived";
      return accepted === true ? "accepted" : "unknown";
  }
}

/** Whether a reader is to look at an item: it does not hold, is not known, or somebody decided to bear it. */
export function needsAttention(item: ItemResult): boolean {
  return item.outcome === "fail" || item.outcome === "unknown";
}

/** How many items are in each group, `14 ready`, without those of which there are none. */
export function countWords(counts: Counts): readonly { readonly number: number; readonly word: string }[] {
  const names = Object.keys(COUNTED) as readonly (keyof Counts)[];
  return names.map((name) => ({ number: counts[name], word: COUNTED[name] })).filter(({ number }) =>
    number > 0
  );
}

/** How many services of a fleet have each answer, without those that none has. */
export function serviceCounts(
  services: readonly Checklist[],
): readonly { readonly readiness: Readiness; readonly number: number }[] {
  return (["not-ready", "not-known", "ready"] as const)
    .map((readiness) => ({
      readiness,
      number: services.filter((service) => service.readiness === readiness).length,
    }))
    .filter(({ number }) => number > 0);
}

/** The items of all services as columns, in the order in which they first come. */
export function columnsOf(services: readonly Checklist[]): readonly Pick<ItemResult, "id" | "title">[] {
  const columns = new Map<string, Pick<ItemResult, "id" | "title">>();
  for (const { items } of services) {
    for (const { id, title } of items) if (!columns.has(id)) columns.set(id, { id, title });
  }
  return [...columns.values()];
}
