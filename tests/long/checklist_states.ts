/**
 * The whole checklist of real backends before the change, half-way and complete, as a person calls it. What differs
 * from run to run is replaced; everything else is pinned.
 */
import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import {
  type ApplicationCopy,
  type ApplicationName,
  copyApplication,
  type KeyState,
} from "../applications/mod.ts";
import type { NodePackages } from "../backends/node_packages.ts";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import type { Venv } from "../backends/venvs.ts";
import { FEWER } from "../../scripts/_permissions.ts";
import { normalise } from "../scripts/normalise.ts";
import { makePerson, type Person } from "../scripts/run_script.ts";
import { edit } from "./proofs/run.ts";

interface State {
  readonly name: "before the change" | "half-way" | "complete";
  readonly application: ApplicationName;
  readonly keys: KeyState;
  readonly exitCode: 0 | 1;
  readonly edits?: readonly Parameters<typeof edit>[1][];
}

const states = (
  before: ApplicationName,
  halfway: Omit<State, "name" | "exitCode">,
): readonly State[] => [
  { name: "before the change", application: before, keys: "missing", exitCode: 1 },
  { name: "half-way", exitCode: 1, ...halfway },
  { name: "complete", application: before, keys: "good", exitCode: 0 },
];

/** Half-way the key is there, and the application does not use it, or does without it. */
const BACKENDS: Readonly<
  Record<string, { readonly runs: Venv | NodePackages | null; readonly states: readonly State[] }>
> = {
  "Django": {
    runs: await requireVenv("django52"),
    states: states("django_short", { application: "django_ignores_key", keys: "good" }),
  },
  "FastAPI": {
    runs: await requireVenv("fastapi"),
    states: states("fastapi_settings", {
      application: "fastapi_settings",
      keys: "good",
      edits: [{ path: "app/tokens.py", from: "settings.jwt_secret_key", to: "settings.secret_key" }],
    }),
  },
  "Flask": {
    runs: await requireVenv("flask"),
    states: states("flask_jwt", { application: "flask_falls_back", keys: "good" }),
  },
  "Node": {
    runs: await requireNode(),
    states: states("node_jose", { application: "node_falls_back", keys: "good" }),
  },
};

/** What stands around an application: half-way CI, Compose and the template do not know the key yet. */
const around = (names: readonly string[]): Readonly<Record<string, string>> => ({
  ".gitignore": ".env\n.venv/\n.venv\nnode_modules\n__pycache__/\n*.sqlite3\n*.db\n",
  ".github/workflows/test.yml": [
    "on: push",
    "jobs:",
    "  test:",
    "    runs-on: ubuntu-latest",
    "    env:",
    ...names.map((name) => `      ${name}: \${{ secrets.${name} }}`),
    "    steps:",
    "      - run: make test",
    "",
  ].join("\n"),
  "compose.yaml": [
    "services:",
    "  web:",
    "    build: .",
    "    environment:",
    ...names.map((name) => `      ${name}: \${${name}:?}`),
    "",
  ].join("\n"),
  ".env.example": names.map((name) => `${name}=\n`).join(""),
  "README.md": `# Shop\n\nIt needs ${names.join(" and ")} in its environment.\n`,
});

for (const [backend, { runs, states }] of Object.entries(BACKENDS)) {
  for (const state of states) {
    Deno.test({
      name: `checklist of ${backend} ${state.name}`,
      ignore: runs === null,
      async fn(t) {
        if (runs === null) return;
        using copy = await copyApplication(state.application, { venv: runs, keys: state.keys });
        for (const one of state.edits ?? []) edit(copy, one);
        using person = makePerson();
        const isComplete = state.name === "complete";
        write(copy, around(isComplete ? ["SECRET_KEY", "JWT_SECRET_KEY"] : ["SECRET_KEY"]));
        await git(copy.folder, ["init", "-q"], ["add", "."], ["commit", "-qm", "all"]);
        if (isComplete) await sayAll(person, copy);
        const environment = { KEYSPLIT_USERNAME: copy.user, KEYSPLIT_PASSWORD: copy.password };
        const facts = join(person.home, "facts.json");
        const args = [copy.folder, "--environment", "staging", "--save-facts", facts];
        const { code, stdout, stderr } = await person.run("checklist", args, { environment });
        assertEquals([code, stderr], [state.exitCode, ""], stdout);
        await t.assertSnapshot(shown(stdout, person, copy));

        // What was gathered here is judged elsewhere in the same way.
        const elsewhere = await person.run("checklist", ["--load-facts", facts], {
          flags: FEWER["checklist:offline"].flags,
        });
        assertEquals(elsewhere.code, code, elsewhere.stderr);
        assertEquals(symbols(elsewhere.stdout), symbols(stdout));
      },
    });
  }
}

/** Each item with its symbol, without what is said of it. */
function symbols(text: string): readonly string[] {
  return text.match(/^ {2}[✓✗?!–] .*?(?= {2}|$)/gm) ?? [];
}

async function sayAll(person: Person, { folder }: ApplicationCopy): Promise<void> {
  for (const item of ["team-notified", "rollback-known", "burst-of-401-watched"]) {
    const words = ["attest", item, folder, "--by", "Ada", "--note", "see the runbook"];
    const { code, stderr } = await person.run("checklist", words);
    assertEquals([item, code, stderr], [item, 0, ""]);
  }
}

function shown(text: string, person: Person, { folder }: ApplicationCopy): string {
  return normalise(text, { person, project: folder })
    .replaceAll(/\bat [0-9a-f]{7}\b/g, "at COMMIT")
    .replaceAll(/\b\d{4}-\d\d-\d\d(?:T[\d:]+Z)?/g, "DAY")
    .replaceAll(/\bfingerprint\s+[0-9a-f]{8}\b/g, "fingerprint FFFFFFFF")
    .replaceAll(/\bthe \d+\s+bytes\b/g, "the N bytes")
    .replaceAll(/\bof \d+ public\b/g, "of N public");
}

function write({ folder }: ApplicationCopy, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(dirname(join(folder, path)), { recursive: true });
    Deno.writeTextFileSync(join(folder, path), text);
  }
}

async function git(folder: string, ...calls: readonly (readonly string[])[]): Promise<void> {
  for (const words of calls) {
    const args = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-C", folder, ...words];
    const { success } = await new Deno.Command("git", { args }).output();
    assertEquals(success, true, words.join(" "));
  }
}
