import { fromFileUrl } from "@std/path";
import { KEY } from "./documents.ts";
import type { Disagreement } from "./differ.ts";
import type { Answer } from "./loaders/loader.ts";

/** A document on which a dialect once disagreed with its loader, in the shape of the corpus. */
export interface FoundRow {
  readonly id: string;
  readonly key: string;
  readonly input_base64: string;
  readonly results: Readonly<Record<string, Answer>>;
}

const FILE = fromFileUrl(new URL("../fixtures/dialects/found.json", import.meta.url));
/** Of one loader in one run; the shortest documents tell the most. */
const MOST = 20;

/** All disagreements that were ever found. */
export function readFound(): readonly FoundRow[] {
  return JSON.parse(Deno.readTextFileSync(FILE));
}

/** Keeps the shortest of these disagreements of one loader for ever; answers with how many are new. */
export async function keepFound(loader: string, disagreements: readonly Disagreement[]): Promise<number> {
  const rows = new Map(readFound().map((row) => [row.input_base64, row]));
  const before = JSON.stringify([...rows.values()]);
  const shortest = disagreements.toSorted((a, b) => a.document.length - b.document.length).slice(0, MOST);
  for (const { document, answer } of shortest) {
    const input = document.toBase64();
    const known = rows.get(input);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", document.slice())).toHex().slice(
      0,
      12,
    );
    rows.set(input, {
      id: `found-${digest}`,
      key: KEY,
      input_base64: input,
      // What an error said differs from machine to machine.
      results: { ...known?.results, [loader]: "error" in answer ? { error: "refused" } : answer },
    });
  }
  const after = [...rows.values()];
  if (JSON.stringify(after) !== before) Deno.writeTextFileSync(FILE, JSON.stringify(after, null, 1) + "\n");
  return shortest.length;
}
