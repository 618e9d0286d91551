/**
 * What a copy of a real application does with unsafe keys: careful ones, ones that accept a single kind, ones that
 * accept all, and copies that are not what they look like. Each has a project that must not change.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import type { UnsafeKey } from "../../src/rules/facts.ts";
import { type ApplicationCopy, type ApplicationName, copyApplication } from "../applications/mod.ts";
import type { NodePackages } from "../backends/node_packages.ts";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import type { Venv } from "../backends/venvs.ts";
import { digests, tryCopy } from "../gather/try_copy.ts";
import { makeEnvFolder } from "../scripts/env_folder.ts";
import { CHECKOUT, makePerson, scriptWords } from "../scripts/run_script.ts";

const DJANGO = await requireVenv("django52");
const FASTAPI = await requireVenv("fastapi");
const FLASK = await requireVenv("flask");
const NODE = await requireNode();

const KINDS = ["missing", "empty", "equal", "short", "placeholder"] as const;
const CAREFUL = outcomes("placeholder");
const FALLBACK = '"kT7wQ2mXb9VdLr4YzNc8HsJf3GpAeU6oRiZx5SvBtMnKyWqD1a"';

/** By application, the file that reads its key, and what makes it accept one kind more. */
const LAX: Readonly<
  Partial<
    Record<ApplicationName, {
      readonly path: string;
      readonly venv: Venv | NodePackages | null;
      readonly accepts: Readonly<
        Partial<Record<UnsafeKey, readonly (readonly [from: string, to: string])[]>>
      >;
    }>
  >
> = {
  django_short: {
    path: "shop/settings.py",
    venv: DJANGO,
    accepts: {
      missing: [['config("JWT_SECRET_KEY", default="")', `config("JWT_SECRET_KEY", default=${FALLBACK})`]],
      empty: [
        ['config("JWT_SECRET_KEY", default="")', 'config("JWT_SECRET_KEY")'],
        ["if not JWT_SECRET_KEY:", "if JWT_SECRET_KEY is None:"],
        ["if len(JWT_SECRET_KEY) <", "if JWT_SECRET_KEY and len(JWT_SECRET_KEY) <"],
      ],
      equal: [["if JWT_SECRET_KEY == SECRET_KEY:", "if False:"]],
      short: [["JWT_KEY_LENGTH = 50", "JWT_KEY_LENGTH = 49"]],
    },
  },
  fastapi_settings: {
    path: "app/settings.py",
    venv: FASTAPI,
    accepts: {
      missing: [["jwt_secret_key: str", `jwt_secret_key: str = ${FALLBACK}`]],
      empty: [["if len(value) < 50", "if value and len(value) < 50"]],
      equal: [["if value == info", "if False and value == info"]],
      short: [["if len(value) < 50", "if len(value) < 49"]],
    },
  },
  flask_jwt: {
    path: "clinic/config.py",
    venv: FLASK,
    accepts: {
      missing: [['os.environ["JWT_SECRET_KEY"]', `os.environ.get("JWT_SECRET_KEY", ${FALLBACK})`]],
      empty: [["return len(key) >= 50", "return not key or len(key) >= 50"]],
      equal: [[" and key != session_key", ""]],
      short: [[">= 50", ">= 49"]],
    },
  },
  node_jose: {
    path: "src/settings.js",
    venv: NODE,
    accepts: {
      missing: [['JWT_SECRET_KEY = ""', `JWT_SECRET_KEY = ${FALLBACK}`]],
      empty: [
        ['JWT_SECRET_KEY = ""', 'JWT_SECRET_KEY = "x"'],
        ["JWT_SECRET_KEY.length < 50", "JWT_SECRET_KEY && JWT_SECRET_KEY.length < 50"],
      ],
      equal: [["JWT_SECRET_KEY === SECRET_KEY", "false"]],
      short: [["length < 50", "length < 49"]],
    },
  },
};

for (
  const [name, lax] of Object.entries(LAX) as [ApplicationName, NonNullable<typeof LAX[ApplicationName]>][]
) {
  test(`unsafeStarts sees a careful application (${name})`, name, lax.venv, async (copy) => {
    assertEquals((await tryCopy(copy)).outcomes, CAREFUL);
  });
  for (const [unsafe, edits] of Object.entries(lax.accepts)) {
    test(
      `unsafeStarts sees the one key more that is accepted (${name}, ${unsafe})`,
      name,
      lax.venv,
      async (copy) => {
        for (const [from, to] of edits) edit(copy, lax.path, from, to);
        assertEquals((await tryCopy(copy)).outcomes, outcomes("placeholder", unsafe as UnsafeKey));
      },
    );
  }
}

