import type { Policy } from "../policy.ts";
import type { Facts, LoaderFact, ReadingFact } from "../rules/facts.ts";
import { jwtReaders, loadedFiles } from "../rules/loaded_files.ts";
import { wrap } from "./wrap.ts";

/** What one loader reads of one variable in one file, as it may be shown: no part of a value. */
export interface LoaderRow {
  readonly path: string;
  readonly loader: string;
  readonly title: string;
  readonly variable: string;
  /** How long the value is, as far as the policy tells. */
  readonly length: "none" | "empty" | "too short" | "long enough" | "not known";
  /** 8 hex digits, which only a key has that is not easy to guess. */
  readonly fingerprint: string | null;
  /** The line that won: 1-based. */
  readonly line: number | null;
  readonly why: string;
  /** Where the project shows that it uses the loader. */
  readonly seen: { readonly path: string; readonly line: number } | null;
}

/** The table of loaders and keys. */
export function loaderRows(facts: Facts, policy: Policy): readonly LoaderRow[] {
  const { jwt, session } = facts.names;
  return loadedFiles(facts).flatMap(({ path, loaders }) =>
    loaders.flatMap((loader) => [
      ...rowOf({ path, loader, variable: jwt, reading: loader.jwt }, policy),
      ...(session === null || session === jwt
        ? []
        : rowOf({ path, loader, variable: session, reading: loader.session }, policy)),
    ])
  );
}

/** The same for a terminal: a block for each file and variable, in it each loader by the name that `--loader` takes. */
export function loaderTable(facts: Facts, policy: Policy): string {
  const rows = loaderRows(facts, policy);
  if (rows.length === 0) return `${nothingKnown(facts)}\n`;
  const blocks = Map.groupBy(rows, ({ path, variable }) => `${path}  ${variable}`);
  const width = Math.max(...rows.map(({ loader }) => loader.length));
  const tables = [...blocks].map(([head, rows]) =>
    [head, ...rows.map((row) => lineOf(row, width))].join("\n")
  );
  return [...tables, ...usesOf(rows, width)].join("\n\n") + "\n";
}

/** Where the project shows that it uses the loaders; no block where they were named. */
function usesOf(rows: readonly LoaderRow[], width: number): readonly string[] {
  const seen = new Map(rows.flatMap(({ loader, seen }) => seen === null ? [] : [[loader, seen] as const]));
  if (seen.size === 0) return [];
  const lines = [...seen].map(([loader, { path, line }]) => `  ${loader.padEnd(width)}  ${path}:${line}`);
  return [["Where they are used", ...lines].join("\n")];
}

function lineOf({ loader, length, fingerprint, line, why }: LoaderRow, width: number): string {
  const prefix = `  ${loader.padEnd(width)}  ${length.padEnd("long enough".length)}  ${
    (fingerprint ?? "–").padEnd(8)
  }  `;
  return wrap(prefix, line === null ? why : `line ${line}, ${why}`);
}

function nothingKnown(facts: Facts): string {
  if (loadedFiles(facts).length === 0) return "There is no env file that a loader could read.";
  return loadedFiles(facts).flatMap(jwtReaders).length === 0
    ? "No loader of this project was recognised: name one by --loader, or take --loaders all."
    : "";
}

function rowOf(
  { path, loader, variable, reading }: {
    readonly path: string;
    readonly loader: LoaderFact;
    readonly variable: string;
    readonly reading: ReadingFact | null;
  },
  policy: Policy,
): readonly LoaderRow[] {
  if (reading === null) return [];
  return [{
    path,
    loader: loader.dialect,
    title: loader.title,
    variable,
    length: lengthOf(reading, policy),
    fingerprint: reading.key?.fingerprint ?? null,
    line: reading.line,
    why: reading.why,
    seen: loader.seen,
  }];
}

function lengthOf({ outcome, key }: ReadingFact, policy: Policy): LoaderRow["length"] {
  if (outcome === "unpredictable") return "not known";
  if (key === null) return "none";
  if (key.characters === 0) return "empty";
  const enough = key.characters >= policy.minCharacters && key.bytes >= policy.minBytes.HS256;
  return enough ? "long enough" : "too short";
}
