import type { Finding } from "../rules/rule.ts";
import type { Assigned, Facts } from "../rules/facts.ts";
import { categorised } from "../rules/categories.ts";
import { environmentsSeparateKeys } from "../rules/environments_separate_keys.ts";
import type { Checklist, ChecklistReport, Readiness, SharedKey } from "./checklist.ts";
import { environmentOf } from "./environment_of.ts";
import type { Gathered } from "./gathered.ts";
import type { Said } from "./judge_items.ts";
import { judgeChecklist, type JudgeOptions, saidOf, withFinding } from "./judge.ts";

/** One service of a fleet, judged alone: what the report needs, and what tells whether it shares a key. */
export interface Member {
  readonly checklist: Checklist;
  /** Its name without the environment: members of one name are environments of one service. */
  readonly service: string;
  /** Its folder where that is known to be one; two members of one folder are one service. */
  readonly folder: string | null;
  /** Null where it could not be judged. */
  readonly said: Said | null;
  readonly keys: readonly HeldKey[];
}

/** Where a service has a key that is strong enough to have a fingerprint. */
export interface HeldKey {
  /** 8 hex digits. */
  readonly fingerprint: string;
  readonly variable: string;
  readonly isJwt: boolean;
  /** Null in the environment of the process. */
  readonly path: string | null;
  /** 1-based. */
  readonly line: number | null;
  readonly environment: string;
}

/** Others that one report names of each service; the rest is a number. */
const MOST_NAMED = 5;

/**
 * Judges one service of a fleet, and keeps of its facts nothing but the fingerprints. The report of a fleet is made
 * to be shared: of keys it has the categories alone.
 */
export function judgeMember(
  gathered: Gathered,
  options: JudgeOptions & Pick<Member, "service" | "folder">,
): Member {
  const { service, folder, ...judged } = options;
  return {
    checklist: judgeChecklist({ ...gathered, facts: categorised(gathered.facts) }, judged),
    service,
    folder,
    said: saidOf(gathered, judged),
    keys: keysOf(gathered.facts, gathered.scope.environment),
  };
}

/** The report of a fleet: each service with its answers, and which of them share a key. */
export function judgeFleet(members: readonly Member[]): ChecklistReport {
  const shared = sharedKeys(members);
  const services = members.map((member) => {
    const sharing = shared.flatMap(({ by }) => by.get(member) ?? []);
    return sharing.length === 0 ? member.checklist : withSharing(member, sharing);
  });
  return {
    services,
    isFleet: true,
    readiness: worstOf(services),
    sharedKeys: shared.map(({ key }) => key),
  };
}

function worstOf(services: readonly Pick<Checklist, "readiness">[]): Readiness {
  const has = (one: Readiness) => services.some(({ readiness }) => readiness === one);
  return has("not-ready") ? "not-ready" : has("not-known") ? "not-known" : "ready";
}

function keysOf(facts: Facts, environment: string | null): readonly HeldKey[] {
  const { names, envFiles, process } = facts;
  const held = (assigned: Assigned | null, variable: string | null, isJwt: boolean): readonly HeldKey[] => {
    const fingerprint = assigned?.key.fingerprint ?? null;
    if (assigned === null || variable === null || fingerprint === null) return [];
    const { path = null, line = null } = assigned;
    return [{
      fingerprint,
      variable,
      isJwt,
      path,
      line,
      environment: environment?.toLowerCase() ?? environmentOf(path ?? ""),
    }];
  };
  const places = [
    ...(envFiles?.known === true ? envFiles.value : []),
    ...(process?.known === true ? [process.value] : []),
  ];
  return places.flatMap(({ jwtKey, sessionKey }) => [
    ...held(jwtKey, names.jwt, true),
    ...held(sessionKey, names.session, false),
  ]);
}

interface Holder {
  readonly member: Member;
  readonly key: HeldKey;
}

/** What one service shares with others. */
interface Sharing {
  readonly own: HeldKey;
  /** The first of them. */
  readonly others: readonly Holder[];
  readonly number: number;
}

interface Shared {
  readonly key: SharedKey;
  readonly by: ReadonlyMap<Member, Sharing>;
}

function sharedKeys(members: readonly Member[]): readonly Shared[] {
  const holders = new Map<string, Holder[]>();
  for (const member of members) {
    for (const key of member.keys) {
      const same = holders.get(key.fingerprint);
      if (same === undefined) holders.set(key.fingerprint, [{ member, key }]);
      else same.push({ member, key });
    }
  }
  return [...holders].flatMap(([fingerprint, same]) => {
    const by = new Map<Member, Sharing>();
    const places = new Set<string>();
    for (const holder of same.length < 2 ? [] : same) {
      const others = same.filter((other) => isApart(holder, other));
      if (others.length === 0) continue;
      places.add(placeOf(holder));
      if (by.has(holder.member)) continue;
      const number = new Set(others.map(({ member }) => member)).size;
      by.set(holder.member, { own: holder.key, others: others.slice(0, MOST_NAMED), number });
    }
    return by.size === 0 ? [] : [{ key: { fingerprint, places: [...places] }, by }];
  });
}

/** Whether two places must not hold one key, of which one at least signs tokens. */
function isApart(one: Holder, other: Holder): boolean {
  if (one.member === other.member || !(one.key.isJwt || other.key.isJwt)) return false;
  const isOneService = one.member.service === other.member.service ||
    (one.member.folder !== null && one.member.folder === other.member.folder);
  if (!isOneService) return true;
  const [here, there] = [one.key.environment, other.key.environment];
  return here !== there && !(isOurs(here) && isOurs(there));
}

/** What development and tests protect is the same. */
function isOurs(environment: string): boolean {
  return /^(?:dev(?:elopment)?|local|tests?|testing|ci|e2e)$/.test(environment);
}

function placeOf({ member, key }: Holder): string {
  const at = key.path ?? "the environment";
  return `${member.checklist.scope.name} (${key.isJwt ? at : `${at}, ${key.variable}`})`;
}

function withSharing(member: Member, sharing: readonly Sharing[]): Checklist {
  const { checklist, said } = member;
  if (said === null) return checklist;
  const before = checklist.findings.find(({ rule }) => rule === environmentsSeparateKeys.id);
  const failed = before?.outcome === "fail" ? before : null;
  const finding: Finding = {
    rule: environmentsSeparateKeys.id,
    outcome: "fail",
    severity: "error",
    message: [...(failed === null ? [] : [failed.message]), ...sharing.map(sentenceFor)].join("; "),
    evidence: [
      ...(failed?.evidence ?? []),
      ...sharing.flatMap(({ own, others }) => [
        {
          ...(own.path === null ? {} : { path: own.path }),
          ...(own.line === null || own.path === null ? {} : { line: own.line }),
          text: own.variable,
        },
        ...others.map((other) => ({ text: placeOf(other) })),
      ]),
    ],
    remedy: failed?.remedy ?? {
      text: "Make a key for each of them, and put it in the place of the shared one",
      commands: ["deno task generate"],
    },
  };
  return withFinding(checklist, finding, said);
}

function sentenceFor({ own, others, number }: Sharing): string {
  const names = [...new Set(others.map(({ member }) => member.checklist.scope.name))];
  const more = number - names.length;
  const whom = more > 0
    ? `${names.join(", ")} and ${more} more`
    : names.length === 1
    ? names[0]
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  return `${own.variable} is a key of ${whom} too`;
}
