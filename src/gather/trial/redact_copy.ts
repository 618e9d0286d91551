import { dirname, join } from "@std/path";
import { createRedactor } from "../../report/redact.ts";
import type { Redact } from "../causes.ts";
import { asVariables } from "./give_key.ts";
import type { PathMap } from "./map_paths.ts";
import type { UnsafeValue } from "./unsafe_values.ts";

/**
 * What redacts the output of a copy. A report is the same at each run: it names files as they are called in the
 * project, not where the copy lay, and hides the short key, which is another each time.
 */
export function redactCopy(
  { from, to }: PathMap,
  { redact, values }: { readonly redact: Redact; readonly values: readonly UnsafeValue[] },
): Redact {
  const short = values.filter((one) => one.case === "short");
  const mask = createRedactor(
    short.flatMap(({ value }) => Object.values(asVariables({ name: "short", value }))),
  );
  const home = join(dirname(to), "home");
  return (text) => mask(redact(text.replaceAll(to, () => from).replaceAll(home, () => "~")));
}
