/**
 * Draws a million keys as `generate` draws them and asks whether any of them is called weak. The last line is
 * `N passed, N failed`; the exit code is 1 where one failed. Needs no permission.
 */
import { measure } from "../../src/strength.ts";

const KEYS = 1_000_000;
const BYTES = 64;

function main(): number {
  let failed = 0;
  const kinds = new Map<string, number>();
  for (let i = 0; i < KEYS; i++) {
    const random = crypto.getRandomValues(new Uint8Array(BYTES));
    const key = new TextEncoder().encode(random.toBase64({ alphabet: "base64url", omitPadding: true }));
    const { weakness } = measure(key);
    if (weakness === null) continue;
    failed++;
    kinds.set(weakness.kind, (kinds.get(weakness.kind) ?? 0) + 1);
  }
  for (const [kind, count] of kinds) console.log(`${count} called ${kind}`);
  console.log(`${KEYS - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(main());
