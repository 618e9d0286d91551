/**
 * Whether tests are left out because something they need is not on this machine. Says so once; where
 * KEYSPLIT_REQUIRE_BACKENDS is 1, as in CI, nothing may be left out.
 *
 * @param what a noun: `Django 6.1`
 * @param missing why it is not there, as half a sentence; null where it is
 * @throws {Error} when it is missing and KEYSPLIT_REQUIRE_BACKENDS is 1
 */
export function isLeftOut(what: string, missing: string | null): boolean {
  if (missing === null) return false;
  if (Deno.env.get("KEYSPLIT_REQUIRE_BACKENDS") === "1") {
    throw new Error(`Cannot test with ${what}: ${missing}`);
  }
  console.warn(`Tests with ${what} are left out: ${missing}`);
  return true;
}
