import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { copyApplication } from "../applications/mod.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { type EnvFolder, makeEnvFolder } from "./env_folder.ts";
import { type Canary, canaryText, leaksIn, twinOf } from "./leaks/canaries.ts";
import { inTurn } from "./leaks/in_turn.ts";
import { type ProxyTrap, proxyTrap } from "./leaks/proxy_trap.ts";
import { type LeakState, leakStates } from "./leaks/states.ts";
import { type Watched, watchedProcesses } from "./leaks/watch_processes.ts";
import { makePerson, type Person, type ScriptName, type ScriptOutcome } from "./run_script.ts";
import { LONG } from "../is_long.ts";

const BACKEND = fromFileUrl(new URL("./leaks/leaky_backend.ts", import.meta.url));
/** `deno task test:long` looks at every state of a key, `deno task test` at this one. */
const USUAL = ["good"];
/** States in which every command runs in every way; in the others each runs once. */
const THOROUGH = new Set(LONG ? ["good", "masked", "duplicate", "others"] : []);
const AT_ONCE = 3;
const FORMATS = ["text", "json"] as const;
/** Of the checklist. */
const SHARED = ["md", "html", "junit", "sarif", "github"] as const;
/** Keysplit's own command lines: its environment is the one that holds the credentials. */
const OWN = /\/scripts\/(?:verify|append|startup|login|upgrade|checklist|troubleshoot)\.ts\0/;

const DJANGO = await requireVenv("django52");

for (const state of leakStates().filter(({ name }) => LONG || USUAL.includes(name))) {
  Deno.test(`no command tells a secret where the key is ${state.name}`, async () => {
    await using trap = proxyTrap();
    const { result: log, seen } = await watchedProcesses(() => everyCommand(state, trap));
    assert(
      Deno.build.os !== "linux" || seen.some(({ commandLine }) => OWN.test(commandLine)),
      "nothing was watched",
    );
    assertEquals(log.leaks(seen), []);
    assertEquals(trap.connections(), 0);
  });
}

Deno.test({
  name: "no command tells a secret of a real Django application",
  ignore: DJANGO === null,
  async fn() {
    if (DJANGO === null) return;
    await using trap = proxyTrap();
    const keys = { session: canaryText(64), jwt: canaryText(24) };
    using application = await copyApplication("django_long", {
      venv: DJANGO,
      keys: "short",
      edit: (text) =>
        text.replace(/^(SECRET_KEY=).*/m, `$1${keys.session}`).replace(
          /^(JWT_SECRET_KEY=).*/m,
          `$1${keys.jwt}`,
        ),
    });
    using person = makePerson();
    const log = new Log(application.folder, [
      { name: "session", value: keys.session, hidden: "runs" },
      { name: "jwt", value: keys.jwt, hidden: "runs" },
      { name: "password", value: application.password, hidden: "runs" },
    ]);
    const environment = {
      ...trap.environment,
      KEYSPLIT_USERNAME: application.user,
      KEYSPLIT_PASSWORD: application.password,
    };
    const codes: number[] = [];
    const { seen } = await watchedProcesses(async () => {
      for (
        const [name, ...args] of [
          ["startup", "--format", "json"],
          ["login", "--format", "text"],
          ["upgrade", "--yes", "--format", "json"],
          ["login", "--format", "json"],
          ["upgrade", "--undo", "--format", "text"],
        ] as const
      ) {
        const ended = await person.run(name, [application.folder, ...args], { environment });
        codes.push(ended.code);
        log.add(`${name} ${args.join(" ")}`, ended);
      }
    });
    assertEquals(codes, [1, 1, 0, 0, 0], log.said());
    assertEquals(log.leaks(seen), []);
    assertEquals(trap.connections(), 0);
  },
});

