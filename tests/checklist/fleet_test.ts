import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Checklist } from "../../src/checklist/checklist.ts";
import { judgeFleet, judgeMember, type Member } from "../../src/checklist/fleet.ts";
import type { Gathered } from "../../src/checklist/gathered.ts";
import type { ItemResult } from "../../src/checklist/item.ts";
import { unjudged } from "../../src/checklist/unjudged.ts";
import { envFile, gatheredOf } from "./gathered_of.ts";

const NOW = { accepted: [], today: "2026-11-21" } as const;
const ONE = "11111111";
const OTHER = "22222222";

test("judgeFleet() fails key-not-shared of each service that has another's key, and names the other", () => {
  const report = judgeFleet([
    member(gatheredOf("shop", [envFile(".env", { jwt: ONE })])),
    member(gatheredOf("crm", [envFile("conf/.env", { jwt: ONE })])),
    member(gatheredOf("pay", [envFile(".env", { jwt: OTHER })])),
  ]);
  assertEquals(report.sharedKeys, [{ fingerprint: ONE, places: ["shop (.env)", "crm (conf/.env)"] }]);
  assertEquals(report.services.map((service) => itemOf(service).outcome), ["fail", "fail", "not-applicable"]);
  const { message, evidence, decidedBy } = itemOf(report.services[0]);
  assertEquals(decidedBy, "environments-separate-keys");
  assertEquals(message, "JWT_SECRET_KEY is a key of crm too");
  assertEquals(evidence, [{ path: ".env", line: 2, text: "JWT_SECRET_KEY" }, { text: "crm (conf/.env)" }]);
  assertEquals(report.readiness, "not-ready");
  assertEquals(report.services[0]?.counts.notReady, 1 + (report.services[2]?.counts.notReady ?? 0));
  const finding = report.services[0]?.findings.find(({ rule }) => rule === "environments-separate-keys");
  assertEquals([finding?.outcome, finding?.message], ["fail", message]);
});

test("judgeFleet() lets development and tests of one service share a key, and no other two environments", () => {
  const cases: readonly (readonly [one: string | null, other: string | null, outcome: string])[] = [
    ["development", "test", "not-applicable"],
    ["dev", "ci", "not-applicable"],
    ["staging", "production", "fail"],
    ["development", "production", "fail"],
    ["eu", "us", "fail"],
    ["Staging", "staging", "not-applicable"],
    [null, "production", "fail"],
    [null, "test", "not-applicable"],
  ];
  for (const [one, other, outcome] of cases) {
    const report = judgeFleet(
      [one, other].map((environment) =>
        member(gatheredOf(`shop ${environment}`, [envFile(".env", { jwt: ONE })], { environment }), {
          service: "shop",
          folder: "/shop",
        })
      ),
    );
    assertEquals([one, other, itemOf(report.services[0]).outcome], [one, other, outcome]);
    assertEquals(report.sharedKeys.length, outcome === "fail" ? 1 : 0);
  }
});

test("judgeFleet() takes two names of one folder for one service, and two folders for two", () => {
  const twice = (folders: readonly (string | null)[]) =>
    judgeFleet(
      folders.map((folder, at) =>
        member(gatheredOf(`s${at}`, [envFile(".env", { jwt: ONE })], { environment: "test" }), { folder })
      ),
    ).sharedKeys.length;
  assertEquals(twice(["/a", "/a"]), 0);
  assertEquals(twice(["/a", "/b"]), 1);
  assertEquals(twice([null, null]), 1);
});

