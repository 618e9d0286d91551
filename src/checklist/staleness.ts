import type { Attestation } from "./item.ts";

/** What an attestation is bound to, as it is now. */
export interface Digests {
  /** Of the files, 64 hex digits. */
  readonly files: string;
  /** The JWT key's fingerprint, 8 hex digits; null where it is too weak to have one. */
  readonly key: string | null;
}

/** Why what somebody said does not count any more; null while it does. Dates are ISO dates. */
export function stalenessOf(
  { files, key, until }: Pick<Attestation, "files" | "key" | "until">,
  { now, today }: { readonly now: Digests; readonly today: string },
): string | null {
  if (key !== now.key) {
    return now.key === null ? "no strong key is here to hold it against" : "the key is another one since";
  }
  if (files !== now.files) return "the files have changed since";
  return until !== undefined && until < today ? `that counted until ${until}` : null;
}