const ALL_LAX: readonly (readonly [ApplicationName, Venv | NodePackages | null, string])[] = [
  ["django_before", DJANGO, "clinic/settings.py"],
  ["flask_falls_back", FLASK, "app.py"],
  ["node_falls_back", NODE, "server.js"],
];
for (const [name, venv] of ALL_LAX) {
  test(`unsafeStarts sees an application that starts with anything (${name})`, name, venv, async (copy) => {
    assertEquals((await tryCopy(copy)).outcomes, outcomes(...KINDS));
  });
}

const GUARDED: readonly (readonly [ApplicationName, Venv | NodePackages | null, string, string])[] = [
  ["django_before", DJANGO, "clinic/settings.py", "\nif DEBUG:\n"],
  ["fastapi_settings", FASTAPI, "app/main.py", "app = FastAPI("],
  ["flask_falls_back", FLASK, "app.py", "app = Flask("],
  ["node_falls_back", NODE, "server.js", "\nfunction matches("],
];
for (const [name, venv, path, before] of GUARDED) {
  test(`the code that the report shows lets an application refuse (${name})`, name, venv, async (copy) => {
    const { guard } = await tryCopy(copy);
    assert(guard !== undefined);
    edit(copy, path, before, `\n${[...guard.key, ...guard.placeholder].join("\n")}\n${before}`);
    assertEquals((await tryCopy(copy)).outcomes, outcomes());
  });
}

test(
  "unsafeStarts believes no copy that reads the file of the project",
  "flask_falls_back",
  FLASK,
  async (copy) => {
    edit(copy, "app.py", "load_dotenv()", `load_dotenv(${JSON.stringify(join(copy.folder, ".env"))})`);
    assertStringIncludes(`${(await tryCopy(copy)).outcomes}`, "was not seen to read the key");
  },
);

test(
  "unsafeStarts gives the keys by the process to an application that reads no file",
  "node_falls_back",
  NODE,
  async (copy) => {
    edit(copy, "server.js", 'require("dotenv").config({ quiet: true });', "");
    const { fact, outcomes: found } = await tryCopy(copy, {
      environment: { JWT_SECRET_KEY: copy.jwtKey!, SECRET_KEY: copy.sessionKey },
    });
    assertEquals(fact.known && fact.value.by, "environment");
    assertEquals(found, outcomes(...KINDS));
  },
);

test("unsafeStarts lets no variable of the process hide the file", "django_short", DJANGO, async (copy) => {
  for (const JWT_SECRET_KEY of ["", copy.jwtKey!, copy.sessionKey]) {
    assertEquals((await tryCopy(copy, { environment: { JWT_SECRET_KEY } })).outcomes, CAREFUL);
  }
});

test(
  "unsafeStarts runs a check that was given for the project's folder",
  "django_short",
  DJANGO,
  async (copy) => {
    for (
      const check of [
        ".venv/bin/python manage.py check",
        `cd ${copy.folder} && ./.venv/bin/python manage.py check`,
      ]
    ) assertEquals((await tryCopy(copy, { options: { check } })).outcomes, CAREFUL);
  },
);

test("unsafeStarts finds the file that lies above the project", "django_short", DJANGO, async (copy) => {
  const above = join(copy.folder, "..", ".env");
  Deno.renameSync(join(copy.folder, ".env"), above);
  assertEquals((await tryCopy(copy)).outcomes, CAREFUL);
});

test("unsafeStarts reads a file that is a link out of the project", "django_short", DJANGO, async (copy) => {
  const kept = join(copy.environment["HOME"]!, "secrets");
  Deno.renameSync(join(copy.folder, ".env"), kept);
  Deno.symlinkSync(kept, join(copy.folder, ".env"));
  assertEquals((await tryCopy(copy)).outcomes, CAREFUL);
});

test(
  "unsafeStarts leaves a project alone whose code writes beside itself and into HOME",
  "django_short",
  DJANGO,
  async (copy) => {
    edit(
      copy,
      "shop/settings.py",
      "DEBUG =",
      "(BASE_DIR / 'written').write_text('x')\n(Path.home() / 'written').write_text('x')\n" +
        "Path('written-too').write_text('x')\nDEBUG =",
    );
    assertEquals((await tryCopy(copy)).outcomes, CAREFUL);
  },
);

