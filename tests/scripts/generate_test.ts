import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PLACE_NAMES } from "../../scripts/_places.ts";
import { reportOf } from "./report.ts";
import { makePerson } from "./run_script.ts";

Deno.test("generate prints keys, one a line, and nothing else", async () => {
  using person = makePerson();
  const one = await person.run("generate", []);
  assertMatch(one.stdout, /^[A-Za-z0-9_-]{86}\n$/);
  assertEquals([one.code, one.stderr], [0, ""]);
  const five = await person.run("generate", ["--count", "5"]);
  assertMatch(five.stdout, /^([A-Za-z0-9_-]{86}\n){5}$/);
  assertEquals(new Set(five.stdout.trim().split("\n")).size, 5);
});

Deno.test("generate makes as many bytes as are asked for, or characters rounded up to whole bytes", async () => {
  using person = makePerson();
  const cases: readonly (readonly [args: readonly string[], characters: number])[] = [
    [["--bytes", "48"], 64],
    [["--bytes", "96"], 128],
    [["--length", "64"], 64],
    [["--length", "65"], 66],
    [["--bytes", "32", "--policy", "minimum"], 43],
  ];
  for (const [args, characters] of cases) {
    const { code, stdout } = await person.run("generate", args);
    assertEquals([code, stdout.length], [0, characters + 1], args.join(" "));
  }
});

Deno.test("generate refuses fewer bytes than the policy allows, and what makes no sense", async () => {
  using person = makePerson();
  for (
    const args of [
      ["--bytes", "47"],
      ["--length", "62"],
      ["--bytes", "31", "--policy", "minimum"],
      ["--bytes", "64", "--length", "86"],
      ["--bytes", "many"],
      ["--count", "0"],
      ["--for", "nowhere"],
      ["--policy", "none"],
      ["somewhere"],
    ]
  ) {
    const { code, stdout, stderr } = await person.run("generate", args);
    assertEquals([code, stdout], [2, ""], args.join(" "));
    assertMatch(stderr, /^generate: [A-Z-]/i);
  }
});

for (const place of PLACE_NAMES) {
  Deno.test(`generate --for ${place} says what to do, and puts the key into no command line`, async () => {
    using person = makePerson();
    const { code, stdout, stderr } = await person.run("generate", ["--for", place]);
    assertEquals(code, 0);
    assertMatch(stdout, /^[A-Za-z0-9_-]{86}\n$/);
    assertStringIncludes(stderr, `generate  for ${place}\n`);
    const key = stdout.trim();
    for (let at = 0; at + 6 <= key.length; at++) {
      assert(!stderr.includes(key.slice(at, at + 6)), "a part of the key is in the advice");
    }
  });
}

Deno.test("generate --format json has the keys in the object", async () => {
  using person = makePerson();
  const report = reportOf(await person.run("generate", ["--count", "2", "--format", "json"]));
  assertEquals([report.keys?.length, report.findings], [2, []]);
});