Deno.test("the report of a fleet tells no secret of any service", async () => {
  using person = makePerson();
  const names = ["jwt", "shop-session", "crm-session", "all", "crm"];
  const secrets = Object.fromEntries(names.map((name) => [name, canaryText(64)]));
  const record = join(person.temporary, "record");
  const backend = `'${Deno.execPath()}' run -A '${BACKEND}'`;
  const serve = `${backend} serve echo ${record} 0 {port}`;
  using folder = makeEnvFolder({
    "keysplit.json": JSON.stringify({
      services: [
        { path: "shop", check: "cat .env; cat .env >&2; exit 1" },
        { path: "crm", check: `${backend} check starts ${record} 0`, serve, loginUrl: "/login/" },
      ],
    }),
    "shop/.env": `SECRET_KEY=${secrets["shop-session"]}\nJWT_SECRET_KEY=${secrets["jwt"]}\n`,
    "crm/.env": `SECRET_KEY=${secrets["crm-session"]}\nJWT_SECRET_KEY=${secrets["jwt"]}\n`,
  });
  const file = (format: string) => join(person.home, `fleet.${format}`);
  const { code, stdout, stderr } = await person.run("checklist", [
    folder.path,
    ...["json", ...SHARED].flatMap((format) => ["--report", `${format}=${file(format)}`]),
  ], {
    environment: {
      KEYSPLIT_USERNAME: "ada",
      KEYSPLIT_PASSWORD: secrets["all"] ?? "",
      KEYSPLIT_PASSWORD_CRM: secrets["crm"] ?? "",
    },
  });
  assertEquals(code, 1, stderr);
  const texts = [stdout, stderr, ...["json", ...SHARED].map((format) => Deno.readTextFileSync(file(format)))];
  assert(stdout.includes("Shared keys"), "nothing is shared");
  const trap = Object.entries(secrets).map(([name, value]): Canary => ({ name, value, hidden: "runs" }));
  assertEquals(texts.flatMap((text) => leaksIn(text, trap)), []);
});

Deno.test("troubleshoot tells no secret of a log or an exchange, nor of the project around it", async () => {
  using person = makePerson();
  const own = { session: canaryText(64), jwt: canaryText(86) };
  using folder = makeEnvFolder({ ".env": `SECRET_KEY=${own.session}\nJWT_SECRET_KEY=${own.jwt}\n` });
  const [password, cookie, csrf, rejected, claims, signature] = [24, 32, 32, 20, 40, 43].map(canaryText);
  const token = `eyJhbGciOiJIUzI1NiJ9.${
    btoa(JSON.stringify({ jti: claims })).replace(/=+$/, "")
  }.${signature}`;
  const secrets = { ...own, password, cookie, csrf, rejected, claims, signature };
  const log = [
    `web-1  | Loaded settings: SECRET_KEY='${own.session}' JWT_SECRET_KEY='${own.jwt}'`,
    `web-1  | {"msg": "login", "password": "${password}", "token": "${token}"}`,
    `127.0.0.1 - - "GET /reset/?token=${csrf} HTTP/1.1" 200 5`,
    `Cookie: sessionid=${cookie}; csrftoken=${csrf}`,
    "pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings",
    "jwt_secret_key",
    `  Value error, too short [type=value_error, input_value='${rejected}', input_type=str]`,
    `RuntimeError: cannot use ${own.jwt.slice(4, 40)} as a key`,
    `{"log":"Authorization: Bearer ${token}\\n","stream":"stderr"}`,
  ].join("\n");
  const exchange = [
    `$ curl -v -b sessionid=${cookie} -d '{"username":"ada","password":"${password}"}' http://127.0.0.1/login/`,
    "> POST /login/ HTTP/1.1",
    `> Authorization: Bearer ${token}`,
    `> Cookie: sessionid=${cookie}; csrftoken=${csrf}`,
    "> ",
    "< HTTP/1.1 401 Unauthorized",
    `< Set-Cookie: access=${token}; HttpOnly`,
    "< ",
    `{"detail":"Given token not valid for any token type ${token} ${password} ${cookie}","input":"${rejected}"}`,
  ].join("\n");
  const trap = Object.entries(secrets).map(([name, value]): Canary => ({
    name,
    value: value ?? "",
    hidden: "runs",
  }));
  const calls = [["--log", log], ["--error", log], ["--http", exchange], ["--error", `${log}\nEnd`]] as const;
  const told = await inTurn(calls.entries().toArray(), AT_ONCE, async ([at, [flag, stdin]]) => {
    const args = [folder.path, flag, "-", "--format", FORMATS[at % 2] ?? "text"];
    const { code, stdout, stderr } = await person.run("troubleshoot", args, { stdin });
    assertEquals(code, 1, stdout + stderr);
    return leaksIn(stdout + stderr, trap).map((leak) => `${flag}: ${leak}`);
  });
  assertEquals(told.flat(), []);
});

