import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { judgeFleet, judgeMember, type Member } from "../../src/checklist/fleet.ts";
import { unjudged } from "../../src/checklist/unjudged.ts";
import { ITEMS } from "../../src/checklist/items.ts";
import { fleetText } from "../../src/report/fleet_text.ts";
import { envFile, gatheredOf } from "../checklist/gathered_of.ts";

const STYLE = { color: false, unicode: true };
const TODAY = "2026-11-21";

test("fleetText() tells of each service in a line what is open, those first that keep the release back", () => {
  const missing = {
    code: "nothing-there",
    message: "no backend, no .env and no set JWT_SECRET_KEY",
    next: [],
  } as const;
  const scope = { name: "old", project: "old", recognised: null, commit: null, environment: null };
  const report = judgeFleet([
    ready("ledger", "33333333"),
    {
      checklist: unjudged(scope, { error: missing, command: "deno task checklist old" }),
      service: "old",
      folder: null,
      said: null,
      keys: [],
    },
    judge("a-service-with-a-name-that-is-too-long-for-a-column", "11111111"),
    judge("shop", "11111111"),
    judge("pay", "22222222"),
  ]);
  assertEquals(fleetText(report, { style: STYLE, project: "~/src" }), EXPECTED);
});

test("fleetText() stays short and within 80 columns with a thousand services", () => {
  const [open, done] = [judge("open", "11111111"), ready("done", "33333333")];
  const fingerprint = (at: number, first: string) => at.toString(16).padStart(8, first);
  const report = judgeFleet([
    ...many(400, (at) => called(open, `failing-${at}`, "11111111")),
    ...many(300, (at) => called(open, `unknown-${at}`, fingerprint(at, "20000000"))),
    ...many(300, (at) => called(done, `ready-${at}`, fingerprint(at, "30000000"))),
  ]);
  const text = fleetText(report, { style: STYLE, project: null });
  const lines = text.split("\n");
  assert(lines.length < 250, `${lines.length} lines`);
  // A command is never broken: it is to be copied.
  for (const line of lines) assert([...line].length <= 80 || line.startsWith("     deno task "), line);
  assertStringIncludes(text, "NOT READY   300 ready   400 not   300 not known");
  assertStringIncludes(text, "    and 360 more, all in --format json");
  assertStringIncludes(text, "    and 260 more, all in --format json");
  assertStringIncludes(text, "Ready\n  ✓ 300 services, all in --format json");
  assertStringIncludes(text, "failing-5 (.env) and 394 more");
});

function judge(name: string, fingerprint: string, accepted: readonly string[] = []) {
  return judgeMember(gatheredOf(name, [envFile(".env", { jwt: fingerprint })]), {
    accepted,
    today: TODAY,
    service: name,
    folder: `/${name}`,
  });
}

function ready(name: string, fingerprint: string) {
  return judge(name, fingerprint, ITEMS.map(({ id }) => id));
}

/** The same service by another name, with another key: judging a thousand takes its time. */
function called(member: Member, name: string, fingerprint: string): Member {
  const { checklist, keys } = member;
  return {
    ...member,
    checklist: { ...checklist, scope: { ...checklist.scope, name } },
    service: name,
    folder: `/${name}`,
    keys: keys.map((key) => ({ ...key, fingerprint })),
  };
}

function many(number: number, make: (at: number) => Member): readonly Member[] {
  return Array.from({ length: number }, (_, at) => make(at));
}

const EXPECTED = `\
checklist  ~/src  5 services

NOT READY   1 ready   2 not   2 not known

Not ready
  ✗ a-service-with-a-name-that-is-too-long-for-a-column
                                  key not shared; 10 not known
  ✗ shop                          key not shared; 10 not known

Not known
  ? old                           no backend, no .env and no set JWT_SECRET_KEY
  ? pay                           key in every env file, loaders read the same
                                  key, application starts, refuses to start
                                  unsafely, login works, key used, not only set
                                  and 4 more

Ready
  ✓ ledger                        5 hold, 12 not known, at 0123abc

Shared keys
  11111111  a-service-with-a-name-that-is-too-long-for-a-column (.env), shop
            (.env)

Next
  1  a-service-with-a-name-that-is-too-long-for-a-column: key not shared
     deno task generate
  2  old: look at it alone
     deno task checklist old
  3  pay: deployment documented
     deno task checklist attest deployment-documented pay --by NAME --note "…"
`;

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}
