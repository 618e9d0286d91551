import type { Edited } from "../_edits.ts";
import type { Topic } from "../explain.ts";
import type { FLAGS } from "../_permissions.ts";
import type { Stop } from "../_walk.ts";
import type { Confidence } from "../../src/diagnosis/confidence.ts";
import type { DescribedCause } from "../../src/diagnosis/describe.ts";
import { SYMPTOMS } from "../../src/diagnosis/mod.ts";
import type { Counts, Readiness, Scope, SharedKey, Timeline } from "../../src/checklist/checklist.ts";
import type { Attestation, ItemResult, Waiver } from "../../src/checklist/item.ts";
import { ITEMS } from "../../src/checklist/items.ts";
import type { ReleaseItem } from "../../src/checklist/release_items.ts";
import { ERROR_CODES, exitCodeOfError } from "../../src/report/exit_code.ts";
import { OUTCOMES, SCHEMA_VERSION } from "../../src/report/json.ts";
import type { LoaderRow } from "../../src/report/loader_table.ts";
import { DIALECTS, UNLISTED } from "../../src/env/mod.ts";
import { RULES } from "../../src/rules/mod.ts";
import type { Evidence, Finding, Outcome, Remedy, Severity } from "../../src/rules/rule.ts";
import { has, object, oneOf, orNull, reference, type Schema } from "./schema_parts.ts";

type CommandName = keyof typeof FLAGS;

const TEXT: Schema = { type: "string" };
const TEXTS: Schema = { type: "array", items: TEXT };
const LINE: Schema = { type: "integer", minimum: 1 };

const outcome = oneOf<Outcome>({ "pass": 1, "fail": 1, "unknown": 1, "not-applicable": 1 });
const severity = oneOf<Severity>({ "error": 1, "warning": 1, "advice": 1 });

const remedy = object<Remedy>({ text: TEXT, commands: TEXTS, code: TEXTS }, ["code"]);
const evidence = object<Evidence>({ path: TEXT, line: LINE, text: TEXT }, ["path", "line", "text"]);
const finding = object<Finding>({
  rule: { enum: RULES.map(({ id }) => id) },
  outcome,
  severity,
  message: { type: "string", minLength: 1 },
  evidence: { type: "array", items: reference("evidence") },
  remedy: reference("remedy"),
}, ["remedy"]);
const ITEM: Schema = { enum: ITEMS.map(({ id }) => id) };
const RULE: Schema = { enum: RULES.map(({ id }) => id) };
const COUNT: Schema = { type: "integer", minimum: 0 };
const DAY: Schema = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\d$" };
const DAY_OR_NULL = orNull(DAY);

const attestation = object<Attestation>({
  item: ITEM,
  by: TEXT,
  note: TEXT,
  on: DAY,
  until: DAY,
  files: { type: "string", pattern: "^[0-9a-f]{64}$" },
  key: { type: ["string", "null"], pattern: "^[0-9a-f]{8}$" },
}, ["until"]);
const waiver = object<Waiver>({ item: ITEM, by: TEXT, reason: TEXT, on: DAY, until: DAY });
const error = object({ code: { enum: ERROR_CODES }, message: TEXT, next: TEXTS });

const edits: Schema = {
  description: "What was written, or would be: the numbers of the lines as they are afterwards.",
  type: "array",
  items: object({ path: TEXT, lines: { type: "array", items: LINE } }),
};
const edited = { "written": 1, "declined": 1, "pending": 1, "nothing": 1 } as const satisfies Record<
  Edited | "nothing",
  1
>;

