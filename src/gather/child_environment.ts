import type { Host } from "../io/host.ts";

/** Keysplit's own variables: credentials, and where the task was called from. */
const OWN = /^(KEYSPLIT_|INIT_CWD$|DENO_NO_PROMPT$)/;

/**
 * The environment of a child: ours without Keysplit's own variables, so that no credential reaches it.
 * Python is told to write no bytecode, so that a check changes nothing in the project.
 */
export function childEnvironment(
  { environment }: Pick<Host, "environment">,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const inherited = Object.entries(environment.all()).filter(([name]) => !OWN.test(name));
  return { ...Object.fromEntries(inherited), PYTHONDONTWRITEBYTECODE: "1", ...more };
}
