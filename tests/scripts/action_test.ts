import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { parse } from "yaml";
import { FEWER, FLAGS } from "../../scripts/_permissions.ts";
import { ITEMS } from "../../src/checklist/items.ts";
import { goodKey, makeEnvFolder } from "./env_folder.ts";
import { CHECKOUT, makePerson, type Person } from "./run_script.ts";

const ACTION = join(CHECKOUT, ".github/actions/checklist/action.yml");

interface Step {
  readonly name: string;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string; readonly description: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

Deno.test("action.yml judges a service offline: a summary, annotations, SARIF from the top of the checkout, an exit code", async () => {
  using person = makePerson();
  using checkout = makeEnvFolder({ "services/shop/.env": `SECRET_KEY=${goodKey()}\n` });
  const { code, stdout, stderr, summary, output } = await runAction(person, checkout.path, {
    inputs: { project: "services/shop", environment: "staging" },
  });
  assertEquals(code, 1, stderr);
  assertEquals(output.get("readiness"), "not-ready");
  assertStringIncludes(summary, "key in every env file");
  assertStringIncludes(stdout, "::error file=services/shop/.env,");
  const sarif = JSON.parse(Deno.readTextFileSync(output.get("sarif") ?? ""));
  const uris: string[] = sarif.runs[0].results.flatMap((
    result: {
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
    },
  ) => result.locations.map(({ physicalLocation }) => physicalLocation.artifactLocation.uri));
  assert(uris.length > 0);
  for (const uri of uris) assert(uri.startsWith("services/shop/"), uri);
  assertStringIncludes(Deno.readTextFileSync(output.get("html") ?? ""), "<h1");
});

Deno.test("action.yml makes a key where a fork or Dependabot has no secrets, masks it and starts nothing", async () => {
  using person = makePerson();
  const touched = join(person.home, "started");
  using checkout = makeEnvFolder({
    "app.py": 'import os\nos.environ["JWT_SECRET_KEY"]\n',
    "keysplit.json": JSON.stringify({ check: `touch ${touched}` }),
  });
  const inputs = { run: "true", "accept-unknown": "team-notified, login-works\ntests-pass" };
  const { code, stdout, stderr, output } = await runAction(person, checkout.path, {
    inputs,
    noSecrets: true,
    environment: { JWT_SECRET_KEY: "", SECRET_KEY: "" },
  });
  assertEquals([code, output.get("readiness")], [3, "not-known"], stderr);
  assertStringIncludes(stdout, "::add-mask::");
  assertStringIncludes(stdout, "No secrets here");
  assertEquals(exists(touched), false);
  const report = JSON.parse(
    Deno.readTextFileSync(join(dirname(output.get("sarif") ?? ""), "checklist.json")),
  );
  const items: readonly { id: string; outcome: string; accepted?: true }[] = report.items;
  assertEquals(items.find(({ id }) => id === "key-in-every-env-file")?.outcome, "pass");
  assertEquals(items.find(({ id }) => id === "login-works")?.accepted, true);
});

Deno.test("action.yml judges saved facts of many, and takes no word of an input for a command", async () => {
  using person = makePerson();
  using checkout = makeEnvFolder({ "a/.env": `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${goodKey()}\n` });
  const saved = await runAction(person, checkout.path, {
    inputs: { project: "a", "save-facts": "facts/a facts.json" },
  });
  assertEquals(saved.code, 3, saved.stderr);
  const judged = await runAction(person, checkout.path, {
    inputs: { "load-facts": "facts/a facts.json\n", environment: "$(touch x);`touch x`" },
  });
  assertEquals(judged.code, 2);
  assertStringIncludes(judged.stderr, "--environment is a name");
  const fleet = await runAction(person, checkout.path, {
    inputs: { "load-facts": "facts\n" },
  });
  assertEquals(fleet.code, 3, fleet.stderr);
  assertStringIncludes(fleet.summary, "1 service");
  assertEquals(exists(join(checkout.path, "x")), false);
});

Deno.test("action.yml grants what the tasks grant and a place for its reports, and writes no input into its script", () => {
  const { runs, inputs } = action();
  for (const { run } of runs.steps) assert(!run?.includes("${{"), "an input is a part of a script");
  const script = runs.steps.map(({ run }) => run ?? "").join("\n");
  for (const flag of [...FLAGS.checklist, ...FEWER["checklist:offline"].flags]) {
    assert(script.includes(flag), flag);
  }
  const ci = Deno.readTextFileSync(join(CHECKOUT, "docs/ci.md"));
  for (const name of Object.keys(inputs)) assertStringIncludes(ci, `| \`${name}\` |`);
  const blocks = [...ci.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = ""]) => parse(block));
  assert(blocks.length >= 3);
  const used = blocks.flatMap(stepsIn).filter(({ uses }) => uses?.includes("/.github/actions/checklist@"));
  assert(used.length >= 3);
  for (const step of used) {
    for (const name of Object.keys(step.with ?? {})) assert(name in inputs, `there is no input ${name}`);
  }
  const items = used.flatMap((step) => step.with?.["accept-unknown"]?.split(/[\s,]+/) ?? []);
  for (const item of items) assert(ITEMS.some(({ id }) => id === item), `there is no item ${item}`);
});