/** What is said of one service. */
const CHECKLIST = {
  readiness: oneOf<Readiness>({ "ready": 1, "not-ready": 1, "not-known": 1 }),
  counts: object<Counts>({
    ready: COUNT,
    notReady: COUNT,
    notKnown: COUNT,
    notApplicable: COUNT,
    waived: COUNT,
    warned: COUNT,
  }),
  scope: object<Scope>({
    name: TEXT,
    project: TEXT,
    folder: TEXT,
    recognised: { type: ["string", "null"] },
    commit: orNull(object<NonNullable<Scope["commit"]>>({ id: TEXT, clean: { type: "boolean" } })),
    environment: { type: ["string", "null"] },
    gathered: TEXT,
    loadedFrom: TEXT,
  }, ["folder", "gathered", "loadedFrom"]),
  items: {
    description: "Each item with its answer, in the order of the list.",
    type: "array",
    items: object<ItemResult>({
      id: ITEM,
      title: TEXT,
      outcome,
      severity,
      rules: { type: "array", items: RULE },
      decidedBy: orNull(RULE),
      message: TEXT,
      evidence: { type: "array", items: reference("evidence") },
      remedy: reference("remedy"),
      references: TEXTS,
      attestation: reference("attestation"),
      waiver: reference("waiver"),
      accepted: { const: true },
    }, ["remedy", "attestation", "waiver", "accepted"]),
  },
  timeline: orNull(
    object<Timeline>({ issued: DAY_OR_NULL, by: TEXT, graceUntil: DAY_OR_NULL, due: DAY_OR_NULL }),
  ),
  next: { type: "array", maxItems: 3, items: object({ what: TEXT, command: TEXT }) },
} as const satisfies Schema;

/** What a command adds, and which of it belongs together where it has judged. */
interface Extra {
  readonly properties: Schema;
  readonly required: readonly (readonly string[])[];
}

const EXTRAS: Readonly<Record<CommandName, Extra>> = {
  generate: { properties: { keys: { ...TEXTS, minItems: 1 } }, required: [["keys"]] },
  verify: {
    properties: {
      loaders: {
        description: "What each loader in use reads of each key in each env file; never a value.",
        type: "array",
        items: object<LoaderRow>({
          path: TEXT,
          loader: { enum: [...DIALECTS, ...UNLISTED].map(({ id }) => id) },
          title: TEXT,
          variable: TEXT,
          length: oneOf<LoaderRow["length"]>({
            "none": 1,
            "empty": 1,
            "too short": 1,
            "long enough": 1,
            "not known": 1,
          }),
          fingerprint: { type: ["string", "null"], pattern: "^[0-9a-f]{8}$" },
          line: { type: ["integer", "null"], minimum: 1 },
          why: TEXT,
          seen: { oneOf: [object({ path: TEXT, line: LINE }), { type: "null" }] },
        }),
      },
    },
    required: [["loaders"]],
  },
  append: {
    properties: { changed: oneOf(edited), edits },
    required: [["changed", "edits"]],
  },
  startup: { properties: {}, required: [] },
  login: { properties: {}, required: [] },
  upgrade: {
    properties: {
      changed: oneOf({ ...edited, restored: 1, undone: 1 }),
      edits,
      checklist: {
        type: "array",
        items: object<ReleaseItem>({ id: ITEM, title: TEXT, outcome, note: TEXT }),
      },
      reload: {
        description: "What makes a running server take the new key.",
        type: "array",
        items: object({ how: TEXT, note: TEXT }),
      },
      message: { description: "For the team.", type: "string" },
      stoppedAt: oneOf<Stop>({ "append": 1, "start": 1, "serve": 1, "log in": 1 }),
      undone: { type: "array", items: object({ path: TEXT, done: oneOf({ restored: 1, removed: 1 }) }) },
      forgotten: { type: "boolean" },
    },
    required: [
      ["changed", "edits", "checklist", "reload", "message"],
      ["changed", "undone"],
      ["forgotten"],
    ],
  },
  checklist: {
    properties: {
      ...CHECKLIST,
      services: {
        description: "Of a fleet: each service with its checklist; of one that could not be judged, why.",
        type: "array",
        items: object({ name: TEXT, ...CHECKLIST, error: reference("error") }, ["error"]),
      },
      sharedKeys: {
        description: "Keys that services or environments have in common, and must not.",
        type: "array",
        items: object<SharedKey>({
          fingerprint: { type: "string", pattern: "^[0-9a-f]{8}$" },
          places: { ...TEXTS, minItems: 2 },
        }),
      },
      attestation: reference("attestation"),
      waiver: reference("waiver"),
    },
    required: [
      ["counts", "scope", "items", "timeline", "next", "readiness"],
      ["services", "sharedKeys", "readiness"],
      ["attestation"],
      ["waiver"],
    ],
  },
  troubleshoot: {
    properties: {
      diagnoses: {
        description: "The causes, the root first; empty where nothing is wrong.",
        type: "array",
        items: object<DescribedCause>({
          cause: {
            enum: [...new Set([...SYMPTOMS.map(({ cause }) => cause), ...RULES.map(({ id }) => id)])],
          },
          title: TEXT,
          ours: { description: "Whether the JWT key, or the change to it, is to blame.", type: "boolean" },
          confidence: oneOf<Confidence>({ "certain": 1, "likely": 1, "possible": 1 }),
          rule: { enum: [null, ...RULES.map(({ id }) => id)] },
          evidence: { type: "array", items: reference("evidence") },
          why: TEXT,
          remedy: reference("remedy"),
          check: TEXTS,
          page: TEXT,
          explain: TEXT,
        }),
      },
    },
    required: [["diagnoses"]],
  },
  explain: {
    properties: {
      topics: {
        description: "All that has a page; of the one that was asked for, the page in Markdown.",
        type: "array",
        items: object<Topic & { page: string }>({
          id: TEXT,
          kind: oneOf<Topic["kind"]>({ "rule": 1, "symptom": 1 }),
          title: TEXT,
          page: TEXT,
        }, ["page"]),
      },
    },
    required: [["topics"]],
  },
};

