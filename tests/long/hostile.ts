import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { makeEnvFolder } from "../scripts/env_folder.ts";
import { canaryText, leaksIn } from "../scripts/leaks/canaries.ts";
import {
  HOSTILE_ENV_FILES,
  HOSTILE_PROJECTS,
  type HostileProject,
} from "../scripts/leaks/hostile_projects.ts";
import {
  HOSTILE_DESCRIPTIONS,
  hostileLogins,
  hostileServer,
  silent,
} from "../scripts/leaks/hostile_server.ts";
import { inTurn } from "../scripts/leaks/in_turn.ts";
import { proxyTrap } from "../scripts/leaks/proxy_trap.ts";
import {
  CHECKOUT,
  makePerson,
  type Person,
  type ScriptName,
  type ScriptOutcome,
  scriptWords,
} from "../scripts/run_script.ts";

const AT_ONCE = 4;
const TIMEOUT = ["--timeout", "1"];
/** What a command may take on a machine that does other things too; a hang takes for ever. */
const SECONDS = 30;

const SILENT = fromFileUrl(new URL("../scripts/leaks/silent_server.ts", import.meta.url));

interface Judged {
  readonly where: string;
  readonly ended: ScriptOutcome;
  readonly seconds: number;
  /** Seconds. */
  readonly limit?: number;
}

Deno.test("login ends as the contract says whatever a server answers", async () => {
  const password = canaryText(20);
  await using trap = proxyTrap();
  await using elsewhere = hostileServer({});
  const answers = hostileLogins(elsewhere.base.replace("127.0.0.1", "localhost"));
  await using server = hostileServer(answers);
  using person = makePerson();
  using folder = makeEnvFolder({
    ".env": `SECRET_KEY=${canaryText(50)}\nJWT_SECRET_KEY=${canaryText(64)}\n`,
  });
  const environment = { ...trap.environment, KEYSPLIT_USERNAME: "ada", KEYSPLIT_PASSWORD: password };
  const judged = await inTurn([...Object.keys(answers).entries()], AT_ONCE, ([at, path]) => {
    const format = at % 2 === 0 ? "text" : "json";
    const words = ["--base-url", server.base, "--login-url", path, ...TIMEOUT, "--format", format];
    return judge(person, "login", [folder.path, ...words], environment);
  });
  assertEquals(judged.flatMap(problemsOf), []);
  const leaks = judged.flatMap(({ ended }) =>
    leaksIn(ended.stdout + ended.stderr, [{ name: "password", value: password, hidden: "runs" }])
  );
  assertEquals(leaks, []);
  assertEquals(trap.connections(), 0);
});

