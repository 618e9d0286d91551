import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { POLICIES } from "../../src/policy.ts";
import type { Facts, Measurement } from "../../src/rules/facts.ts";
import { evaluate, RULES } from "../../src/rules/mod.ts";
import type { Finding, Outcome } from "../../src/rules/rule.ts";
import { generateSecret } from "../../src/secret.ts";
import { measure } from "../../src/strength.ts";
import { bytes, stream } from "../strength/sample_keys.ts";
import { facts, measurement } from "./arbitrary_facts.ts";
import { OUTCOME_OF, readRuleFixtures } from "./fixtures.ts";

const IDS = RULES.map(({ id }) => id);
const FIXTURES = readRuleFixtures();
const PAGES = [...Deno.readDirSync(new URL("../../docs/rules/", import.meta.url))].map(({ name }) => name);
const policies = fc.constantFrom(...Object.values(POLICIES));

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

for (const { name, rule, facts, expected } of FIXTURES) {
  test(`evaluate() judges ${name}`, () => {
    const findings = evaluate(RULES, facts, POLICIES[expected.policy]);
    const { outcome, severity, evidence, remedy } = findingOf(findings, rule);
    const commands = remedy?.commands ?? [];
    assertEquals({ rule, outcome, severity, evidence, commands }, expected.finding);
    assertEquals(byOutcome(findings), expected.outcomes);
  });
}

test("every fixture is named after a rule and what it says", () => {
  for (const { name, rule, expected } of FIXTURES) {
    const [kind = ""] = name.split(".");
    assert(IDS.includes(rule), name);
    assertEquals(OUTCOME_OF[kind as keyof typeof OUTCOME_OF], expected.finding.outcome, name);
  }
});

test("every rule has a fixture that holds, one that does not, and a page", () => {
  for (const id of IDS) {
    const kinds = FIXTURES.filter(({ rule }) => rule === id).map(({ name }) => name.split(".")[0]);
    assert(kinds.includes("ok") && kinds.includes("ng"), id);
    assert(PAGES.includes(`${id}.md`), id);
  }
});

test("every rule is a statement with a name of its own, a reason and a reference", () => {
  assertEquals(new Set(IDS).size, IDS.length);
  for (const { id, title, why, references } of RULES) {
    assert(/^[a-z]+(?:-[a-z]+)*$/.test(id), id);
    assert(title !== "" && title.length <= 32 && !title.endsWith("."), id);
    assert(why.endsWith("."), id);
    assert(references.length > 0 && references.every((link) => URL.canParse(link)), id);
  }
});

