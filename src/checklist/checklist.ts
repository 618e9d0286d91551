import type { ErrorCode } from "../errors.ts";
import type { Finding } from "../rules/rule.ts";
import type { ItemResult } from "./item.ts";

/** Whether a change is complete: `not-known` where nothing fails and something needed is not known. */
export type Readiness = "ready" | "not-ready" | "not-known";

/** What a checklist was made of, where and when. */
export interface Scope {
  /** The service's name in a fleet, else the project as a person would type it. */
  readonly name: string;
  /** The project as a person would type it. */
  readonly project: string;
  /** Its folder, from where the command was started: `services/shop`; absent where it does not lie below that. */
  readonly folder?: string;
  /** `Django, SimpleJWT, python-decouple reads .env`; null where nothing was recognised. */
  readonly recognised: string | null;
  /** Null outside a git work tree. */
  readonly commit: { readonly id: string; readonly clean: boolean } | null;
  /** As the user named it, e.g. `staging`. */
  readonly environment: string | null;
  /** When the facts were gathered, as ISO date and time; left out by `--reproducible`. */
  readonly gathered?: string;
  /** Where they were gathered, if that was elsewhere: the file that they were loaded from. */
  readonly loadedFrom?: string;
}

/** What is known of the key's life, for a picture; dates are ISO dates. */
export interface Timeline {
  /** When the key was last seen to be written; null where that is not known. */
  readonly issued: string | null;
  /** How that is known: `.env was last changed`. */
  readonly by: string;
  /** Until when tokens of the key before it may count; null where no key was replaced, or that is not known. */
  readonly graceUntil: string | null;
  /** When the policy asks for the next one; null where it asks for none. */
  readonly due: string | null;
}

/** How many items are in each group of a report. A waived item is in no other group. */
export interface Counts {
  readonly ready: number;
  readonly notReady: number;
  readonly notKnown: number;
  readonly notApplicable: number;
  readonly waived: number;
  /** What does not hold and keeps nothing back. */
  readonly warned: number;
}

/** The checklist of one service. */
export interface Checklist {
  readonly scope: Scope;
  readonly readiness: Readiness;
  readonly counts: Counts;
  /** In the order of the list. */
  readonly items: readonly ItemResult[];
  /** Every finding behind the items, in the order of the rules. */
  readonly findings: readonly Finding[];
  readonly timeline: Timeline | null;
  /** What to do first: what, and the command; at most three. */
  readonly next: readonly { readonly what: string; readonly command: string }[];
  /** Why a service of a fleet could not be judged at all: then no item of it is known. */
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly next: readonly string[] };
}

/** A key that more than one service or environment has. */
export interface SharedKey {
  /** 8 hex digits. */
  readonly fingerprint: string;
  /** Names of the services, with the file: `shop (.env)`. */
  readonly places: readonly string[];
}

/** What `checklist` reports: one checklist, or those of a fleet. */
export interface ChecklistReport {
  /** One for a project; as many as there are services for a fleet, in their order. */
  readonly services: readonly Checklist[];
  readonly isFleet: boolean;
  readonly readiness: Readiness;
  readonly sharedKeys: readonly SharedKey[];
}

/** The groups of a report, in order, with the words that head them. */
export const GROUPS = [
  { name: "notReady", title: "Not ready" },
  { name: "notKnown", title: "Not known" },
  { name: "waived", title: "Waived" },
  { name: "warned", title: "Warnings" },
  { name: "ready", title: "Ready" },
  { name: "notApplicable", title: "Not applicable" },
] as const satisfies readonly { readonly name: keyof Counts; readonly title: string }[];

/** The group that an item is shown in. */
export function groupOf(
  { outcome, severity, waiver }: Pick<ItemResult, "outcome" | "severity" | "waiver">,
): keyof Counts {
  if (outcome === "pass") return "ready";
  if (outcome === "not-applicable") return "notApplicable";
  if (waiver !== undefined) return "waived";
  if (outcome === "unknown") return "notKnown";
  return severity === "error" ? "notReady" : "warned";
}

/** How many items are in each group. */
export function countsOf(items: readonly ItemResult[]): Counts {
  const counts = { ready: 0, notReady: 0, notKnown: 0, notApplicable: 0, waived: 0, warned: 0 };
  for (const item of items) counts[groupOf(item)] += 1;
  return counts;
}

/** Whether items are ready: warnings and what was waived or accepted keep nothing back. */
export function readinessOf(items: readonly ItemResult[]): Readiness {
  const counting = items.filter(({ severity, waiver }) => severity === "error" && waiver === undefined);
  if (counting.some(({ outcome }) => outcome === "fail")) return "not-ready";
  return counting.some(({ outcome, accepted }) => outcome === "unknown" && accepted !== true)
    ? "not-known"
    : "ready";
}
