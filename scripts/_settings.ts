import type { ServiceEntry } from "./_services.ts";
import type { ProjectOptions } from "../src/gather/project.ts";
import type { FormatName } from "../src/report/format.ts";

/** What was asked for, after flags and `keysplit.json` are put together. Flags win. */
export interface Settings extends ProjectOptions {
  readonly format: FormatName;
  readonly output?: string;
  readonly config?: string;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly noColor: boolean;
  readonly passwordStdin: boolean;
  /** Absolute. */
  readonly wordlists: readonly string[];
  readonly runTests: boolean;
  /** Ids of rules, or `all`. */
  readonly prove: readonly string[];
  readonly count: number;
  readonly for?: string;
  readonly bytes?: number;
  readonly length?: number;
  /** Ids of dialects, or what they begin with. */
  readonly loader: readonly string[];
  readonly loaders: "detected" | "all";
  readonly explain: boolean;
  /** A file, or `-`; the text itself for `error`. Absolute. */
  readonly log?: string;
  readonly error?: string;
  readonly http?: string;
  readonly environment?: string;
  /** `FORMAT=FILE`, the file absolute. */
  readonly reports: readonly string[];
  /** Absolute. */
  readonly saveFacts?: string;
  /** Files, or folders of them; absolute. */
  readonly loadFacts: readonly string[];
  /** Those of a fleet; only `keysplit.json` names them. */
  readonly services: readonly ServiceEntry[];
  /** How many of them are judged at once. */
  readonly jobs?: number;
  readonly open: boolean;
  readonly reproducible: boolean;
  /** Ids of items. */
  readonly acceptUnknown: readonly string[];
  readonly by?: string;
  readonly note?: string;
  readonly reason?: string;
  readonly until?: string;
  readonly undo: boolean;
  readonly forget: boolean;
}

/** The name of a setting; the flag is the option's own. */
export type SettingName = keyof Settings;

/** What holds where neither a flag nor `keysplit.json` says otherwise. */
export const DEFAULTS: Settings = {
  format: "text",
  envFiles: [],
  envFilesFrom: "configuration",
  policy: "separation",
  yes: false,
  dryRun: false,
  quiet: false,
  noColor: false,
  headers: [],
  insecureHttp: false,
  passwordStdin: false,
  wordlists: [],
  runTests: false,
  prove: [],
  timeout: 60,
  keyFiles: [],
  count: 1,
  loader: [],
  loaders: "detected",
  explain: false,
  reports: [],
  loadFacts: [],
  services: [],
  open: false,
  reproducible: false,
  acceptUnknown: [],
  undo: false,
  forget: false,
};
