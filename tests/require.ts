/** Says that tests are left out, and why; the reason is half a sentence. */
export function leaveOut(what: string, reason: string): void {
  console.warn(`Tests with ${what} are left out: ${reason}`);
}

/**
 * The same, except where KEYSPLIT_REQUIRE_BACKENDS is 1, as in CI: nothing that is needed may be missing there.
 *
 * @throws {Error} when KEYSPLIT_REQUIRE_BACKENDS is 1
 */
export function leaveOutUnlessRequired(what: string, reason: string): void {
  if (Deno.env.get("KEYSPLIT_REQUIRE_BACKENDS") === "1") {
    throw new Error(`Cannot test with ${what}: ${reason}`);
  }
  leaveOut(what, reason);
}
