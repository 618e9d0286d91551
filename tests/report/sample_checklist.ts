import {
  type Checklist,
  type ChecklistReport,
  countsOf,
  readinessOf,
  type SharedKey,
} from "../../src/checklist/checklist.ts";
import type { ItemResult } from "../../src/checklist/item.ts";
import type { ReportContext } from "../../src/report/format.ts";
import type { Finding } from "../../src/rules/rule.ts";

/** What a command shows beside the report. */
export const CONTEXT: ReportContext = {
  command: "checklist",
  project: "services/shop",
  recognised: null,
  exitCode: 1,
  next: ["deno task checklist services/shop"],
  style: { color: false, unicode: true },
};

const FINDINGS: readonly Finding[] = [
  {
    rule: "key-present",
    outcome: "pass",
    severity: "error",
    message: ".env and .env.docker assign JWT_SECRET_KEY",
    evidence: [{ path: ".env", line: 14 }, { path: ".env.docker", line: 3 }],
  },
  {
    rule: "keys-differ",
    outcome: "pass",
    severity: "error",
    message: "JWT_SECRET_KEY and SECRET_KEY are unrelated",
    evidence: [],
  },
  {
    rule: "key-long-enough",
    outcome: "fail",
    severity: "error",
    message: "the key in .env.docker has fewer than 50 characters",
    evidence: [{ path: ".env.docker", line: 3, text: "JWT_SECRET_KEY=••••" }],
    remedy: {
      text: "Give that file a key of its own",
      commands: ["deno task append services/shop --env-file .env.docker"],
    },
  },
  {
    rule: "env-file-private",
    outcome: "fail",
    severity: "warning",
    message: ".env is readable by everybody (mode 0644)",
    evidence: [{ path: ".env" }],
    remedy: { text: "Close it to everybody else", commands: ["chmod 600 services/shop/.env"] },
  },
  {
    rule: "env-file-untracked",
    outcome: "fail",
    severity: "error",
    message: ".env.docker is tracked by git",
    evidence: [{ path: ".env.docker" }],
    remedy: {
      text: "Take it out of the index (the file stays), then replace what it held",
      commands: ["git -C services/shop rm --cached .env.docker"],
    },
  },
  {
    rule: "starts",
    outcome: "pass",
    severity: "error",
    message: "manage.py check starts",
    evidence: [{ text: "manage.py check: exit 0" }],
  },
  {
    rule: "login-works",
    outcome: "unknown",
    severity: "error",
    message: "no credentials were given, so nobody logged in",
    evidence: [],
    remedy: {
      text: "Name a user of the application; its password is asked for",
      commands: ["deno task checklist services/shop --user NAME"],
    },
  },
  {
    rule: "old-token-refused",
    outcome: "fail",
    severity: "error",
    message: "an older token still opens /api/me/ (200)",
    evidence: [{ line: 121, text: '"GET /api/me/" 200 51' }],
    remedy: {
      text: "Name the key in the settings, and restart what still runs with the old one",
      commands: ["systemctl restart shop"],
      code: ["SIMPLE_JWT = {", '    "SIGNING_KEY": config("JWT_SECRET_KEY"),', "}"],
    },
  },
  {
    rule: "workers-agree",
    outcome: "unknown",
    severity: "error",
    message: "one worker alone answered",
    evidence: [],
  },
  {
    rule: "restart-survives",
    outcome: "not-applicable",
    severity: "error",
    message: "the key comes from a file that stays",
    evidence: [],
  },
];

type Decided = Pick<ItemResult, "id" | "title" | "rules"> & Partial<ItemResult>;

function decided(item: Decided): ItemResult {
  const finding = FINDINGS.find(({ rule }) => rule === item.rules[0]);
  return {
    outcome: "unknown",
    severity: "error",
    decidedBy: finding?.rule ?? null,
    message: "nobody has said so for this commit and key",
    evidence: [],
    references: [],
    ...(finding === undefined ? {} : {
      outcome: finding.outcome,
      severity: finding.severity,
      message: finding.message,
      evidence: finding.evidence,
      ...(finding.remedy === undefined ? {} : { remedy: finding.remedy }),
    }),
    ...item,
  };
}

