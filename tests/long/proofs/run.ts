import { assert } from "@std/assert";
import { join } from "@std/path";
import type { Outcome } from "../../../src/rules/rule.ts";
import { type ApplicationCopy, copyApplication, type KeyState } from "../../applications/mod.ts";
import type { NodePackages } from "../../backends/node_packages.ts";
import { requireNode } from "../../backends/require_node.ts";
import { requireVenv } from "../../backends/require_venv.ts";
import type { Venv } from "../../backends/venvs.ts";
import { reportOf } from "../../scripts/report.ts";
import type { Person } from "../../scripts/run_script.ts";
import type { ProofBackend } from "./backends.ts";
import type { Edit } from "./kindness.ts";
import { RIGHT, type Row } from "./rows.ts";

/** What runs a backend; null where it is not to be had here. */
export function environmentOf({ environment }: ProofBackend): Promise<Venv | NodePackages | null> {
  return environment === "node" ? requireNode() : requireVenv(environment);
}

/** A copy of its application, with these edits beside its own. */
export async function makeCopy(
  backend: ProofBackend,
  { venv, edits = [], keys = "good" }: {
    readonly venv: Venv | NodePackages;
    readonly edits?: readonly Edit[];
    readonly keys?: KeyState;
  },
): Promise<ApplicationCopy> {
  const copy = await copyApplication(backend.application, { venv, keys });
  for (const one of [...backend.edits, ...edits]) edit(copy, one);
  return copy;
}

/** Changes one text of an application, which has to be there, or makes a file. */
export function edit({ folder }: ApplicationCopy, { path, from, to }: Edit): void {
  const file = join(folder, path);
  if (from === null) {
    Deno.writeTextFileSync(file, to, { createNew: true });
    return;
  }
  const before = Deno.readTextFileSync(file);
  const after = typeof from === "string" ? before.replaceAll(from, () => to) : before.replace(from, () => to);
  assert(after !== before, `${path} does not hold what is changed`);
  Deno.writeTextFileSync(file, after);
}

/** The variables that log in. */
export function credentialsOf({ logsInByMail }: ProofBackend, { user, password }: ApplicationCopy) {
  return { KEYSPLIT_USERNAME: logsInByMail ? `${user}@example.org` : user, KEYSPLIT_PASSWORD: password };
}

/** In what a row differs from that of the right application; `absent` where a rule is not spoken of. */
export type Differing = Readonly<Record<string, Outcome | "absent">>;

/** What `login --prove all` says. */
export async function proveAll(
  person: Person,
  backend: ProofBackend,
  { copy, flags = [] }: { readonly copy: ApplicationCopy; readonly flags?: readonly string[] },
): Promise<Differing> {
  const words = [copy.folder, "--prove", "all", ...flags, "--format", "json"];
  const outcome = await person.run("login", words, { environment: credentialsOf(backend, copy) });
  const { findings } = reportOf(outcome);
  return differing(Object.fromEntries(findings.map(({ rule, outcome }) => [rule, outcome])));
}

/** Leaves out what is as in the right application. */
export function differing(row: Row): Differing {
  const rules = Object.keys({ ...RIGHT, ...row }).filter((rule) => row[rule] !== RIGHT[rule]);
  return Object.fromEntries(rules.map((rule) => [rule, row[rule] ?? "absent"]));
}
