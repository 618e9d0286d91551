/**
 * The keys that everybody can look up: printed in documentation, shipped as defaults, copied from tutorials.
 * The table holds them base64-encoded, so that secret scanners stay quiet about this repository.
 */
import table from "./known_keys.tsv" with { type: "text" };

/** A published key and where it was published. */
export interface KnownKey {
  readonly value: string;
  /** `document`, `docs`, `vendor`, `tutorial`, `llm`, `ci` or `pasted`. */
  readonly kind: string;
  readonly source: string;
}

/** All of them, in the order of the table. */
export const KNOWN_KEYS: readonly KnownKey[] = table.trimEnd().split("\n").slice(1).map((row) => {
  const [value = "", kind = "", source = ""] = row.split("\t");
  return { value: atob(value), kind, source };
});
