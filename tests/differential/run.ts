/**
 * Asks the real loaders about random documents and compares with what their dialects foretell:
 *
 *     run.ts [--quick] [--seed NUMBER] [--only NAME]
 *
 * Loaders that can be installed are, under `.test-tools/loaders`. The last line is `N passed, N failed`, a loader
 * each; disagreements go to `tests/fixtures/dialects/found.json`, where a test holds them for ever.
 */
import { parseArgs } from "@std/cli/parse-args";
import { dialectFor, differ } from "./differ.ts";
import { sampleDocuments } from "./documents.ts";
import { sampleIniDocuments } from "./ini_documents.ts";
import { keepFound } from "./found.ts";
import { COMMANDS } from "./loaders/commands.ts";
import { COMPILED } from "./loaders/compiled.ts";
import type { Loader } from "./loaders/loader.ts";
import { NODE_LOADERS } from "./loaders/node.ts";
import { PYTHON_LOADERS } from "./loaders/python.ts";
import { SCRIPTING } from "./loaders/scripting.ts";
import { SHELLS } from "./loaders/shell.ts";
import { SYSTEMD } from "./loaders/systemd.ts";

const LOADERS: readonly Loader[] = [
  ...PYTHON_LOADERS,
  ...NODE_LOADERS,
  ...SHELLS,
  SYSTEMD,
  ...COMPILED,
  ...SCRIPTING,
  ...COMMANDS,
];

/** How many documents each loader reads, by how many one process of it reads. */
const COUNTS = { many: 5_000, one: 300 } as const;
const QUICK_COUNTS = { many: 500, one: 40 } as const;
const SEED = 20261121;
const SHOWN = 3;

type Verdict = "passed" | "failed" | "ignored";

async function main(args: readonly string[]): Promise<number> {
  const { quick, seed, only } = parseArgs([...args], { boolean: ["quick"], string: ["seed", "only"] });
  const wanted = typeof only === "string" ? only : "";
  const counts = quick ? QUICK_COUNTS : COUNTS;
  const documents = sampleDocuments(counts.many, Number(seed ?? SEED));
  const iniDocuments = sampleIniDocuments(counts.many, Number(seed ?? SEED));
  const verdicts: Verdict[] = [];
  console.log(row("loader", "documents", "agree", "disagree", "unpredictable"));
  for (const loader of LOADERS) {
    if (!loader.name.includes(wanted)) continue;
    const asked = loader.reads === "many ini" ? iniDocuments : documents.slice(0, counts[loader.reads]);
    verdicts.push(await compare(loader, asked));
  }
  const count = (verdict: Verdict) => verdicts.filter((each) => each === verdict).length;
  const ignored = count("ignored");
  console.log(
    `\n${count("passed")} passed, ${count("failed")} failed${ignored > 0 ? `, ${ignored} skipped` : ""}`,
  );
  return count("failed") > 0 ? 1 : 0;
}

async function compare(loader: Loader, documents: readonly Uint8Array[]): Promise<Verdict> {
  const dialect = dialectFor(loader.name);
  if (dialect === undefined) return leaveOut(loader, "no dialect stands for it");
  const ask = await loader.prepare();
  if ("missing" in ask) return leaveOut(loader, ask.missing);
  let difference;
  try {
    difference = await differ(dialect, ask, documents);
  } catch (error) {
    console.log(
      `${loader.name.padEnd(NAME_WIDTH)}  failed: ${error instanceof Error ? error.message : error}`,
    );
    return "failed";
  }
  const { disagreements, unpredictable } = difference;
  const agree = documents.length - disagreements.length;
  console.log(row(loader.name, documents.length, agree, disagreements.length, unpredictable));
  if (disagreements.length === 0) return "passed";
  for (const { document, answer, reading } of disagreements.slice(0, SHOWN)) {
    console.log(`  ${JSON.stringify(new TextDecoder("utf-8", { ignoreBOM: true }).decode(document))}`);
    console.log(`    loader   ${JSON.stringify(answer)}`);
    console.log(`    dialect  ${JSON.stringify(reading)}`);
  }
  console.log(`  ${await keepFound(loader.name, disagreements)} kept in tests/fixtures/dialects/found.json`);
  return "failed";
}

/** On a user's machine a loader may be missing; in CI none may. */
function leaveOut({ name }: Loader, reason: string): Verdict {
  console.log(`${name.padEnd(NAME_WIDTH)}  ignored: ${reason}`);
  return Deno.env.get("KEYSPLIT_REQUIRE_BACKENDS") === "1" ? "failed" : "ignored";
}

const NAME_WIDTH = 47;

function row(name: string, ...cells: readonly (string | number)[]): string {
  return `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => String(cell).padStart(14)).join("")}`;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