function action(): Action {
  return parse(Deno.readTextFileSync(ACTION)) as Action;
}

interface UsedStep {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

/** Every step below a value of a workflow. */
function stepsIn(value: unknown): readonly UsedStep[] {
  if (typeof value !== "object" || value === null) return [];
  return "uses" in value ? [value as UsedStep] : Object.values(value).flatMap(stepsIn);
}

interface ActionRun {
  readonly inputs: Readonly<Record<string, string>>;
  readonly noSecrets?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the steps of the action that are scripts as a runner does: inputs filled in, files for summary and outputs. */
async function runAction(
  person: Person,
  workspace: string,
  { inputs, noSecrets = false, environment = {} }: ActionRun,
) {
  const { runs, inputs: declared } = action();
  const [summary, output, runner] = ["summary.md", "output", "runner"].map((name) =>
    join(Deno.makeTempDirSync({ dir: person.temporary }), name)
  ) as [string, string, string];
  for (const file of [summary, output]) Deno.writeTextFileSync(file, "");
  Deno.mkdirSync(runner);
  const filled = (value: string) =>
    value.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
      if (expression === "github.action_path") return dirname(ACTION);
      const name = /^inputs\.([\w-]+)$/.exec(expression)?.[1];
      if (name !== undefined) return inputs[name] ?? declared[name]?.default ?? unknown(expression);
      return expression.includes("fork == true") ? String(noSecrets) : unknown(expression);
    });
  const told = { code: 0, stdout: "", stderr: "" };
  for (const step of runs.steps) {
    if (step.run === undefined) continue;
    assertEquals(step.shell, "bash");
    const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]);
    // As a runner calls its bash.
    const ended = await new Deno.Command("bash", {
      args: ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run],
      cwd: workspace,
      clearEnv: true,
      env: {
        ...person.environment,
        PATH: `${dirname(Deno.execPath())}:${person.environment.PATH}`,
        GITHUB_ACTIONS: "true",
        GITHUB_WORKSPACE: workspace,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_OUTPUT: output,
        RUNNER_TEMP: runner,
        ...environment,
        ...Object.fromEntries(env),
      },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    told.code = ended.code;
    told.stdout += text(ended.stdout);
    told.stderr += text(ended.stderr);
    if (!ended.success) break;
  }
  return {
    ...told,
    summary: Deno.readTextFileSync(summary),
    output: new Map(
      Deno.readTextFileSync(output).trim().split("\n").map((line) => line.split("=") as [string, string]),
    ),
  };
}

function unknown(expression: string): never {
  throw new Error(`A runner would have to know ${expression}`);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
