/**
 * The table of proofs: every real backend, right and broken in one way each, by `login --prove all` as a person
 * calls it. Never more than two applications at once, and each test ends with one comparison, which shows the rows
 * that differ. `enough` of a backend is what stands in for the rest without KEYSPLIT_LONG=1.
 */
import { assertEquals } from "@std/assert";
import { LONG } from "../is_long.ts";
import { serveApplication } from "../applications/mod.ts";
import { goodKey } from "../scripts/env_folder.ts";
import { makePerson } from "../scripts/run_script.ts";
import { PROOF_BACKENDS, type ProofBackend } from "./proofs/backends.ts";
import { AFTER_UPGRADE, RIGHT, RUNNING, type Variant, VARIANTS } from "./proofs/rows.ts";
import {
  credentialsOf,
  type Differing,
  differing,
  edit,
  environmentOf,
  makeCopy,
  proveAll,
} from "./proofs/run.ts";

const AT_ONCE = 2;

for (const backend of PROOF_BACKENDS) {
  test(backend, "the table", async (venv) => {
    const variants = variantsOf(backend);
    const seen: Record<string, Differing> = {};
    const left = [...variants];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let variant = left.shift(); variant !== undefined; variant = left.shift()) {
        const edits = backend.variants[variant]?.edits ?? [];
        using copy = await makeCopy(backend, { venv, edits });
        using person = makePerson();
        seen[variant] = await proveAll(person, backend, { copy });
      }
    }));
    assertEquals(seen, Object.fromEntries(variants.map((variant) => [variant, expected(backend, variant)])));
  });
}

for (const backend of PROOF_BACKENDS.filter(({ runsTwice }) => runsTwice)) {
  test(backend, "two instances that run already", async (venv) => {
    using copy = await makeCopy(backend, { venv });
    using person = makePerson();
    const between = (one: string, other: string) =>
      proveAll(person, backend, { copy, flags: ["--base-url", one, "--instance", other] });
    const seen: Record<string, Differing> = {};

    await using first = await serveApplication(copy);
    {
      await using second = await serveApplication(copy);
      seen["both run with the key of the file"] = await between(first.baseUrl, second.baseUrl);
      edit(copy, { path: ".env", from: copy.jwtKey ?? "", to: goodKey() });
      seen["neither was restarted"] = await between(first.baseUrl, second.baseUrl);
    }
    await using second = await serveApplication(copy);
    seen["the first was not restarted"] = await between(first.baseUrl, second.baseUrl);
    seen["the second was not restarted"] = await between(second.baseUrl, first.baseUrl);
    assertEquals(
      seen,
      Object.fromEntries(
        Object.entries(RUNNING).map(([state, row]) => [state, differing({ ...RIGHT, ...row })]),
      ),
    );
  });
}

for (const backend of PROOF_BACKENDS.filter(({ acceptsKey }) => acceptsKey !== undefined)) {
  test(backend, "what an upgrade replaced", async (venv) => {
    const seen: Record<string, Differing> = {};
    for (const [state, row] of Object.entries(AFTER_UPGRADE)) {
      using copy = await makeCopy(backend, { venv, keys: "placeholder" });
      const keeps = row["old-token-refused"] === "fail";
      for (const one of keeps ? backend.acceptsKey?.(copy.jwtKey ?? "") ?? [] : []) edit(copy, one);
      using person = makePerson();
      await person.run("upgrade", [copy.folder, "--yes"], { environment: credentialsOf(backend, copy) });
      seen[state] = await proveAll(person, backend, { copy });
    }
    assertEquals(
      seen,
      Object.fromEntries(
        Object.entries(AFTER_UPGRADE).map(([state, row]) => [
          state,
          differing({ ...RIGHT, ...backend.lacks, ...row }),
        ]),
      ),
    );
  });
}

function variantsOf({ variants, enough }: ProofBackend): readonly Variant[] {
  const all = Object.keys(variants) as readonly Variant[];
  return enough === undefined || LONG ? all : enough;
}

function expected({ lacks, variants }: ProofBackend, variant: Variant): Differing {
  return differing({ ...RIGHT, ...lacks, ...VARIANTS[variant], ...variants[variant]?.differs });
}

function test(
  backend: ProofBackend,
  what: string,
  body: (venv: NonNullable<Awaited<ReturnType<typeof environmentOf>>>) => Promise<void>,
): void {
  Deno.test(`login proves ${what}: ${backend.title}`, async () => {
    const venv = await environmentOf(backend);
    if (venv !== null) await body(venv);
  });
}