Deno.test("login and upgrade end where a server is silent, drips, or describes itself wrongly", async () => {
  await using mute = hostileServer({ "/": silent });
  using person = makePerson();
  const env = `SECRET_KEY=${canaryText(50)}\nJWT_SECRET_KEY=${canaryText(64)}\n`;
  using folder = makeEnvFolder({ ".env": env });
  using fastapi = makeEnvFolder({
    ".env": env,
    "requirements.txt": "fastapi==0.115\npydantic-settings==2\n",
    "main.py": "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/login')\ndef login(): ...\n",
  });
  const environment = { KEYSPLIT_USERNAME: "ada", KEYSPLIT_PASSWORD: canaryText(20) };
  await using servers = new AsyncDisposableStack();
  const calls: (readonly [ScriptName, ...string[]])[] = [
    ["login", folder.path, "--base-url", mute.base, "--login-url", "/login"],
    [
      "login",
      folder.path,
      "--serve",
      `'${Deno.execPath()}' run -A '${SILENT}' {port}`,
      "--login-url",
      "/login",
    ],
    ["login", folder.path, "--base-url", mute.base, "--login-url", "http://["],
    [
      "login",
      folder.path,
      "--serve",
      `'${Deno.execPath()}' run -A '${SILENT}' {port}`,
      "--login-url",
      "http://[",
    ],
    ["login", folder.path, "--base-url", "http://127.0.0.1:1", "--login-url", "/\u00e9 \u001b[31m x"],
  ];
  for (const description of HOSTILE_DESCRIPTIONS) {
    const server = servers.use(hostileServer({
      "/openapi.json": description,
      "/login": hostileLogins("http://localhost:1")["/token-as-text"] ?? silent,
    }));
    calls.push(["login", fastapi.path, "--base-url", server.base, "--login-url", "/login"]);
    calls.push([
      "upgrade",
      fastapi.path,
      "--yes",
      "--check",
      "true",
      "--base-url",
      server.base,
      "--login-url",
      "/login",
    ]);
  }
  const hostile = servers.use(hostileServer({
    ...hostileLogins("http://localhost:1"),
    "/verify": silent,
    "/login": hostileLogins("http://localhost:1")["/odd-places"] ?? silent,
  }));
  for (const path of ["/drip", "/endless", "/half", "/odd-tokens", "/huge-header", "/http://[", "//["]) {
    const words = [
      "--base-url",
      hostile.base,
      "--login-url",
      "/login",
      "--protected-url",
      path,
      "--verify-url",
      "/verify",
    ];
    calls.push(["upgrade", folder.path, "--yes", "--check", "true", ...words]);
  }
  const judged = await inTurn(
    calls,
    AT_ONCE,
    ([name, ...args]) => judge(person, name, [...args, ...TIMEOUT], environment),
  );
  assertEquals(judged.flatMap(problemsOf), []);
});

Deno.test("verify, append and upgrade end as the contract says whatever the .env is", async () => {
  assertEquals(
    await onEach(HOSTILE_ENV_FILES, [["verify"], ["append", "--yes"], [
      "upgrade",
      "--yes",
      "--check",
      "true",
    ]]),
    [],
  );
});

Deno.test("verify and upgrade end as the contract says in hostile projects, and run nothing of git's", async () => {
  assertEquals(await onEach(HOSTILE_PROJECTS, [["verify"], ["upgrade", "--yes"]]), []);
});

const CAPABILITIES = "-dac_override,-dac_read_search";
const PLAIN_USER = Deno.uid() !== 0
  ? []
  : ["setpriv", `--inh-caps=${CAPABILITIES}`, `--bounding-set=${CAPABILITIES}`];

Deno.test({
  name: "verify, append and upgrade say that a file may not be read",
  ignore: PLAIN_USER.length > 0 && !(await isThere("setpriv")),
  async fn() {
    using person = makePerson();
    using folder = makeEnvFolder({ ".env": "JWT_SECRET_KEY=x\n", "other/settings.py": "" });
    Deno.chmodSync(join(folder.path, ".env"), 0);
    Deno.chmodSync(join(folder.path, "other"), 0);
    try {
      for (const [name, ...args] of [["verify"], ["append", "--yes"], ["upgrade", "--yes"]] as const) {
        const words = [...PLAIN_USER, Deno.execPath(), ...scriptWords(name, [folder.path, ...args])];
        const ended = await runWords(person, words);
        assertEquals(
          [name, ended.code, problemsOf({ where: name, ended, seconds: 0 })],
          [name, 3, []],
          ended.stderr,
        );
      }
    } finally {
      Deno.chmodSync(join(folder.path, "other"), 0o700);
    }
  },
});

