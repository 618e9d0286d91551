import { sayWords } from "./_audit.ts";
import { type Command, main } from "./_command.ts";
import { credentials } from "./_credentials.ts";
import { openServedProject, recognised } from "./_open.ts";
import { PROVABLE } from "./_options.ts";
import type { Settings } from "./_settings.ts";
import { FLAGS } from "./_permissions.ts";
import { quoted } from "../src/rules/quoted.ts";
import { redactorFor } from "../src/gather/redactor.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { baseFacts } from "../src/gather/facts.ts";
import { secretsOf } from "../src/gather/login.ts";
import { KNOWN_KEY } from "../src/gather/prove_known_key.ts";
import { NO_CREDENTIALS, notServed, proveServed, secondLogin } from "../src/gather/prove_served.ts";
import { replacedKey } from "../src/gather/replaced_key.ts";
import { denoHost } from "../src/io/deno_host.ts";
import type { Facts } from "../src/rules/facts.ts";
import type { Finding } from "../src/rules/rule.ts";
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
    const { host, progress, typed } = context;
    const project = await openServedProject(context, "login");
    const gathered = await gatherKeys(host, project);
    const replaced = replacedKey(host, project, gathered.keys);
    const keys = { ...gathered.keys, replaced };
    const base: Facts = {
      ...baseFacts(project, gathered, host.platform),
      ...(replaced === null ? {} : { replaced: true }),
    };
    const asked = askedOf(context.settings);
    const conclude = (learned: Partial<Facts>) => {
      const facts: Facts = { ...base, ...learned };
      const rules = RULES.filter((rule) =>
        rule.id === "login-works" || asked.has(rule.id) || causesOf(rule, facts).length > 0
      );
      const findings = evaluate(rules, facts, project.policy).map((one) => asAsked(one, context.settings));
      return { findings, recognised: recognised(project) };
    };

    const who = await credentials(context);
    const again = ["deno task login", typed, ...provingWords(context.settings)].join(" ");
    const withCredentials = `KEYSPLIT_USERNAME=NAME ${again} --password-stdin`;
    if (who === null) return conclude(notServed(asked, NO_CREDENTIALS, withCredentials));
    const twice = secondLogin(asked, project);
    if (twice !== null) progress.say(`  ${twice}`);
    const words = sayWords(context);
    const labels = {
      server: "  the server starts",
      login: "  the login is answered",
      proof: () => words.line() ?? "  the proof runs",
    };
    const proven = await proveServed(host, project, {
      asked,
      keys,
      credentials: who,
      again,
      withCredentials,
      redact: redactorFor(host, project, keys, secretsOf(who)),
      words,
      during: (step, work) => progress.during(labels[step], work),
    });
    words.end();
    return conclude(proven);
  },
};

/** The commands of a finding that log in once more ask what was asked now, where they do not say what. */
function asAsked(finding: Finding, settings: Settings): Finding {
  const { remedy } = finding;
  if (remedy === undefined) return finding;
  const commands = remedy.commands.map((command) => {
    if (!/\bdeno task login /.test(command) || / --(?:prove|wordlist|instance) /.test(command)) {
      return command;
    }
    // A second instance belongs to a first one.
    const words = provingWords(settings).filter((word) =>
      !word.startsWith("--instance ") || / --base-url /.test(command)
    );
    return [command, ...words].join(" ");
  });
  return { ...finding, remedy: { ...remedy, commands } };
}

/** The flags of this command alone, as they were typed. */
function provingWords({ prove, wordlists, instance }: Settings): readonly string[] {
  return [
    ...instance === undefined ? [] : [`--instance ${quoted(instance)}`],
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
