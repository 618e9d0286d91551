import { KeysplitError } from "../errors.ts";
import type { Attestation, Waiver } from "./item.ts";

/** The file of a project that holds what people said of its items. */
export const STATEMENTS_FILE = "keysplit.attestations.json";

/** What people said: the last word on an item counts. */
export interface Statements {
  readonly attestations: readonly Attestation[];
  readonly waivers: readonly Waiver[];
}

/** Where nobody said anything. */
export const NO_STATEMENTS: Statements = { attestations: [], waivers: [] };

const TEXT = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,500}$/u;
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const FILES = /^[0-9a-f]{64}$/;
const KEY = /^[0-9a-f]{8}$/;

/** Whether a text is a date as the file has it, and one that there is. */
export function isDate(text: string): boolean {
  return DATE.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

/** Whether somebody's name, a note or a reason can be kept: one line of up to 500 characters. */
export function isLine(text: string): boolean {
  return TEXT.test(text) && text.trim() !== "";
}

/**
 * Reads the file of statements.
 *
 * @throws {KeysplitError} `configuration` where it is not what Keysplit writes
 */
export function parseStatements(text: string): Statements {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notStatements("is no JSON");
  }
  if (!isRecord(value)) throw notStatements("holds no object");
  const strange = Object.keys(value).find((name) => !["$comment", "attestations", "waivers"].includes(name));
  if (strange !== undefined) throw notStatements("has a part that is not known");
  return {
    attestations: listOf(value.attestations, "attestations").map(attestationOf),
    waivers: listOf(value.waivers, "waivers").map(waiverOf),
  };
}

/** The file's text, one statement a line of changes: made to be reviewed. */
export function printStatements({ attestations, waivers }: Statements): string {
  const $comment = "What people said of the items of `deno task checklist`. Write it by its commands.";
  return JSON.stringify({ $comment, attestations, waivers }, null, 2) + "\n";
}

function attestationOf(value: unknown): Attestation {
  const { item, by, note, on, until, files, key } = fieldsOf(value);
  if (!isText(item) || !isText(by) || !isText(note)) {
    throw notStatements("has an attestation without item, by or note");
  }
  if (!isDay(on) || (until !== undefined && !isDay(until))) throw notStatements("has a date that is none");
  if (typeof files !== "string" || !FILES.test(files)) {
    throw notStatements("has an attestation without a digest");
  }
  if (key !== null && (typeof key !== "string" || !KEY.test(key))) {
    throw notStatements("has an attestation without a fingerprint");
  }
  return { item, by, note, on, ...(until === undefined ? {} : { until }), files, key };
}

function waiverOf(value: unknown): Waiver {
  const { item, by, reason, on, until } = fieldsOf(value);
  if (!isText(item) || !isText(by) || !isText(reason)) {
    throw notStatements("has a waiver without item, by or reason");
  }
  if (!isDay(on) || !isDay(until)) throw notStatements("has a waiver without a date at which it ends");
  return { item, by, reason, on, until };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && isLine(value);
}

function isDay(value: unknown): value is string {
  return typeof value === "string" && isDate(value);
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw notStatements(`has no list of ${name}`);
  return value;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw notStatements("has a statement that is no object");
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The error for a file of statements that is none; `what` goes on after its name. */
export function notStatements(what: string): KeysplitError {
  return new KeysplitError("configuration", `${STATEMENTS_FILE} ${what}`, {
    next: ["take it back to what git has, or remove it and attest again"],
  });
}
