import { type Command, main } from "./_command.ts";
import { credentials } from "./_credentials.ts";
import { openServedProject, recognised } from "./_open.ts";
import { FLAGS } from "./_permissions.ts";
import { converse } from "../src/gather/backend_http.ts";
import { redactorFor } from "../src/gather/redactor.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { baseFacts } from "../src/gather/facts.ts";
import { gatherLogin, secretsOf } from "../src/gather/login.ts";
import { signatureOf } from "../src/gather/proof.ts";
import { serve } from "../src/gather/serve.ts";
import { denoHost } from "../src/io/deno_host.ts";
import type { Facts, Learned } from "../src/rules/facts.ts";
import { causesOf } from "../src/rules/evaluate.ts";
import { evaluate, RULES } from "../src/rules/mod.ts";

const ASKED = new Set(["login-works", "signed-with-jwt-key"]);

/** Logs in once and says which key signed the token. */
export const login: Command = {
  name: "login",
  summary: "logs in and says which key signed the token",
  options: ["password-stdin"],
  project: "optional",
  windows: false,
  needs: ["read"],
  flags: FLAGS.login,
  async run(context) {
    const { host, progress, typed } = context;
    const project = await openServedProject(context, "login");
    const gathered = await gatherKeys(host, project);
    const base = baseFacts(project, gathered, host.platform);
    const conclude = (facts: Facts, next: readonly string[] = []) => {
      const rules = RULES.filter((rule) => ASKED.has(rule.id) || causesOf(rule, facts).length > 0);
      return { findings: evaluate(rules, facts, project.policy), recognised: recognised(project), next };
    };
    const unknown = (why: string, next?: string) => {
      const learned: Learned<never> = { known: false, why, ...(next ? { next } : {}) };
      return conclude({ ...base, login: learned, signature: learned });
    };

    const who = await credentials(context);
    if (who === null) {
      return unknown(
        "there are no credentials",
        `KEYSPLIT_USERNAME=NAME deno task login ${typed} --password-stdin`,
      );
    }
    const redact = redactorFor(host, project, gathered.keys, secretsOf(who));
    const served = await progress.during("  the server starts", serve(host, project, redact));
    if (served.outcome === "not-known") return unknown(served.why, served.next);
    if (served.outcome === "fails") {
      const cause = served.start.causes[0]?.title ?? "see deno task startup";
      const why = `the server does not start: ${cause}`;
      return conclude({
        ...base,
        start: { known: true, value: served.start },
        login: { known: false, why, next: `deno task startup ${typed}` },
        signature: { known: false, why },
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
      const { fact, token } = answered.value;
      return conclude({
        ...base,
        login: { known: true, value: fact },
        signature: token === null
          ? { known: false, why: "the login gave no token" }
          : signatureOf(host, project, gathered.keys, token.token),
      });
    } finally {
      await served.server.stop();
    }
  },
};

if (import.meta.main) Deno.exit(await main(login, Deno.args, denoHost()));
