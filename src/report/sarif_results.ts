import type { Checklist, ChecklistReport, Scope } from "../checklist/checklist.ts";
import type { ItemResult } from "../checklist/item.ts";
import { sha256 } from "../hmac_sha256.ts";
import type { Finding } from "../rules/rule.ts";
import { copied } from "./copied.ts";
import { evidencePlace } from "./evidence_place.ts";
import { plain } from "./plain.ts";
import { SARIF_LEVELS, type SarifLevel } from "./sarif_rules.ts";
import { folderOf, sourcePath } from "./source_path.ts";

/** A finding as SARIF tells it. */
export interface SarifResult {
  readonly ruleId: string;
  /** `open` is what could not be known, and the standard gives it no level. */
  readonly kind: "fail" | "open";
  readonly level: SarifLevel | "none";
  readonly message: { readonly text: string };
  readonly locations: readonly SarifLocation[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly SarifSuppression[];
  readonly properties: Readonly<Record<string, string>>;
}

/** A file, and the line where it is known. */
export interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId: "SRCROOT" };
    readonly region?: { readonly startLine: number };
  };
}

/** Why a result is borne. */
export interface SarifSuppression {
  readonly kind: "external";
  readonly status: "accepted";
  readonly justification: string;
}

/** Where a finding stands that was seen in no file: where the key belongs. Code scanning takes none without a file. */
const NO_FILE = ".env";
/** More are not shown. */
const MOST_LOCATIONS = 100;

/** What fails and what is not known: the findings, and the items that no finding decides. */
export function sarifResults({ services, isFleet }: ChecklistReport): readonly SarifResult[] {
  const seen = new Map<string, number>();
  const resultOf = (finding: Finding, service: Checklist): SarifResult => {
    const { rule, outcome, severity } = finding;
    const { scope } = service;
    const places = locationsOf(finding, scope);
    const print = fingerprintOf(finding, scope, isFleet);
    const number = (seen.get(print) ?? 0) + 1;
    seen.set(print, number);
    const suppressions = suppressionsOf(finding, service);
    return {
      ruleId: rule,
      kind: outcome === "unknown" ? "open" : "fail",
      level: outcome === "unknown" ? "none" : SARIF_LEVELS[severity],
      message: { text: messageOf(finding, isFleet ? `${scope.name}: ` : "") },
      locations: places.length === 0 ? [locationOf(noFile(scope))] : places,
      // Code scanning compares the second; unlike its own, which hashes the line, it needs no file to be there.
      partialFingerprints: {
        "keysplit/v1": print,
        primaryLocationLineHash: `${print.slice(0, 16)}:${number}`,
      },
      ...(suppressions.length === 0 ? {} : { suppressions }),
      properties: { service: scope.name, severity },
    };
  };
  return services.flatMap((service) =>
    [...service.findings, ...undecided(service)]
      .filter(({ outcome }) => outcome === "fail" || outcome === "unknown")
      .map((finding) => resultOf(finding, service))
  );
}

/** The items that need attention and of which no finding tells. */
function undecided({ items, findings }: Checklist): readonly Finding[] {
  const told = new Set(findings.map(({ rule }) => rule));
  return items.filter(({ id, decidedBy }) => !told.has(decidedBy ?? id))
    .map(({ id, decidedBy, ...rest }) => ({ rule: decidedBy ?? id, ...rest }));
}

function messageOf({ message, evidence, remedy }: Finding, service: string): string {
  const seen = evidence.filter(({ path }) => path === undefined).map((one) =>
    [evidencePlace(one), one.text ?? ""].filter((part) => part !== "").join(": ")
  );
  const todo = remedy === undefined ? [] : [[remedy.text, ...copied(remedy)].join(": ")];
  // A viewer takes [words](address) for a link, also in plain text.
  return [`${service}${message}`, ...seen, ...todo].join(". ").replaceAll("](", "] (");
}

function locationsOf({ evidence }: Finding, scope: Scope): readonly SarifLocation[] {
  return evidence.flatMap(({ path, line }) => {
    const file = path === undefined ? null : sourcePath(folderOf(scope), path);
    return file === null ? [] : [locationOf(file, line)];
  }).slice(0, MOST_LOCATIONS);
}

function locationOf(file: string, line?: number): SarifLocation {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: "SRCROOT" },
      ...(line === undefined || line < 1 ? {} : { region: { startLine: line } }),
    },
  };
}

function noFile(scope: Scope): string {
  return sourcePath(folderOf(scope), NO_FILE) ?? NO_FILE;
}

/**
 * What stays the same while lines move and numbers change: the rule, the file, and the words. They hold no secret: a
 * report has none. Digits of 64.
 */
function fingerprintOf(
  { rule, message, evidence }: Finding,
  scope: Scope,
  isFleet: boolean,
): string {
  const path =
    evidence.flatMap(({ path }) =>
      path === undefined ? [] : [sourcePath(folderOf(scope), path) ?? path]
    )[0] ?? "";
  const words = plain(message).toLowerCase().replace(/\d+/g, "0").replace(/\s+/g, " ").trim();
  const parts = [rule, isFleet ? scope.name : "", path, words];
  return sha256(new TextEncoder().encode(JSON.stringify(parts))).toHex();
}

/** A finding is borne where each item that asks for it is: waived, accepted as not known, or attested. */
function suppressionsOf({ rule }: Finding, { items }: Checklist): readonly SarifSuppression[] {
  const asking = items.filter(({ id, rules, decidedBy }) =>
    rules.includes(rule) || (decidedBy === null && id === rule)
  );
  const reasons = asking.map(reasonOf);
  return reasons.every((reason) => reason !== null)
    ? reasons.map((justification) => ({ kind: "external", status: "accepted", justification }))
    : [];
}

function reasonOf({ waiver, accepted, attestation, outcome }: ItemResult): string | null {
  if (waiver !== undefined) return `Waived by ${waiver.by} until ${waiver.until}: ${waiver.reason}`;
  if (accepted === true) return "Accepted as not known for this run";
  if (outcome === "pass" && attestation !== undefined) {
    return `Attested by ${attestation.by}: ${attestation.note}`;
  }
  return null;
}

/** At most so many results: errors before warnings before notes, each kind in its order. */
export function heaviestResults<Result extends Pick<SarifResult, "level">>(
  results: readonly Result[],
  most: number,
): readonly Result[] {
  if (results.length <= most) return results;
  const weights = { error: 0, warning: 1, note: 2, none: 3 } as const;
  return results.toSorted((a, b) => weights[a.level] - weights[b.level]).slice(0, most);
}