for (const kind of LONG ? ["good", "short", "weak"] as const : ["good"] as const) {
  Deno.test(`two ${kind} keys of equal measurements give the same reports`, async () => {
    using person = makePerson();
    using folder = makeEnvFolder({});
    const session = canaryText(64);
    const jwt = {
      good: () => canaryText(86),
      short: () => canaryText(20),
      weak: () => canaryText(8).repeat(8),
    }[kind]();
    const first = await reports(person, folder, { session, jwt });
    const second = await reports(person, folder, { session: twinOf(session), jwt: twinOf(jwt) });
    assertEquals(second, first);
  });
}

/** Every report of one pair of keys, in the same folder, without what is new at every run. */
async function reports(
  person: Person,
  folder: EnvFolder,
  { session, jwt }: { readonly session: string; readonly jwt: string },
): Promise<readonly string[]> {
  const write = () =>
    Deno.writeTextFileSync(join(folder.path, ".env"), `SECRET_KEY=${session}\nJWT_SECRET_KEY=${jwt}\n`, {
      mode: 0o600,
    });
  const check = "cat .env; cat .env >&2; exit 1";
  const told: string[] = [];
  write();
  const calls = (LONG ? FORMATS : FORMATS.slice(1)).flatMap((format) =>
    [
      ["verify", "--format", format],
      ["append", "--dry-run", "--format", format],
      ["startup", "--check", check, "--format", format],
      ["upgrade", "--dry-run", "--check", check, "--format", format],
    ] as const
  );
  const shared = LONG ? [...FORMATS, ...SHARED] : FORMATS.slice(1);
  const lists = shared.map((format) =>
    ["checklist", "--check", check, "--reproducible", "--format", format] as const
  );
  const ended = await inTurn(
    [...calls, ...lists],
    AT_ONCE,
    ([name, ...args]) => person.run(name, [folder.path, ...args]),
  );
  for (const args of [["--yes", "--format", "json"], ["--undo"]]) {
    told.push(shown(await person.run("upgrade", [folder.path, "--check", "true", ...args])));
  }
  return [...ended.map(shown), ...told];
}

function shown({ code, stdout, stderr }: ScriptOutcome): string {
  return [code, stdout, stderr].join("\n")
    .replaceAll(/\d+\.\d s\b/g, "N s")
    .replaceAll(/("seconds": )[\d.]+/g, "$1N")
    .replaceAll(/(fingerprint\W{1,6})[0-9a-f]{6,64}/gi, "$1F");
}

