import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { FEWER } from "../../scripts/_permissions.ts";
import { parseServices } from "../../scripts/_services.ts";
import { KeysplitError } from "../../src/errors.ts";
import type { ChecklistReport } from "../../src/checklist/checklist.ts";
import { goodKey, makeEnvFolder } from "./env_folder.ts";
import { type Report, reportOf } from "./report.ts";
import { makePerson, type ScriptOutcome } from "./run_script.ts";

const OFFLINE = FEWER["checklist:offline"].flags;

type FleetReport = Report & Pick<ChecklistReport, "readiness" | "sharedKeys"> & {
  readonly services: readonly (ChecklistReport["services"][number] & { readonly name: string })[];
};

const env = (jwt: string) => `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${jwt}\n`;

Deno.test("checklist judges each service of keysplit.json, and one that cannot be judged is a result", async () => {
  using person = makePerson();
  const shared = goodKey();
  using folder = makeEnvFolder({
    "keysplit.json": JSON.stringify({
      services: [
        { path: "shop", name: "shop", environment: "staging", envFiles: ["staging.env"] },
        { path: "./shop/", name: "shop", environment: "production", envFiles: ["production.env"] },
        { path: "crm/" },
        { path: "empty" },
        { path: "broken" },
        { path: "gone" },
      ],
    }),
    "shop/staging.env": env(shared),
    "shop/production.env": env(goodKey()),
    "crm/.env": env(shared),
    "crm/keysplit.json": JSON.stringify({ policy: "strict" }),
    "empty/readme.txt": "nothing\n",
    "broken/keysplit.json": JSON.stringify({ jwtkey: "X" }),
  });
  const json = join(person.home, "fleet.json");
  const args = [folder.path, "--reproducible", "--jobs", "2"];
  const { code, stdout, stderr } = await person.run("checklist", [...args, "--report", `json=${json}`], {
    flags: [...OFFLINE, "--allow-write"],
  });
  const report = fleetOf({ code, stdout: Deno.readTextFileSync(json), stderr, signal: null });
  assertEquals([report.exitCode, report.readiness], [1, "not-ready"]);
  assertEquals(report.services.map(({ name, readiness, error }) => [name, readiness, error?.code]), [
    ["shop (staging)", "not-ready", undefined],
    ["shop (production)", "not-known", undefined],
    ["crm", "not-ready", undefined],
    ["empty", "not-known", "nothing-there"],
    ["broken", "not-known", "configuration"],
    ["gone", "not-known", "usage"],
  ]);
  assertEquals(report.sharedKeys.map(({ places }) => places), [[
    "shop (staging) (staging.env)",
    "crm (.env)",
  ]]);
  const starts = report.services[2]?.items.find(({ id }) => id === "application-starts");
  assertEquals(starts?.remedy?.commands, [`deno task checklist ${folder.path}/crm`]);
  const notified = report.services[0]?.items.find(({ id }) => id === "team-notified");
  assertStringIncludes(
    notified?.remedy?.commands[0] ?? "",
    ` ${folder.path}/shop --env-file ${folder.path}/shop/staging.env --environment staging `,
  );
  assertStringIncludes(stdout, "\nNOT READY   0 ready   2 not   4 not known\n");
  assertStringIncludes(stdout, '  ? broken             keysplit.json has an unknown key "jwtkey"\n');
  assertStringIncludes(stderr, "  6 of 6  ");
  assertStringIncludes(stderr, "  gone  not known: There is no folder");
});

Deno.test("checklist judges a fleet of saved facts by their files' names, in any number of files and folders", async () => {
  using person = makePerson();
  const shared = goodKey();
  using folder = makeEnvFolder({ "a/.env": env(shared), "b/.env": env(shared), "facts/broken.json": "{" });
  const facts = (name: string) => join(folder.path, "facts", `${name}.json`);
  await Promise.all(
    (["a", "b"] as const).map((name) =>
      person.run("checklist", [join(folder.path, name), "--save-facts", facts(name)], {
        flags: [...OFFLINE, "--allow-write"],
      })
    ),
  );
  const all = await person.run("checklist", [
    "--load-facts",
    join(folder.path, "facts"),
    "--format",
    "json",
  ], { flags: OFFLINE });
  const report = fleetOf(all);
  assertEquals(report.services.map(({ name, readiness }) => [name, readiness]), [
    ["a", "not-ready"],
    ["b", "not-ready"],
    ["broken", "not-known"],
  ]);
  assertEquals(report.sharedKeys.map(({ places }) => places), [["a (.env)", "b (.env)"]]);
  assertEquals(report.services[0]?.scope.loadedFrom, "a.json");
  const missing = await person.run("checklist", ["--load-facts", facts("a"), "--load-facts", facts("c")]);
  assertEquals(missing.code, 2);
  assertStringIncludes(missing.stderr, "There is no file");
});

