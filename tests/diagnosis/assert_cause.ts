import { assert } from "@std/assert";
import { diagnose, type Names, type Seen } from "../../src/diagnosis/mod.ts";

const NAMES: Names = { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" };

/**
 * Compares the first cause.
 *
 * @param causes those that are right, with `|` between them; `none` where nothing may be recognised
 * @throws {AssertionError} when it is another one
 */
export function assertCause(seen: Seen, causes: string, names: Names = NAMES): void {
  const found = diagnose(seen, names).map(({ symptom }) => symptom.cause);
  assert(causes.split("|").includes(found[0] ?? "none"), `${found.join(" ")}, and not ${causes}`);
}