/** Runs every command on a project whose backend tells all that it knows. */
async function everyCommand(state: LeakState, trap: ProxyTrap): Promise<Log> {
  const odd = `${canaryText(16)}"&%+<é\\ ${canaryText(8)}`;
  const password: Canary = { name: "password", value: odd, hidden: "runs" };
  const user = `ada-${canaryText(12)}`;
  using person = makePerson();
  const records = Deno.makeTempDirSync({ prefix: "keysplit-records-" });
  const folders: EnvFolder[] = [];
  const log = new Log(records, [...state.canaries, password], user);
  const place = async () => {
    const folder = makeEnvFolder(state.files);
    folders.push(folder);
    if (state.tracked) await git(folder.path, ["init", "-q"], ["add", "-f", ".env"]);
    return folder;
  };
  const call = async (folder: EnvFolder, name: ScriptName, args: readonly string[]) => {
    const record = join(records, crypto.randomUUID());
    const output = join(person.home, `${crypto.randomUUID()}.out`);
    const environment = {
      ...trap.environment,
      ...state.environment,
      KEYSPLIT_USERNAME: user,
      KEYSPLIT_PASSWORD: password.value,
    };
    const filled = args.map((word) => word.replace("OUTPUT", () => output).replace("RECORD", () => record));
    const before = filesBelow(folder.path);
    const ended = await person.run(name, [folder.path, "--timeout", "20", ...filled].filter(isTaken(name)), {
      environment,
    });
    log.add(`${name} ${args.join(" ")}`, ended);
    log.addProject(`${name} ${args.join(" ")}`, before, folder.path);
  };
  const backend = `'${Deno.execPath()}' run -A '${BACKEND}'`;
  const check = (mood: string) => ["--check", `${backend} check ${mood} RECORD ${turn++}`];
  const serve = (mood: string) => [
    "--serve",
    `${backend} serve ${mood} RECORD ${turn++} {port}`,
    "--login-url",
    "/login/",
  ];
  const oracles = ["--verify-url", "/verify/", "--protected-url", "/me/"];
  const all = THOROUGH.has(state.name);
  const turns = leakStates().findIndex(({ name }) => name === state.name);
  let turn = turns;
  const format = (index: number) => ["--format", FORMATS[(index + turns) % 2] ?? "text"];
  const works: (() => Promise<void>)[] = [
    async () => {
      const folder = await place();
      await call(folder, "verify", format(0));
      if (all) await call(folder, "verify", format(1));
      for (const mood of ["fails", "fails", "fails", "refuses"].slice(all ? 0 : 2)) {
        await call(folder, "startup", [...check(mood), ...format(turn), "--output", "OUTPUT"]);
      }
      await call(folder, "troubleshoot", [...check("fails"), ...format(0)]);
      if (all) await call(folder, "troubleshoot", [...check("refuses"), ...format(1)]);
      const logins = ["echo", "page", "refusal", "dies"];
      for (const [at, mood] of logins.entries()) {
        if (all || at === turns % logins.length) await call(folder, "login", [...serve(mood), ...format(at)]);
      }
      if (all) await call(folder, "login", [...serve("token"), ...format(1), "--output", "OUTPUT"]);
      await call(folder, "checklist", [
        ...check(all ? "starts" : "fails"),
        ...serve("token"),
        ...oracles,
        ...format(0),
        "--save-facts",
        "OUTPUT.facts",
        ...SHARED.flatMap((shared) => ["--report", `${shared}=OUTPUT.${shared}`]),
      ]);
      if (all) await call(folder, "checklist", [...check("refuses"), ...serve("echo"), ...format(1)]);
      await call(folder, "append", ["--dry-run", ...format(0)]);
      await call(folder, "append", ["--yes", ...format(1)]);
    },
    async () => {
      const folder = await place();
      await call(folder, "upgrade", [
        ...check("starts"),
        ...serve("token"),
        ...oracles,
        "--yes",
        ...format(0),
      ]);
      await call(folder, "upgrade", ["--undo", ...format(0)]);
      if (!all) return;
      await call(folder, "upgrade", [...check("fails"), ...serve("dies"), "--yes", ...format(1)]);
      await call(folder, "upgrade", ["--undo", ...format(1)]);
      await call(folder, "upgrade", [...check("refuses"), ...serve("echo"), "--yes", ...format(1)]);
    },
  ];
  try {
    await Promise.all(works.map((work) => work()));
    log.addRecords();
    log.addFolder("HOME", person.home);
    log.addFolder("TMPDIR", person.temporary);
    log.addState(person.state);
    return log;
  } finally {
    for (const folder of folders) folder[Symbol.dispose]();
    Deno.removeSync(records, { recursive: true });
  }
}

function isTaken(name: ScriptName): (word: string, at: number, words: readonly string[]) => boolean {
  const takes = name !== "verify" && name !== "append";
  return (word, at, words) => takes || (word !== "--timeout" && words[at - 1] !== "--timeout");
}

async function git(folder: string, ...calls: readonly (readonly string[])[]): Promise<void> {
  for (const words of calls) await new Deno.Command("git", { args: ["-C", folder, ...words] }).output();
}

/** All that was seen, and the secrets that it may not hold. */
class Log {
  readonly #texts: { readonly where: string; readonly text: string }[] = [];
  readonly #canaries: Canary[];
  readonly #user: string;
  readonly #records: string;
  readonly #problems: string[] = [];

  constructor(records: string, canaries: readonly Canary[], user = "") {
    this.#records = records;
    this.#canaries = [...canaries];
    this.#user = user;
  }

  add(where: string, { code, signal, stdout, stderr }: ScriptOutcome): void {
    if (signal !== null || code > 4) this.#problems.push(`${where} ended with ${signal ?? code}: ${stderr}`);
    this.#texts.push({ where: `${where}: standard output`, text: stdout });
    this.#texts.push({ where: `${where}: standard error`, text: stderr });
  }

