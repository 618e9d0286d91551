import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  type ApplicationCopy,
  type ApplicationName,
  copyApplication,
  serveApplication,
} from "../applications/mod.ts";
import { requireVenv } from "../backends/require_venv.ts";
import type { Venv } from "../backends/venvs.ts";
import { assertFinding, outcomesOf, type Report, reportOf } from "../scripts/report.ts";
import { makePerson } from "../scripts/run_script.ts";
import { goodKey } from "../scripts/env_folder.ts";

const DJANGO = await requireVenv("django52");
const FASTAPI = await requireVenv("fastapi");
const STARTS = ["restart-survives", "workers-agree", "key-not-in-output"];

test(
  "login sees what Django prints of its key, which a restart and two workers keep",
  DJANGO,
  "django_short",
  async (copy) => {
    edit(
      copy,
      "accounts/views.py",
      "def get(self, request):\n        return Response({",
      (found) =>
        found.replace(
          "return",
          "from django.conf import settings\n        " +
            'print("signed with", settings.JWT_SECRET_KEY[:12])\n        return',
        ),
    );
    // The verify endpoint comes first; what is printed is printed by a view behind the login.
    const report = await prove(copy, STARTS, "--protected-url", "/api/me/", "--verify-url", "/none");
    assertEquals(outcomesOf(report, STARTS), ["pass", "pass", "fail"]);
    assertStringIncludes(assertFinding(report, "workers-agree", "pass").message, "2 workers accept");
    const { evidence } = assertFinding(report, "key-not-in-output", "fail");
    assert(evidence.every(({ text }) => /^line \d+ of standard output: JWT_SECRET_KEY$/.test(text ?? "")));
    const shown = JSON.stringify(report);
    assert(copy.jwtKey !== null && !shown.includes(copy.jwtKey.slice(0, 6)));
  },
);

test(
  "login sees a key that Django makes when its settings are imported",
  DJANGO,
  "django_short",
  async (copy) => {
    edit(
      copy,
      "shop/settings.py",
      '"SIGNING_KEY": JWT_SECRET_KEY',
      () => '"SIGNING_KEY": __import__("secrets").token_urlsafe(64)',
    );
    const report = await prove(copy, STARTS);
    assertEquals(outcomesOf(report, STARTS), ["fail", "fail", "pass"]);
    const { message, evidence } = assertFinding(report, "restart-survives", "fail");
    assertStringIncludes(message, "the key is made at the start");
    assertEquals(evidence[0]?.path, "shop/settings.py");
  },
);

test(
  "login sees workers of uvicorn with two keys, also where one of them takes every connection",
  FASTAPI,
  "fastapi_settings",
  async (copy) => {
    const rules = ["workers-agree", "key-not-in-output"];
    const right = await prove(copy, rules, "--serve", SERVE_TWO);
    assertEquals(outcomesOf(right, rules), ["pass", "pass"]);

    edit(copy, "app/tokens.py", "settings.jwt_secret_key", () => "KEY");
    edit(
      copy,
      "app/tokens.py",
      "import jwt\n",
      () => "import secrets\nimport jwt\n\nKEY = secrets.token_hex(32)\n",
    );
    const wrong = await prove(copy, ["workers-agree"], "--serve", SERVE_TWO);
    assertStringIncludes(assertFinding(wrong, "workers-agree", "fail").message, "refuse a token that");
  },
);

const SERVE_TWO = "exec .venv/bin/python -m uvicorn app.main:app --port {port} --workers 2";

test(
  "login compares instances, and the process that runs with the key that the file holds now",
  FASTAPI,
  "fastapi_settings",
  async (copy) => {
    const rules = ["instances-agree", "running-process-current"];
    await using old = await serveApplication(copy);
    edit(copy, ".env", copy.jwtKey ?? "", () => goodKey());
    Deno.writeTextFileSync(join(copy.folder, "compose.yaml"), "services:\n  web:\n    env_file: .env\n");
    await using fresh = await serveApplication(copy);
    await using second = await serveApplication(copy);

    const two = await prove(copy, rules, "--base-url", old.baseUrl, "--instance", fresh.baseUrl);
    assertEquals(outcomesOf(two, rules), ["fail", "fail"]);
    const { message } = assertFinding(two, "instances-agree", "fail");
    assertEquals(
      message,
      `${fresh.baseUrl} refuses a token of ${old.baseUrl}; ${old.baseUrl} refuses a token of ${fresh.baseUrl}`,
    );
    const { remedy } = assertFinding(two, "running-process-current", "fail");
    assertEquals(remedy?.commands, [
      `docker compose -f ${copy.folder}/compose.yaml up -d --force-recreate`,
    ]);

    const one = await prove(copy, rules, "--base-url", fresh.baseUrl, "--instance", second.baseUrl);
    assertEquals(outcomesOf(one, rules), ["pass", "pass"]);
  },
);

Deno.test("login sends no credentials to a second instance that is the first, or that nothing granted", async () => {
  using person = makePerson();
  const run = async (...args: readonly string[]) => {
    const environment = { KEYSPLIT_USERNAME: "ada", KEYSPLIT_PASSWORD: "hunter2-hunter2" };
    const { code, stderr } = await person.run("login", [person.home, "--env-file", "x", ...args], {
      environment,
    });
    return `${code} ${stderr}`;
  };
  const base = ["--base-url", "http://127.0.0.1:9"];
  assertStringIncludes(await run("--instance", "http://127.0.0.1:8"), "2 login: --instance names the second");
  assertStringIncludes(await run(...base, "--instance", "http://127.0.0.1:9/"), "name the same server");
  assertStringIncludes(await run(...base, "--instance", "https://192.0.2.1"), "--allow-net=192.0.2.1");
  assertStringIncludes(await run(...base, "--instance", "http://192.0.2.1"), "Plain HTTP");
});

function test(
  name: string,
  venv: Venv | null,
  application: ApplicationName,
  body: (copy: ApplicationCopy) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: venv === null,
    async fn() {
      if (venv === null) return;
      using copy = await copyApplication(application, { venv, keys: "good" });
      await body(copy);
    },
  });
}

async function prove(
  copy: ApplicationCopy,
  rules: readonly string[],
  ...args: readonly string[]
): Promise<Report> {
  using person = makePerson();
  const environment = { KEYSPLIT_USERNAME: copy.user, KEYSPLIT_PASSWORD: copy.password };
  const words = [copy.folder, "--prove", rules.join(","), ...args, "--format", "json"];
  return reportOf(await person.run("login", words, { environment }));
}

/** Changes a text of the application, which has to be there. */
function edit(
  { folder }: ApplicationCopy,
  path: string,
  text: string,
  change: (found: string) => string,
): void {
  const before = Deno.readTextFileSync(join(folder, path));
  assert(text !== "" && before.includes(text), `${path} does not hold what is changed`);
  Deno.writeTextFileSync(join(folder, path), before.replaceAll(text, () => change(text)));
}