/** The JSON Schema of the one object that `--format json` prints, whatever the exit code. */
export function reportSchema(): Schema {
  const commands = Object.keys(EXTRAS) as readonly CommandName[];
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "The report of a Keysplit command",
    type: "object",
    required: ["command"],
    properties: { command: { enum: commands } },
    allOf: [
      ...commands.map((name) => ({
        if: has("command", name),
        then: reference(name),
      })),
      ...OUTCOMES.map((outcome, exitCode) => ({
        if: has("exitCode", exitCode),
        then: { properties: { outcome: { const: outcome } } },
      })),
      // Findings alone lead to 0 and 1; every other exit has an error that says why.
      { if: { properties: { exitCode: { enum: [2, 3, 4, 5] } } }, then: { required: ["error"] } },
      { if: has("exitCode", 0), then: { not: { required: ["error"] } } },
      ...ERROR_CODES.map((code) => ({
        if: { required: ["error"], properties: { error: has("code", code) } },
        then: { properties: { exitCode: { const: exitCodeOfError(code) } } },
      })),
    ],
    definitions: {
      evidence,
      remedy,
      finding,
      attestation,
      waiver,
      error,
      ...Object.fromEntries(commands.map((name) => [name, commandSchema(name)])),
    },
  };
}

function commandSchema(name: CommandName): Schema {
  const { properties, required } = EXTRAS[name];
  const judged = { oneOf: required.map((names) => ({ required: names })) };
  return {
    ...object({
      schemaVersion: { const: SCHEMA_VERSION },
      tool: { const: "keysplit" },
      version: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+" },
      command: { const: name },
      project: name === "generate" || name === "explain"
        ? { type: "null" }
        : { description: "The absolute path of the project's folder.", type: ["string", "null"] },
      outcome: { enum: OUTCOMES },
      exitCode: { enum: OUTCOMES.map((_, exitCode) => exitCode) },
      findings: { type: "array", items: reference("finding") },
      ...properties,
      error: reference("error"),
    }, [...Object.keys(properties), "error"]),
    ...(required.length === 0 ? {} : { if: { not: { required: ["error"] } }, then: judged }),
  };
}