  /** What a command wrote into the project; what it wrote into the `.env` is a secret from then on. */
  addProject(where: string, before: ReadonlyMap<string, string>, folder: string): void {
    for (const [path, text] of filesBelow(folder)) {
      if (before.get(path) === text) continue;
      if (path !== ".env") this.#texts.push({ where: `${where}: ${path}`, text });
      else this.#hideKeysOf(text);
    }
  }

  #hideKeysOf(text: string): void {
    const known = new Set(this.#canaries.map(({ value }) => value));
    for (const [, value = ""] of text.matchAll(/^\w*SECRET_KEY\w*=(.+)$/gm)) {
      if (!known.has(value) && !known.has(value.slice(0, 8))) {
        this.#canaries.push({ name: "new key", value, hidden: "runs" });
      }
    }
  }

  /** What the backend was given: no credentials, and its tokens are secrets too. */
  addRecords(): void {
    for (const [, text] of filesBelow(this.#records)) {
      for (const line of text.split("\n")) {
        const [kind, ...rest] = line.split(" ");
        if (kind === "environment" && line.includes("KEYSPLIT_")) {
          this.#problems.push(`a child was given ${line}`);
        }
        if (kind === "cmdline") this.#texts.push({ where: "command line", text: line });
        // The header of a token is the same in all the world.
        const parts = rest.join(" ").split(".").slice(1);
        if (kind === "token") {
          for (const value of parts) {
            if (value !== "") this.#canaries.push({ name: "token", value, hidden: "runs" });
          }
        }
      }
    }
  }

  addFolder(where: string, folder: string): void {
    for (const [path, text] of filesBelow(folder)) this.#texts.push({ where: `${where}/${path}`, text });
  }

  /** The record of an undo holds the replaced bytes, and nothing else of a secret. */
  addState(folder: string): void {
    for (const [path, text] of filesBelow(folder)) {
      this.#texts.push({ where: `state/${path}`, text: text.replaceAll(/("removed":")[^"]*/g, "$1") });
    }
  }

  leaks(watched: readonly Watched[]): readonly string[] {
    const lines = [
      ...this.#texts,
      ...watched.map(({ commandLine }) => ({ where: "command line", text: commandLine })),
    ];
    const password = this.#canaries.find(({ name }) => name === "password")?.value ?? "";
    const given = watched.filter(({ commandLine, environment }) =>
      environment.includes(password) && !OWN.test(commandLine)
    );
    return [
      ...this.#problems,
      ...given.map(({ commandLine }) => `${commandLine} was given the password of ${this.#user}`),
      ...lines.flatMap(({ where, text }) => leaksIn(text, this.#canaries).map((leak) => `${where}  ${leak}`)),
    ];
  }

  said(): string {
    return this.#texts.map(({ where, text }) => `${where}\n${text}`).join("\n");
  }
}

/** The files below a folder by relative path, without git's own. */
function filesBelow(folder: string, under = ""): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { name, isDirectory, isFile } of Deno.readDirSync(join(folder, under))) {
    const path = under === "" ? name : `${under}/${name}`;
    if (isDirectory && name !== ".git") {
      for (const [inner, text] of filesBelow(folder, path)) files.set(inner, text);
    }
    if (isFile) files.set(path, Deno.readTextFileSync(join(folder, path)));
  }
  return files;
}

Deno.test("leaksIn() finds a piece of a secret in every dress", () => {
  const value = canaryText(40);
  const canaries = [{ name: "x", value, hidden: "runs" }] as const;
  const base64 = new TextEncoder().encode(`{"k":"${value}"}`).toBase64();
  for (
    const text of [
      value,
      `a ${value.slice(7, 13)} b`,
      value.toUpperCase(),
      base64,
      [...value].join("\u200b"),
      [...value].join("\u001b[0m"),
      [...new TextEncoder().encode(value)].map((byte) => `%${byte.toString(16)}`).join(""),
      `${value.slice(0, 3)}\n   ${value.slice(3, 6)}`,
    ]
  ) {
    assert(leaksIn(text, canaries).length > 0, text);
  }
  assertEquals(leaksIn(`${value.slice(0, 5)} ${twinOf(value)}`, canaries), []);
});
