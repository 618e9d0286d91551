import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { GOOD, type ScriptedProject, SESSION, TIMES_OUT, tryScripted } from "./trial_project.ts";

const ALL = ["missing", "empty", "equal", "short", "placeholder"];
const each = (outcome: string, cases = ALL) => cases.map((one) => `${one} ${outcome}`);

/** What a careful application says of its key. */
const careful = (key: string | undefined, session: string): string | null =>
  !key
    ? "no key"
    : key === session
    ? "equal"
    : key.length < 50
    ? "short"
    : key.includes("GENERATE")
    ? "placeholder"
    : null;

const reads = (env: Readonly<Record<string, string>>) =>
  careful(env["JWT_SECRET_KEY"], env["SECRET_KEY"] ?? "");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

test("unsafeStarts sees each refusal, in a copy that is removed", async () => {
  const { outcomes, host, fact, deferred } = await tryScripted({ refuses: reads });
  assertEquals(outcomes, each("refuses"));
  assertEquals(fact.known && fact.value.by, "file");
  assertEquals(host.files.list("/tmp"), []);
  assertEquals(deferred.length, 1);
  for (const { folder, environment } of host.commands) {
    assert(/^\/tmp\/keysplit-run-[0-9a-f]{16}\/run\/code$/.test(folder), folder);
    assertEquals(environment["HOME"], folder.replace(/code$/, "home"));
  }
});

test("unsafeStarts writes nothing outside of its own folder, and makes that for the owner alone", async () => {
  const { host } = await tryScripted({ refuses: reads });
  const reading = ["read", "list", "lstat", "stat", "realPath"];
  const written = host.steps.filter(({ operation }) => !reading.includes(operation));
  assert(written.length > 0);
  for (const { operation, path } of written) {
    assert(path.startsWith("/tmp/keysplit-"), `${operation} ${path}`);
  }
});

test("unsafeStarts tells the one key that is accepted", async () => {
  for (const unsafe of ALL) {
    const lax: ScriptedProject["refuses"] = (env) => {
      const said = reads(env);
      const names = { "no key": env["JWT_SECRET_KEY"] === undefined ? "missing" : "empty" } as const;
      return said === null || (names[said as "no key"] ?? said) === unsafe ? null : said;
    };
    const { outcomes } = await tryScripted({ refuses: lax });
    assertEquals(outcomes, ALL.map((one) => `${one} ${one === unsafe ? "starts" : "refuses"}`));
  }
});

test("unsafeStarts knows nothing of a copy that does not start with the good key", async () => {
  const { outcomes, host } = await tryScripted({ refuses: () => "No module named 'shop'" });
  assertStringIncludes(`${outcomes}`, "a copy of the code does not start with the good key");
  assertEquals(host.commands.length, 1);
  assertEquals(host.files.list("/tmp"), []);
});

test("unsafeStarts knows nothing of a copy that reads the project's own file", async () => {
  const { outcomes } = await tryScripted({ refuses: () => null });
  assertEquals(outcomes, "a copy of the code was not seen to read the key that it was given");
});

test("unsafeStarts believes a start where a file of nothing stops the copy", async () => {
  const { outcomes } = await tryScripted({ refuses: (env) => "SECRET_KEY" in env ? null : "no session key" });
  assertEquals(outcomes, each("starts"));
});

test("unsafeStarts takes no failure for a refusal after which the good key fails too", async () => {
  let starts = 0;
  const broken = await tryScripted({ refuses: () => ++starts === 1 ? null : "It is locked" });
  assertStringIncludes(`${broken.outcomes}`, "does not start with the good key any more");
});

test("unsafeStarts keeps the variable of the process from a copy that reads a file", async () => {
  const environment = { JWT_SECRET_KEY: GOOD, SECRET_KEY: "other", PATH: "/bin", KEYSPLIT_PASSWORD: "x" };
  const { host, outcomes } = await tryScripted({ refuses: reads, world: { environment } });
  assertEquals(outcomes, each("refuses"));
  for (const { environment } of host.commands) {
    assertEquals(
      ["JWT_SECRET_KEY", "SECRET_KEY", "KEYSPLIT_PASSWORD"].filter((name) => name in environment),
      [],
    );
  }
});

test("unsafeStarts gives the keys by the environment where no file gives one", async () => {
  const environment = { JWT_SECRET_KEY: GOOD, SECRET_KEY: SESSION };
  const { fact, outcomes, host } = await tryScripted({
    files: { "/p/.env": "DEBUG=1\n" },
    world: { environment },
    refuses: (_, { environment }) => careful(environment["JWT_SECRET_KEY"], environment["SECRET_KEY"] ?? ""),
  });
  assertEquals(outcomes, each("refuses"));
  assertEquals(fact.known && fact.value.by, "environment");
  assertEquals(host.commands[1]?.environment["JWT_SECRET_KEY"], undefined);
  assertEquals(host.commands[2]?.environment["JWT_SECRET_KEY"], "");
});

test("unsafeStarts needs a key to begin with", async () => {
  const { outcomes, host } = await tryScripted({ files: { "/p/.env": "DEBUG=1\n" }, refuses: reads });
  assertEquals(outcomes, "nothing gives JWT_SECRET_KEY a value that it could start with");
  assertEquals(host.commands, []);
});