/** Every outcome, with and without a place, and what people can say of an item. */
export const ITEMS: readonly ItemResult[] = [
  decided({
    id: "key-in-every-env-file",
    title: "key in every env file",
    rules: ["key-present", "env-files-agree"],
    references: ["CWE-1188"],
  }),
  decided({ id: "keys-differ", title: "keys differ", rules: ["keys-differ"], references: ["CWE-321"] }),
  decided({
    id: "key-long-enough",
    title: "key is long and strong",
    rules: ["key-long-enough", "key-strong"],
    references: ["CWE-326", "OWASP ASVS 5.0 11.2.3", "NIST SP 800-57"],
  }),
  decided({ id: "file-private", title: "the file is private", rules: ["env-file-private"] }),
  decided({
    id: "file-untracked",
    title: "git does not hold the file",
    rules: ["env-file-untracked"],
    references: ["CWE-540"],
    waiver: {
      item: "file-untracked",
      by: "Grace",
      reason: "the file is for the demonstration and holds no key of ours",
      on: "2026-11-01",
      until: "2026-12-01",
    },
  }),
  decided({ id: "application-starts", title: "application starts", rules: ["starts"] }),
  decided({ id: "login-works", title: "login works", rules: ["login-works"] }),
  decided({
    id: "old-tokens-refused",
    title: "old tokens are refused",
    rules: ["old-token-refused"],
    references: ["CWE-613"],
  }),
  decided({ id: "workers-agree", title: "workers agree", rules: ["workers-agree"], accepted: true }),
  decided({ id: "restart-survives", title: "key survives a restart", rules: ["restart-survives"] }),
  decided({
    id: "deployment-documented",
    title: "documentation names it",
    rules: [],
    outcome: "pass",
    message: "Ada said so",
    attestation: {
      item: "deployment-documented",
      by: "Ada",
      note: "docs/deploy.md since the last release",
      on: "2026-11-20",
      until: "2027-02-20",
      files: "0".repeat(64),
      key: "1a2b3c4d",
    },
  }),
  decided({
    id: "team-notified",
    title: "team notified",
    rules: [],
    remedy: {
      text: "Tell the team, then attest it",
      commands: ['deno task checklist attest team-notified --by NAME --note "…"'],
    },
  }),
];

/** One project, on the way. */
export const CHECKLIST: Checklist = {
  scope: {
    name: "services/shop",
    project: "services/shop",
    recognised: "Django 5.2, SimpleJWT 5.5, python-decouple reads .env",
    commit: { id: "3f2c1ab0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4", clean: true },
    environment: "staging",
    gathered: "2026-11-21T09:30:00Z",
    loadedFrom: "facts.json",
  },
  readiness: readinessOf(ITEMS),
  counts: countsOf(ITEMS),
  items: ITEMS,
  findings: FINDINGS,
  timeline: {
    issued: "2026-11-14",
    by: ".env was last changed",
    graceUntil: "2026-11-16",
    due: "2027-02-12",
  },
  next: [
    {
      what: "give .env.docker a key of its own",
      command: "deno task append services/shop --env-file .env.docker",
    },
    { what: "restart what still runs with the old key", command: "systemctl restart shop" },
    {
      what: "tell the team, then attest it",
      command: 'deno task checklist attest team-notified --by NAME --note "…"',
    },
  ],
};

/** The report of one project. */
export const REPORT: ChecklistReport = {
  services: [CHECKLIST],
  isFleet: false,
  readiness: CHECKLIST.readiness,
  sharedKeys: [],
};

const READY_ITEMS = ITEMS.map((item): ItemResult => {
  const { waiver: _, accepted: __, remedy: ___, ...rest } = item;
  return {
    ...rest,
    outcome: item.outcome === "not-applicable" ? "not-applicable" : "pass",
    message: "it holds",
  };
});

/** A service with this name: every third one on the way, the others ready. */
export function serviceOf(name: string, number: number): Checklist {
  const isOnTheWay = number % 3 === 0;
  const items = isOnTheWay ? ITEMS : READY_ITEMS;
  const { loadedFrom: _, ...scope } = CHECKLIST.scope;
  return {
    ...CHECKLIST,
    scope: { ...scope, name, project: `services/${name}` },
    readiness: readinessOf(items),
    counts: countsOf(items),
    items,
    findings: isOnTheWay ? FINDINGS : FINDINGS.map((finding): Finding => ({ ...finding, outcome: "pass" })),
    next: isOnTheWay ? CHECKLIST.next : [],
  };
}

/** A fleet of as many services. */
export function fleetOf(
  names: readonly string[],
  sharedKeys: readonly SharedKey[] = [],
): ChecklistReport {
  return { services: names.map(serviceOf), isFleet: true, readiness: "not-ready", sharedKeys };
}

/** The report of a few services, of which two share a key. */
export const FLEET: ChecklistReport = fleetOf(["shop", "payments", "mail", "search"], [
  { fingerprint: "1a2b3c4d", places: ["shop (.env)", "mail (.env)"] },
]);