Deno.test("checklist refuses what is of one service where there are several, and folders outside of the project", async () => {
  using person = makePerson();
  using folder = makeEnvFolder({
    "repository/keysplit.json": JSON.stringify({ services: [{ path: "../shop" }] }),
    "shop/.env": env(goodKey()),
  });
  const repository = join(folder.path, "repository");
  const outside = await person.run("checklist", [repository], { flags: OFFLINE });
  assertEquals(outside.code, 2);
  assertStringIncludes(outside.stderr, "names a service outside of the project: ../shop");
  const file = join(repository, "keysplit.json");
  const named = await person.run("checklist", ["--config", file, "--format", "json"], { flags: OFFLINE });
  assertEquals(fleetOf(named).services.map(({ name }) => name), ["../shop"]);
  Deno.writeTextFileSync(
    file,
    JSON.stringify({ services: [{ path: "../shop", environment: "staging" }] }),
  );
  for (
    const [flag, message] of [
      ["--check", "--check is of one service, and here are several"],
      ["--environment", "keysplit.json says the environment of each service itself"],
      ["--save-facts", "--save-facts is of one service"],
    ] as const
  ) {
    const refused = await person.run("checklist", ["--config", file, flag, "x"], { flags: OFFLINE });
    assertEquals([flag, refused.code], [flag, 2]);
    assertStringIncludes(refused.stderr, message);
  }
});

Deno.test("checklist ends every service of a fleet on Ctrl-C", async () => {
  using person = makePerson();
  const sleep = `sleep 61.${Math.floor(Math.random() * 1e9)}`;
  const services = ["a", "b", "c"].map((path) => ({ path, check: sleep }));
  using folder = makeEnvFolder({
    "keysplit.json": JSON.stringify({ services }),
    ...Object.fromEntries(services.map(({ path }) => [`${path}/.env`, env(goodKey())])),
  });
  const child = person.start("checklist", [folder.path, "--jobs", "2"]);
  const sleeping = async () => (await commandLines()).filter((line) => line === sleep).length;
  for (let tries = 0; tries < 100 && await sleeping() < 2; tries += 1) await pause(100);
  assertEquals(await sleeping(), 2);
  child.kill("SIGINT");
  const { code } = await child.output();
  assertEquals(code, 4);
  for (let tries = 0; tries < 40 && await sleeping() > 0; tries += 1) await pause(50);
  assertEquals(await sleeping(), 0);
});

Deno.test("each service of a fleet logs in with its own credentials where there are some", async () => {
  using person = makePerson();
  using folder = makeEnvFolder({
    "keysplit.json": JSON.stringify({
      services: ["shop", "team/pay"].map((path) => ({
        path,
        check: "true",
        serve: `'${Deno.execPath()}' run --quiet -A '${
          join(import.meta.dirname ?? "", "fleet_backend.ts")
        }' {port}`,
        loginUrl: "/login/",
      })),
    }),
    "shop/.env": env(goodKey()),
    "team/pay/.env": env(goodKey()),
  });
  const ended = await person.run("checklist", [folder.path, "--format", "json"], {
    environment: {
      KEYSPLIT_USERNAME: "all",
      KEYSPLIT_PASSWORD: "sesame-of-all",
      KEYSPLIT_USERNAME_TEAM_PAY: "payer",
      KEYSPLIT_PASSWORD_TEAM_PAY: "sesame-of-pay",
    },
  });
  const report = fleetOf(ended);
  const said = report.services.map(({ items }) => items.find(({ id }) => id === "login-works"));
  assertEquals(said.map((item) => item?.outcome), ["fail", "fail"]);
  assertStringIncludes(said[0]?.message ?? "", "answers 403");
  assertStringIncludes(said[1]?.message ?? "", "answers 405");
});

Deno.test({
  name: "parseServices() refuses what is not as it should be, and says where",
  permissions: "none",
  fn() {
    const cases: readonly (readonly [value: unknown, message: string])[] = [
      [{}, "k: services needs a list"],
      [[], "k: services needs a list"],
      [["shop"], "k: services[0] is not an object"],
      [[{ path: "a" }, { name: "b" }], "k: services[1] has no path"],
      [[{ path: "" }], "k: services[0]: path is the path of a folder"],
      [[{ path: "a\nb" }], "k: services[0]: path is the path of a folder"],
      [[{ path: "a", name: "\u202eb" }], "k: services[0]: name is a name"],
      [[{ path: "a", services: [] }], 'k: services[0] has an unknown key "services"'],
      [[{ path: "a", runTests: true }], 'k: services[0] has an unknown key "runTests"'],
      [[{ path: "a", timeout: 0 }], "k: services[0]: timeout needs a whole number of at least 1"],
      [[{ path: "a" }, { path: "./a/" }], "two services of one name and environment"],
    ];
    for (const [value, message] of cases) {
      const error = assertThrows(() => parseServices(value, "k: services", "checklist"), KeysplitError);
      assertStringIncludes(error.message, message);
      assertEquals(error.code, "configuration");
    }
    const [one, two] = parseServices(
      [{ path: "./a/", environment: "staging" }, { path: "a", environment: "production" }],
      "k: services",
      "checklist",
    );
    assertEquals([one?.name, two?.name, two?.settings], ["a", "a", { environment: "production" }]);
  },
});

function fleetOf(ended: ScriptOutcome): FleetReport {
  return reportOf(ended) as FleetReport;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function commandLines(): Promise<readonly string[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "args"] }).output();
  return new TextDecoder().decode(stdout).split("\n").map((line) => line.trim());
}