test("unsafeStarts leaves out equal keys where there is no second one", async () => {
  const { outcomes } = await tryScripted({
    files: { "/p/.env": `JWT_SECRET_KEY=${GOOD}\n` },
    refuses: reads,
  });
  assertEquals(outcomes, each("refuses", ALL.filter((one) => one !== "equal")));
});

test("unsafeStarts tries one character under the policy's minimum, and masks what it tried", async () => {
  const lengths: number[] = [];
  const { fact } = await tryScripted({
    options: { policy: "strict" },
    refuses: (env) => {
      const key = env["JWT_SECRET_KEY"] ?? "";
      lengths.push(key.length);
      return key.length < 64 || key === env["SECRET_KEY"]
        ? `JWT_SECRET_KEY must be at least 64 characters, not '${key}'`
        : null;
    },
    files: { "/p/.env": `SECRET_KEY='${SESSION}'\nJWT_SECRET_KEY=${GOOD}${GOOD}\n` },
  });
  assertEquals(lengths.slice(0, 5), [100, 0, 0, 100, 63]);
  const short = fact.known ? fact.value.cases.find((one) => one.case === "short") : undefined;
  assert(short !== undefined && short.causes.length > 0);
  assertStringIncludes(short.causes[0]!.text, "••••");
});

test("unsafeStarts takes the placeholder of the project's own example where that is long enough", async () => {
  const own = "put-your-own-random-text-of-at-least-fifty-characters-here";
  for (const [example, tried] of [[own, own], ["changeme", null]] as const) {
    const keys: string[] = [];
    await tryScripted({
      files: { "/p/.env.example": `JWT_SECRET_KEY=${example}\n` },
      refuses: (
        env,
      ) => (keys.push(env["JWT_SECRET_KEY"] ?? ""), reads(env)),
    });
    assertEquals(keys.includes(own), tried === own);
    assertEquals(keys.some((key) => key.startsWith("REQUIRED__GENERATE")), tried === null);
  }
});

test("unsafeStarts changes the key in every env file that assigns it, and in no example", async () => {
  const seen: string[] = [];
  await tryScripted({
    files: { "/p/.env.local": `JWT_SECRET_KEY=${GOOD}\n`, "/p/.env.example": "JWT_SECRET_KEY=\n" },
    refuses: (env, { folder }, host) => {
      const text = (name: string) => new TextDecoder().decode(host.files.read(`${folder}/${name}`));
      seen.push(`${text(".env.local").includes(GOOD)} ${text(".env.example")}`);
      return reads(env);
    },
  });
  assertEquals(seen.slice(0, 2), ["true JWT_SECRET_KEY=\n", "false JWT_SECRET_KEY=\n"]);
});

test("unsafeStarts says where it could not copy, and leaves nothing", async () => {
  for (const operation of ["makeFolder", "create", "write"]) {
    let left = 3;
    const { outcomes, host } = await tryScripted({
      refuses: reads,
      world: {
        fault: (step) =>
          step.operation === operation && step.path.includes("/code") && --left === 0 ? "ENOSPC" : null,
      },
      files: { "/p/a/b/c.py": "x", "/p/d/e.py": "y" },
    });
    assertStringIncludes(`${outcomes}`, "could not be made or changed (ENOSPC)");
    assertEquals(host.files.list("/tmp"), []);
  }
});

test("unsafeStarts starts nothing more once the run was stopped, and leaves nothing", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let starts = 0;
  const { outcomes, host } = await tryScripted({
    world: { stopped: promise },
    refuses: (env) => {
      if (++starts === 2) resolve();
      return reads(env);
    },
  });
  assertEquals(starts, 2);
  assert(typeof outcomes === "string" || outcomes.some((one) => one.endsWith("not-telling")));
  assertEquals(host.files.list("/tmp"), []);
});

test("unsafeStarts does not read a key file of the project into the copy", async () => {
  const { host } = await tryScripted({
    files: { "/p/.jwt_key": GOOD, "/p/server.pem": "x", "/p/db.sqlite3": "x", "/p/data.json": "{}" },
    options: { keyFiles: ["/p/.jwt_key"] },
    refuses: (env, { folder }, host) => {
      assertEquals(host.files.list(folder), [".env", "app.py", "data.json"]);
      return reads(env);
    },
  });
  assertEquals(host.commands.length > 1, true);
});

test("unsafeStarts starts nothing on Windows", async () => {
  const windows = await tryScripted({ refuses: reads, world: { platform: "windows" } });
  assertEquals([windows.outcomes, windows.host.commands], ["on Windows no application is started", []]);
});

test("unsafeStarts says which permission it lacks", async () => {
  const { fact, host } = await tryScripted({ refuses: reads, world: { without: ["write"] } });
  assertEquals(fact, {
    known: false,
    why: "what it does with unsafe keys needs the permission to write",
    next: "",
  });
  assertEquals(host.commands, []);
});

test("unsafeStarts does not tell of a start that exceeds its time limit, and goes on", async () => {
  let starts = 0;
  const { outcomes } = await tryScripted({
    refuses: (env) => ++starts === 3 ? TIMES_OUT : reads(env),
  });
  assertEquals(outcomes, ALL.map((one) => `${one} ${one === "empty" ? "not-telling" : "refuses"}`));
});