test("evaluate() gives one finding a rule, whatever the facts", () => {
  fc.assert(
    fc.property(facts, policies, (facts, policy) => {
      const findings = evaluate(RULES, facts, policy);
      assertEquals(findings.map(({ rule }) => rule), IDS);
      for (const { outcome, message, remedy, evidence } of findings) {
        assert(message !== "" && !message.includes("undefined") && !message.endsWith("."), message);
        // Who reads that something does not hold is told what to do, or which rule's effect it is.
        const mends = remedy !== undefined && remedy.text !== "";
        assert(outcome !== "fail" || mends || message.includes("the effect of"), message);
        assert(evidence.every((one) => one.line === undefined || one.line >= 1));
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test("evaluate() changes nothing, and says the same of the same facts", () => {
  fc.assert(
    fc.property(facts, policies, (facts, policy) => {
      const once = evaluate(RULES, frozen(structuredClone(facts)), policy);
      assertEquals(evaluate(RULES, structuredClone(facts), policy), once);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("evaluate() says the same of all generated keys whose fingerprint is the same", () => {
  const next = stream(11);
  const judge = () => {
    const key = generateSecret({ bytes: (length) => bytes(next, length) });
    return evaluate(RULES, withKey({ ...measure(key.bytes()), fingerprint: "5f3a91c2" }), POLICIES.strict);
  };
  const first = judge();
  for (let i = 0; i < 30; i++) assertEquals(judge(), first);
});

test("evaluate() does not tell how long a key is that is too short", () => {
  fc.assert(
    fc.property(measurement, fc.integer({ min: 1, max: 49 }), (key, length) => {
      const judge = (characters: number) =>
        evaluate(
          RULES,
          withKey({ ...key, characters, bytes: characters, fingerprint: null }),
          POLICIES.separation,
        );
      assertEquals(judge(length), judge(49));
    }),
    { seed: 3, numRuns: 300 },
  );
});

test("evaluate() judges no content where no key is", () => {
  holdsForAll(({ outcomeOf, blamed }) => {
    // It does not judge either which of two values is the key.
    if (outcomeOf("key-alphabet") !== "not-applicable" || outcomeOf("loaders-agree") === "fail") return;
    for (const id of ["keys-differ", "key-long-enough", "key-strong"]) {
      assert(blamed(id) || outcomeOf(id) === "not-applicable", id);
    }
  });
});

test("evaluate() calls nothing hidden where no env file assigns the key", () => {
  holdsForAll(({ facts, outcomeOf }) => {
    const files = facts.envFiles?.known ? facts.envFiles.value : [];
    if (files.some(({ exists, jwtKey }) => exists && jwtKey !== null)) return;
    assert(["not-applicable", "unknown"].includes(outcomeOf("not-masked-by-environment")));
  });
});

test("evaluate() asks git's two questions where there is a work tree, and only there", () => {
  holdsForAll(({ outcomeOf }) => {
    const [untracked, ignored] = [outcomeOf("env-file-untracked"), outcomeOf("env-file-ignored")];
    for (const outcome of ["not-applicable", "unknown"] as const) {
      assertEquals(untracked === outcome, ignored === outcome);
    }
  });
});

test("evaluate() tries no empty key on an application that does not start with a good one", () => {
  holdsForAll(({ outcomeOf, startFails }) => {
    if (!startFails) return;
    assertEquals(outcomeOf("starts"), "fail");
    assertEquals(outcomeOf("refuses-empty-key"), "not-applicable");
  });
});

test("evaluate() compares no keys where there is only one", () => {
  holdsForAll(({ facts: { names }, outcomeOf, blamed }) => {
    if (names.session !== null && names.session !== names.jwt) return;
    for (const id of ["keys-differ", "secret-key-forgery-refused"]) {
      assert(blamed(id) || outcomeOf(id) === "not-applicable", id);
    }
  });
});

interface Judged {
  readonly facts: Facts;
  readonly startFails: boolean;
  readonly outcomeOf: (rule: string) => Outcome;
  /** Whether the application's own words blame the rule. */
  readonly blamed: (rule: string) => boolean;
}

function holdsForAll(check: (judged: Judged) => void): void {
  fc.assert(
    fc.property(facts, policies, (facts, policy) => {
      const findings = evaluate(RULES, facts, policy);
      const start = facts.start?.known && facts.start.value.outcome === "fails" ? facts.start.value : null;
      check({
        facts,
        startFails: start !== null,
        outcomeOf: (rule) => findingOf(findings, rule).outcome,
        blamed: (rule) => start?.causes.some((cause) => cause.rule === rule) ?? false,
      });
    }),
    { seed: 4, numRuns: 500 },
  );
}

function withKey(key: Measurement): Facts {
  return {
    project: "shop",
    root: "shop",
    loadsNoFile: false,
    sessionAssumed: false,
    names: { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" },
    algorithm: "HS256",
    modes: true,
    envFiles: {
      known: true,
      value: [{
        path: ".env",
        exists: true,
        mode: 0o600,
        git: { known: true, value: { state: "work-tree", tracked: false, ignored: true } },
        jwtKey: { path: ".env", line: 1, key },
        sessionKey: null,
        relation: "unrelated",
        agrees: true,
        unreadable: null,
      }],
    },
  };
}

function findingOf(findings: readonly Finding[], rule: string): Finding {
  const finding = findings.find((one) => one.rule === rule);
  if (finding === undefined) throw new Error(`No finding of ${rule}`);
  return finding;
}

/** A rule that says nothing here is left out: so a new one changes no fixture but its own. */
function byOutcome(
  findings: readonly Finding[],
): Readonly<Record<Exclude<Outcome, "not-applicable">, readonly string[]>> {
  const of = (outcome: Outcome) => findings.filter((one) => one.outcome === outcome).map(({ rule }) => rule);
  return {
    pass: of("pass"),
    fail: of("fail"),
    unknown: of("unknown"),
  };
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
