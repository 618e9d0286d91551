import type { CiKind, DescriptorKind } from "../../rules/facts.ts";
import type { YamlNode } from "../read_yaml.ts";

/** One variable that a place hands to what it starts. */
export interface Handed {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  /** Where that is another file than the place's own. */
  readonly path?: string;
  readonly value: HandedValue;
}

/**
 * What a variable is given: a text that is written there, one that counts where nothing is set, what a store of
 * secrets holds, or what the surroundings have. A text may be a key: it is measured and goes no further.
 */
export type HandedValue =
  | { readonly kind: "text"; readonly text: string; readonly encoding?: "base64" }
  | { readonly kind: "default"; readonly text: string }
  | { readonly kind: "secret" }
  | { readonly kind: "surroundings" };

/** An env file that a place names. */
export interface HandedFile {
  /** As it is written. */
  readonly file: string;
  readonly line: number;
  /** Whether the path is relative to the folder of the place's file, or to where something is started. */
  readonly from: "file" | "anywhere";
}

/** What one place of a file hands to what it starts. */
export interface Place<Kind extends string = DescriptorKind | CiKind> {
  /** Relative to the root. */
  readonly path: string;
  /** Where it begins, 1-based. */
  readonly line: number;
  readonly kind: Kind;
  readonly name: string;
  readonly role: PlaceRole;
  readonly variables: readonly Handed[];
  readonly files: readonly HandedFile[];
  /** Objects that hand over all that they hold and are not in the text: the Secret of another repository. */
  readonly stores: readonly string[];
  /** What it runs and where, for telling whose place it is: an image, a command, a folder. */
  readonly runs: readonly string[];
  /** What makes its code: an image, or what one is built from; absent where nothing tells. */
  readonly image?: string;
  /** Of CI: whether it runs for pull requests, which get no secrets from a fork. */
  readonly runsForPullRequests?: true;
}

/** The documents of a file, with its path relative to the root. */
export interface DocumentsAt {
  readonly path: string;
  readonly documents: readonly YamlNode[];
}

/** What a place is for. */
export type PlaceRole = "application" | "worker" | "cron" | "job" | "build";

/** No person hands over more, and a stranger's file could keep the rest busy. */
export const MOST_HANDED = 1000;
/** Places of one file. */
export const MOST_PLACES = 500;

const CRON = /(?:^|[^a-z])(?:cron(?:job)?s?|schedul\w*|beat)(?:[^a-z]|$)/i;
const WORKER =
  /(?:^|[^a-z])(?:workers?|celery|rq|huey|dramatiq|arq|sidekiq|bull(?:mq)?|queues?|consumers?|flower|tasks?)(?:[^a-z]|$)/i;

/** What a place is for, as far as its name and its command tell. */
export function roleOf(words: readonly string[]): PlaceRole {
  const all = words.join(" ").slice(0, 4096);
  return CRON.test(all) ? "cron" : WORKER.test(all) ? "worker" : "application";
}

/** What a value of a `${…}` template is where Compose or a shell fills it in. */
export function templated(text: string): HandedValue {
  const whole = /^\$(?:\{(\w+)(?:(:?[-?+=])([^]*))?\}|\w+|\(.*\))$/.exec(text);
  if (whole === null) return /\$\{\w+:?-/.test(text) ? { kind: "surroundings" } : { kind: "text", text };
  const [, , operator = "", rest = ""] = whole;
  if (!operator.endsWith("-") && !operator.endsWith("=")) return { kind: "surroundings" };
  const inner = /^\$\{?\w/.test(rest)
    ? templated(rest)
    : rest === ""
    ? null
    : { kind: "text" as const, text: rest };
  return inner === null || inner.kind !== "text"
    ? inner ?? { kind: "surroundings" }
    : { kind: "default", text: inner.text };
}

/** Whether a text only says what is to be filled in: `<key>`, `{{ key }}`, `__KEY__`, `%(key)s`, `$KEY`. */
export function isToBeFilledIn(text: string): boolean {
  return /^\s*(?:<[^>]*>|\{\{.*\}\}|__\w+__|%\(.*\)s|%%?[A-Za-z_]+%%?|@\w+@|\$\{?\w+\}?|\$\(.*\)|\$\{\{.*\}\})\s*$/
    .test(text);
}