test("unsafeStarts says why a copy does not start", "django_short", DJANGO, async (copy) => {
  edit(copy, "shop/settings.py", "DEBUG =", "(BASE_DIR / 'tls' / 'server.key').read_text()\nDEBUG =");
  Deno.mkdirSync(join(copy.folder, "tls"));
  Deno.writeTextFileSync(join(copy.folder, "tls", "server.key"), "x");
  assertStringIncludes(`${(await tryCopy(copy)).outcomes}`, "does not start with the good key");
});

test(
  "unsafeStarts finds the packages of a workspace, and the project's own package in the copy",
  "node_jose",
  NODE,
  async (copy) => {
    // As npm lays out a workspace: the package is a link beside the others.
    const packages = join(copy.folder, "node_modules");
    const installed = Deno.readLinkSync(packages);
    Deno.removeSync(packages);
    Deno.mkdirSync(packages);
    for (const { name } of Deno.readDirSync(installed)) {
      Deno.symlinkSync(join(installed, name), join(packages, name));
    }
    const own = join(copy.folder, "packages", "settings");
    Deno.mkdirSync(own, { recursive: true });
    Deno.writeTextFileSync(
      join(own, "package.json"),
      '{ "name": "own-settings", "type": "module", "main": "settings.js" }',
    );
    Deno.renameSync(join(copy.folder, "src", "settings.js"), join(own, "settings.js"));
    edit(
      copy,
      "packages/settings/settings.js",
      'import "dotenv/config";',
      [
        'import dotenv from "dotenv";',
        'import { fileURLToPath } from "node:url";',
        'dotenv.config({ path: fileURLToPath(new URL("../../.env", import.meta.url)), quiet: true });',
      ].join("\n"),
    );
    Deno.symlinkSync(own, join(packages, "own-settings"));
    for (const path of ["src/server.js", "src/tokens.js", "src/routes/account.js", "src/routes/auth.js"]) {
      const text = Deno.readTextFileSync(join(copy.folder, path));
      Deno.writeTextFileSync(
        join(copy.folder, path),
        text.replaceAll(/"\.{1,2}\/settings\.js"/g, '"own-settings"'),
      );
    }
    assertEquals((await tryCopy(copy)).outcomes, CAREFUL);
  },
);

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`a trial that ${signal} stops leaves no copy, no process and no change`, async () => {
    using person = makePerson();
    using project = makeEnvFolder({
      ".env": `JWT_SECRET_KEY=${"x7Kq".repeat(16)}\n`,
      "app.py": "import os\n",
    });
    const before = await digests(project.path);
    // The good key starts, the first other one hangs: some of what it starts ignores a polite end.
    const sleep = `sleep 30.${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const check =
      `if [ -e "$HOME/seen" ]; then (trap '' TERM; ${sleep}) & ${sleep}; else touch "$HOME/seen"; fi`;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...scriptWords("startup", []).slice(0, -1),
        fromFileUrl(new URL("trial_command.ts", import.meta.url)),
        ...[project.path, "--check", check],
      ],
      cwd: CHECKOUT,
      env: { ...person.environment, INIT_CWD: person.empty },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const seen = () =>
      namesIn(person.temporary).some((name) => exists(join(person.temporary, name, "run", "home", "seen")));
    for (let left = 1500; !seen() && left > 0; left--) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert(seen(), "the trial did not come to an unsafe key");
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill(signal);
    assertEquals((await child.status).code, 4);
    assertEquals(namesIn(person.temporary), []);
    assertEquals(await digests(project.path), before);
    const { stdout } = await new Deno.Command("ps", { args: ["-eo", "args"] }).output();
    assert(!new TextDecoder().decode(stdout).includes(sleep), "a process of the copy lives on");
  });
}

function namesIn(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

function exists(path: string): boolean {
  try {
    return Deno.lstatSync(path) !== null;
  } catch {
    return false;
  }
}

/** Every kind refused, but these. */
function outcomes(...starts: readonly UnsafeKey[]): Readonly<Record<string, string>> {
  return Object.fromEntries(KINDS.map((kind) => [kind, starts.includes(kind) ? "starts" : "refuses"]));
}

function edit({ folder }: ApplicationCopy, path: string, from: string, to: string): void {
  const file = join(folder, path);
  const text = Deno.readTextFileSync(file);
  assert(text.includes(from), `${path} has no ${from}`);
  Deno.writeTextFileSync(file, text.replace(from, () => to));
}

function test(
  name: string,
  application: ApplicationName,
  venv: Venv | NodePackages | null,
  body: (copy: ApplicationCopy) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: venv === null,
    async fn() {
      if (venv === null) return;
      using copy = await copyApplication(application, { venv, keys: "good" });
      await body(copy);
    },
  });
}
