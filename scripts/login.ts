import { sayWords } from "./_audit.ts";
import { type Command, main } from "./_command.ts";
import { credentials } from "./_credentials.ts";
import { openServedProject, recognised } from "./_open.ts";
import { PROVABLE, type Settings } from "./_options.ts";
import { FLAGS } from "./_permissions.ts";
import { quoted } from "../src/rules/quoted.ts";
import { converse } from "../src/gather/backend_http.ts";
import { redactorFor } from "../src/gather/redactor.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { baseFacts } from "../src/gather/facts.ts";
import { gatherLogin, secretsOf } from "../src/gather/login.ts";
import { KNOWN_KEY } from "../src/gather/prove_known_key.ts";
import { prove, unproven } from "../src/gather/proofs.ts";
import { replacedKey } from "../src/gather/replaced_key.ts";
import type { Project } from "../src/gather/project.ts";
import { serve } from "../src/gather/serve.ts";
import { watchOutput } from "../src/gather/watch_output.ts";
import { denoHost } from "../src/io/deno_host.ts";
import type { Facts, Learned } from "../src/rules/facts.ts";
import { causesOf } from "../src/rules/evaluate.ts";
import { evaluate, RULES } from "../src/rules/mod.ts";

/** What is asked where no proof is named: what the bytes of the token tell. */
const USUAL = ["signed-with-jwt-key", KNOWN_KEY];

/** Logs in once, says which key signed the token, and proves what is asked with it. */
export const login: Command = {
  name: "login",
  summary: "logs in and says which key signed the token, or proves what --prove names",
  options: ["password-stdin", "insecure-http", "instance", "prove", "wordlist"],
  project: "optional",
  windows: false,
  needs: ["read"],
  flags: FLAGS.login,
  async run(context) {
    const { progress, typed } = context;
    const project = await openServedProject(context, "login");
    const gathered = await gatherKeys(context.host, project);
    const replaced = replacedKey(context.host, project, gathered.keys);
    const keys = { ...gathered.keys, replaced };
    const base: Facts = {
      ...baseFacts(project, gathered, context.host.platform),
      ...(replaced === null ? {} : { replaced: true }),
    };
    const asked = askedOf(context.settings);
    let redact = redactorFor(context.host, project, keys);
    const watched = asked.has("key-not-in-output") ? watchOutput(context.host, keys) : undefined;
    const host = watched?.host ?? context.host;
    const conclude = (learned: Facts, next: readonly string[] = []) => {
      // A key in the output counts, however far the run came; that there was none tells nothing of the rest.
      const output = learned.output?.known ? learned.output : watched?.fact(redact);
      const shows = output?.known && output.value.found.length > 0;
      const facts: Facts = shows ? { ...learned, output } : learned;
      const rules = RULES.filter((rule) =>
        rule.id === "login-works" || asked.has(rule.id) || causesOf(rule, facts).length > 0
      );
      return { findings: evaluate(rules, facts, project.policy), recognised: recognised(project), next };
    };
    const unknown = (why: string, next?: string) => {
      const learned: Learned<never> = { known: false, why };
      // How to go on is said once, not for each proof.
      return conclude({
        ...base,
        ...unproven(asked, learned),
        login: { ...learned, ...(next ? { next } : {}) },
      });
    };

    const who = await credentials(context);
    if (who === null) {
      return unknown(
        "there are no credentials",
        `KEYSPLIT_USERNAME=NAME deno task login ${[typed, ...provingWords(context.settings)].join(" ")} ` +
          "--password-stdin",
      );
    }
    redact = redactorFor(host, project, keys, secretsOf(who));
    for (const line of loginsFor(asked, project)) progress.say(line);
    const served = await progress.during("  the server starts", serve(host, project, redact));
    if (served.outcome === "not-known") return unknown(served.why, served.next);
    if (served.outcome === "fails") {
      const cause = served.start.causes[0]?.title ?? "see deno task startup";
      const why = `the server does not start: ${cause}`;
      return conclude({
        ...base,
        start: { known: true, value: served.start },
        ...unproven(asked, { known: false, why }),
        login: { known: false, why, next: `deno task startup ${typed}` },
      });
    }
    try {
      if (!(await served.server.stillOurs())) {
        return unknown("the server that was started does not answer any more");
      }
      const conversation = converse(host, served.server.base, project.options.timeout);
      const answered = await progress.during(
        "  the login is answered",
        gatherLogin(host, project, conversation, who, redact),
      );
      if (!answered.known) return unknown(answered.why, answered.next);
      const login = { known: true as const, value: answered.value.fact };
      const { token } = answered.value;
      if (token === null) {
        return conclude({
          ...base,
          ...unproven(asked, { known: false, why: "the login gave no token" }),
          login,
        });
      }
      if (!(await served.server.stillOurs())) {
        return unknown("the server that was started does not answer any more");
      }
      const words = sayWords(context);
      const proven = await progress.during(
        () => words.line() ?? "  the proof runs",
        prove({
          host,
          command: "login",
          project,
          server: served.server,
          conversation,
          keys,
          redact,
          login: answered.value,
          carried: token,
          credentials: who,
          ...(watched === undefined ? {} : { watched }),
          asked,
          words,
        }),
      );
      words.end();
      return conclude({ ...base, ...proven, login });
    } finally {
      await served.server.stop();
    }
  },
};

/** What is said before a run that may log in twice, because some applications allow few logins. */
function loginsFor(asked: ReadonlySet<string>, { options }: Project): readonly string[] {
  if (asked.has("instances-agree") && options.instance !== undefined) {
    return ["  It logs in twice, once at each instance"];
  }
  return asked.has("workers-agree") && options.baseUrl === undefined
    ? ["  It logs in once, and once more where workers that start for the proof do not know the token"]
    : [];
}

/** The flags of this command alone, as they were typed. */
function provingWords({ prove, wordlists }: Settings): readonly string[] {
  return [
    ...prove.length === 0 ? [] : [`--prove ${prove.join(",")}`],
    ...wordlists.map((path) => `--wordlist ${quoted(path)}`),
  ];
}

function askedOf({ prove, wordlists }: Settings): ReadonlySet<string> {
  if (prove.includes("all")) return new Set(PROVABLE);
  const listed = wordlists.length > 0 ? [KNOWN_KEY] : [];
  return new Set([...prove.length === 0 ? USUAL : prove, ...listed]);
}

if (import.meta.main) Deno.exit(await main(login, Deno.args, denoHost()));
