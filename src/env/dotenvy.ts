import type { Dialect, Reading } from "./dialect.ts";
import { firstOf } from "./pieces/assignment.ts";
import { type DotenvyUse, scanDotenvy } from "./pieces/scan_dotenvy.ts";

/** The first assignment wins, and one bad line refuses the file. */
export const DOTENVY: Dialect = dialect({
  id: "dotenvy",
  title: "dotenvy 0.15 (Rust)",
  loaders: ["dotenvy@0.15.7"],
}, "span lines");

/** The crate that dotenvy grew out of: no quote spans lines. */
export const DOTENV_RS: Dialect = dialect({
  id: "dotenv-rs",
  title: "dotenv 0.15 (Rust)",
  loaders: ["dotenv-rs@0.15.0"],
}, "end with the line");

function dialect(about: Pick<Dialect, "id" | "title" | "loaders">, quotes: DotenvyUse["quotes"]): Dialect {
  return {
    ...about,
    precedence: "process",
    read: (bytes, key, environment) => read(bytes, key, { quotes, references: "last", environment }),
  };
}

function read(bytes: Uint8Array, key: string, use: DotenvyUse): Reading {
  const { assignments, refused } = scanDotenvy(bytes, use);
  if (refused !== null) return { outcome: "error", reason: `Line ${refused} cannot be parsed` };
  return firstOf(assignments.filter((assignment) => assignment.key === key));
}