test("judgeFleet() sees a JWT key that is another's session key, in a file or in the process, and no two session keys", () => {
  const process = {
    known: true,
    value: {
      jwtKey: { key: envFile(".env", { jwt: OTHER }).jwtKey?.key ?? fail() },
      sessionKey: null,
      relation: null,
      sameAsFile: null,
      wins: null,
    },
  } as const;
  const report = judgeFleet([
    member(gatheredOf("shop", [envFile(".env", { jwt: ONE, session: "33333333" })])),
    member(gatheredOf("crm", [envFile(".env", { jwt: "44444444", session: ONE })])),
    member(
      gatheredOf("pay", [envFile(".env", { jwt: "55555555", session: "33333333" })], { facts: { process } }),
    ),
    member(gatheredOf("log", [envFile(".env", { jwt: OTHER })])),
  ]);
  assertEquals(report.sharedKeys, [
    { fingerprint: ONE, places: ["shop (.env)", "crm (.env, SECRET_KEY)"] },
    { fingerprint: OTHER, places: ["pay (the environment)", "log (.env)"] },
  ]);
  assertEquals(itemOf(report.services[1]).message, "SECRET_KEY is a key of shop too");
  assertEquals(itemOf(report.services[2]).evidence[0], { text: "JWT_SECRET_KEY" });
});

test("judgeFleet() keeps what fails in the project itself, says nothing of weak keys, and bears what is waived", () => {
  const shared = {
    path: ".env.production",
    line: 1,
    name: "JWT_SECRET_KEY",
    environment: "production",
    relation: "same",
    with: { path: ".env", line: 2 },
  } as const;
  const environments = { known: true, value: { files: [], shared: [shared], unread: [] } } as const;
  const waiver = {
    item: "key-not-shared",
    by: "Ada",
    reason: "until Friday",
    on: "2026-11-01",
    until: "2026-12-01",
  } as const;
  const crm = gatheredOf("crm", [envFile(".env", { jwt: ONE })]);
  const report = judgeFleet([
    member(gatheredOf("shop", [envFile(".env", { jwt: ONE })], { facts: { environments } })),
    member({ ...crm, statements: { attestations: [], waivers: [waiver] } }),
    member(gatheredOf("a", [envFile(".env", { jwt: null })])),
    member(gatheredOf("b", [envFile(".env", { jwt: null })])),
  ]);
  const { message, evidence } = itemOf(report.services[0]);
  assertStringIncludes(
    message,
    ".env.production (production) holds the key of .env; JWT_SECRET_KEY is a key of crm",
  );
  assertEquals(evidence.length, 4);
  assertEquals(itemOf(report.services[1]).waiver, waiver);
  assertEquals(report.sharedKeys.length, 1);
});

test("judgeFleet() names five of a hundred services that share a key, and says how many more", () => {
  const members = Array.from(
    { length: 100 },
    (_, at) => member(gatheredOf(`s${at}`, [envFile(".env", { jwt: ONE })])),
  );
  const { services, sharedKeys } = judgeFleet(members);
  assertEquals(sharedKeys[0]?.places.length, 100);
  const { message, evidence } = itemOf(services[50]);
  assertEquals(message, "JWT_SECRET_KEY is a key of s0, s1, s2, s3, s4 and 94 more too");
  assertEquals(evidence.length, 6);
});

test("unjudged() knows nothing, whatever was accepted, and keeps a fleet from being ready", () => {
  const scope = { name: "shop", project: "shop", recognised: null, commit: null, environment: null };
  const checklist = unjudged(scope, {
    error: { code: "nothing-there", message: "no backend", next: [] },
    command: "deno task checklist shop",
  });
  assert(checklist.items.every(({ outcome, message }) => outcome === "unknown" && message === "no backend"));
  const report = judgeFleet([{ checklist, service: "shop", folder: null, said: null, keys: [] }]);
  assertEquals([report.readiness, report.services[0]?.error?.code], ["not-known", "nothing-there"]);
});

function member(gathered: Gathered, more: Partial<Pick<Member, "service" | "folder">> = {}): Member {
  const { name } = gathered.scope;
  return judgeMember(gathered, { ...NOW, service: name, folder: `/${name}`, ...more });
}

function itemOf(service: Checklist | undefined): ItemResult {
  const item = service?.items.find(({ id }) => id === "key-not-shared");
  assert(item !== undefined);
  return item;
}

function fail(): never {
  throw new Error("there is no key");
}

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}