Deno.test("a variable that is not UTF-8 is neither hidden nor a defect", async () => {
  using person = makePerson();
  using folder = makeEnvFolder({
    ".env": `SECRET_KEY=${canaryText(50)}\nJWT_SECRET_KEY=${canaryText(86)}\n`,
  });
  const outcome = async (assignment: string, name: ScriptName, ...args: readonly string[]) => {
    const script = `export "${assignment}=$(printf '\\377\\376abc')"; exec "$@"`;
    return await runWords(person, [
      "sh",
      "-c",
      script,
      "sh",
      Deno.execPath(),
      ...scriptWords(name, [folder.path, ...args]),
    ]);
  };
  for (
    const [name, ...args] of [["verify"], ["startup", "--check", "true"], [
      "upgrade",
      "--yes",
      "--check",
      "true",
    ]] as const
  ) {
    const ended = await outcome("OTHER", name, ...args);
    assertEquals(problemsOf({ where: name, ended, seconds: 0 }), []);
  }
  const masked = await outcome("JWT_SECRET_KEY", "verify", "--format", "json");
  const { findings } = JSON.parse(masked.stdout) as { findings: { rule: string; outcome: string }[] };
  const found = findings.find(({ rule }) => rule === "not-masked-by-environment");
  // The application gets those bytes, not the file's key: whatever is said, it is not that all is well.
  assert(found?.outcome !== "pass", "not-masked-by-environment passes over a variable that it cannot read");
});

/** Runs commands on a fresh copy of every project; says what is wrong with how they end and what they leave. */
async function onEach(
  projects: readonly HostileProject[],
  commands: readonly (readonly [ScriptName, ...string[]])[],
): Promise<readonly string[]> {
  const answers = await inTurn(projects, AT_ONCE, async (project) => {
    using person = makePerson();
    using folder = makeEnvFolder({});
    await project.make(folder.path);
    const problems: string[] = [];
    for (const [name, ...args] of commands) {
      // Those that only read know no time limit and no check.
      const flags = name === "upgrade"
        ? [...project.flags ?? [], ...TIMEOUT]
        : (project.flags ?? []).filter((_, at, all) => all[at - (at % 2)] === "--env-file");
      const judged = await judge(person, name, [folder.path, ...args, ...flags]);
      problems.push(
        ...problemsOf({ ...judged, limit: project.seconds ?? SECONDS, where: `${project.name}: ${name}` }),
      );
    }
    if (folder.has("MARKER")) problems.push(`${project.name}: something of the repository was run`);
    problems.push(...(await leftIn(folder.path)).map((line) => `${project.name}: left ${line}`));
    return problems;
  });
  return answers.flat();
}

async function judge(
  person: Person,
  name: ScriptName,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Judged> {
  const start = performance.now();
  const ended = await person.run(name, args, { environment });
  return { where: [name, ...args.slice(1)].join(" "), ended, seconds: (performance.now() - start) / 1000 };
}

const ESCAPE = String.fromCharCode(0x1b);
const STACK = /\n\s+at .*:\d+:\d+|Uncaught|panicked|RangeError|TypeError|Maximum call stack/;

function problemsOf({ where, ended, seconds, limit = SECONDS }: Judged): readonly string[] {
  const { code, signal, stdout, stderr } = ended;
  const said = stdout + stderr;
  return [
    ...(signal !== null ? [`ended by ${signal}`] : []),
    ...(signal === null && code > 4 ? [`exit code ${code}: ${stderr.trim().split("\n")[0]}`] : []),
    ...(STACK.test(said) && code <= 4 ? [`a stack trace: ${STACK.exec(said)?.[0]}`] : []),
    ...(said.includes(ESCAPE) || /[\u202a-\u202e\u2066-\u2069]/.test(said) ? ["control characters"] : []),
    ...(seconds > limit ? [`${seconds.toFixed(1)} s`] : []),
  ].map((problem) => `${where}: ${problem}`);
}

/** Processes that still stand in a folder. Deno itself may not read /proc where it is refused any variable. */
async function leftIn(folder: string): Promise<readonly string[]> {
  const script =
    'for each in /proc/[0-9]*; do case $(readlink "$each/cwd") in "$1"*) cat "$each/cmdline"; echo ;; esac; done';
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script, "sh", folder], stderr: "null" })
    .output();
  return new TextDecoder().decode(stdout).replaceAll("\0", " ").split("\n").filter((line) => line !== "");
}

async function runWords(person: Person, words: readonly string[]): Promise<ScriptOutcome> {
  const [program = "", ...args] = words;
  const { code, signal, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: CHECKOUT,
    env: { ...person.environment, INIT_CWD: person.empty },
    clearEnv: true,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, signal, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function isThere(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}
