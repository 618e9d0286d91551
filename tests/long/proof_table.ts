/**
 * The table of proofs: every real backend, right and broken in one way each, by `login --prove all` as a person
 * calls it. Two applications at a time, and each test ends with one comparison: the rows that differ are shown.
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { copyApplication } from "../applications/mod.ts";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import type { NodePackages } from "../backends/node_packages.ts";
import type { Venv } from "../backends/venvs.ts";
import type { Outcome } from "../../src/rules/rule.ts";
import { reportOf } from "../scripts/report.ts";
import { makePerson } from "../scripts/run_script.ts";
import type { Edit } from "./kindness.ts";
import { PROOF_BACKENDS, type ProofBackend } from "./proof_backends.ts";
import { RIGHT, type Row, type Variant, VARIANTS } from "./proof_rows.ts";

const AT_ONCE = 2;

type Differing = Readonly<Record<string, Outcome | "absent">>;

for (const backend of PROOF_BACKENDS) {
  const environment = backend.environment === "node"
    ? await requireNode()
    : await requireVenv(backend.environment);
  Deno.test({
    name: `login proves the table of ${backend.title}`,
    ignore: environment === null,
    async fn() {
      if (environment === null) return;
      const variants = variantsOf(backend);
      const seen: Record<string, Differing> = {};
      const left = [...variants];
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        for (let variant = left.shift(); variant !== undefined; variant = left.shift()) {
          seen[variant] = await proven(backend, environment, variant);
        }
      }));
      assertEquals(
        seen,
        Object.fromEntries(variants.map((variant) => [variant, expected(backend, variant)])),
      );
    },
  });
}

function variantsOf({ variants, enough }: ProofBackend): readonly Variant[] {
  const all = Object.keys(variants) as readonly Variant[];
  return enough === undefined || Deno.env.get("KEYSPLIT_LONG") === "1" ? all : enough;
}

function expected({ lacks, variants }: ProofBackend, variant: Variant): Differing {
  return differing({ ...RIGHT, ...lacks, ...VARIANTS[variant], ...variants[variant]?.differs });
}

/** In what a whole row differs from that of the right application; a rule that is not spoken of differs too. */
function differing(row: Row): Differing {
  const rules = Object.keys({ ...RIGHT, ...row });
  return Object.fromEntries(
    rules.filter((rule) => row[rule] !== RIGHT[rule]).map((rule) => [rule, row[rule] ?? "absent"]),
  );
}

/** What the command says of one application. */
async function proven(
  backend: ProofBackend,
  venv: Venv | NodePackages,
  variant: Variant,
): Promise<Differing> {
  using copy = await copyApplication(backend.application, { venv, keys: "good" });
  for (const one of [...backend.edits, ...backend.variants[variant]?.edits ?? []]) edit(copy.folder, one);
  using person = makePerson();
  const environment = {
    KEYSPLIT_USERNAME: backend.logsInByMail ? `${copy.user}@example.org` : copy.user,
    KEYSPLIT_PASSWORD: copy.password,
  };
  const outcome = await person.run("login", [copy.folder, "--prove", "all", "--format", "json"], {
    environment,
  });
  const { findings } = reportOf(outcome);
  if (Deno.env.get("SHOW")) {
    for (const { rule, outcome, message } of findings) {
      if (outcome !== RIGHT[rule]) {
        console.log(`${backend.title} | ${variant} | ${rule} ${outcome}: ${message}`);
      }
    }
  }
  return differing(Object.fromEntries(findings.map(({ rule, outcome }) => [rule, outcome])));
}

function edit(folder: string, { path, from, to }: Edit): void {
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
