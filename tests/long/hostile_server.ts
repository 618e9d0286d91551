/** Whatever a server answers, a login ends in a finding: within its time, without a crash, a leak or a raw byte. */
import { assert, assertEquals } from "@std/assert";
import type { Command } from "../../scripts/_command.ts";
import { main } from "../../scripts/_command.ts";
import { login } from "../../scripts/login.ts";
import { upgrade } from "../../scripts/upgrade.ts";
import { denoHttp } from "../../src/io/http.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import { canaryText, leaksIn } from "../scripts/leaks/canaries.ts";
import {
  hostileEchoes,
  hostileLogins,
  type HostileServer,
  hostileServer,
  silent,
} from "../scripts/leaks/hostile_server.ts";
import { inTurn } from "../scripts/leaks/in_turn.ts";

const SECRETS = [
  { name: "password", value: canaryText(20), hidden: "runs" },
  { name: "JWT_SECRET_KEY", value: canaryText(86), hidden: "runs" },
  { name: "SECRET_KEY", value: canaryText(50), hidden: "runs" },
  { name: "header", value: canaryText(24), hidden: "runs" },
] as const;
const [PASSWORD, JWT_KEY, SESSION_KEY, HEADER] = SECRETS;
/** Answers that end in a limit of time: all are waited for at once. */
const SLOW = /^\/(?:drip|drip-headers|silent|continues)$/;
/** `--timeout` for those, which is as long again for an answer that has begun, and for all others. */
const TIMEOUT = { slow: 1, other: 20 };
/** A hang takes for ever; the machine does other things too. */
const SECONDS = 15;

/** Answers that hold a token, or a token among other things: there the login may work. */
const WITH_TOKEN =
  /^\/(?:redirect-302|odd-places|odd-tokens|token-as-text|tokens-without-end|cookie-secret)$/;

/** What has to be said of some answers. */
const SAID: Readonly<Record<string, RegExp>> = {
  "/endless": /only that much was read/,
  "/drip": /No whole answer came from .* within 2 s/,
  "/drip-headers": /No answer began at .* within 1 s/,
  "/silent": /No answer began at .* within 1 s/,
  "/continues": /No answer began at .* within 1 s/,
  "/redirect-307": /leads to another server, http:\/\/localhost:\d+; nothing was sent there/,
  "/redirect-https": /sends everybody to https/,
  "/gzip-bomb": /came as gzip, which was not asked for, and was not unpacked/,
  "/huge-header": /No sound HTTP answer/,
  "/half": /No sound HTTP answer/,
  "/garbage": /No sound HTTP answer/,
  "/http-0.9": /No sound HTTP answer/,
  "/throttled": /asks to wait 900 s/,
  "/forbidden": /refused without a reason, as limits on logins do/,
};

/** What the walk is asked of too; the rest differs in what is said of an answer, and that is the login's. */
const WALKED =
  /^\/(?:endless|drip|silent|continues|redirect-307|redirect-https|gzip-bomb|huge-header|not-utf8|escapes|deep-lists|half|garbage|http-0.9|cookie-secret|echo|echo-torn|throttled)$/;

for (const command of [login, upgrade]) {
  Deno.test(`${command.name} ends in a finding whatever a server answers to the login`, async () => {
    await using elsewhere = hostileServer({});
    const answers = {
      ...hostileLogins(elsewhere.base.replace("127.0.0.1", "localhost")),
      ...hostileEchoes(PASSWORD.value),
    };
    await using server = hostileServer(answers);
    const paths = Object.keys(answers).filter((path) =>
      command === upgrade ? WALKED.test(path) : !path.startsWith("/flood")
    );
    assertEquals(
      await problemsAt(paths, (path, format) => run(command, server, ["--login-url", path], format)),
      [],
    );
    assertEquals(elsewhere.connections(), 0);
  });
}

Deno.test("upgrade ends in a finding whatever a protected URL answers", async () => {
  const answers = hostileLogins("http://localhost:1");
  const logsIn = answers["/token-as-text"] ?? silent;
  await using server = hostileServer({ ...answers, ...hostileEchoes(PASSWORD.value), "/login": logsIn });
  const paths = ["/endless", "/drip", "/silent", "/half", "/redirect-302", "/gzip-bomb", "/escapes", "/echo"];
  const problems = await problemsAt(
    paths,
    (path, format) => run(upgrade, server, ["--login-url", "/login", "--protected-url", path], format),
    "any",
  );
  assertEquals(problems, []);
});

Deno.test("login ends in a finding where the server itself never answers", async () => {
  await using server = hostileServer({ "/": silent });
  const ended = await run(login, server, ["--login-url", "/silent"], "json");
  assertEquals([ended.code, problemsOf("/never", ended)], [3, []]);
});

/** Runs for each path, in text and JSON by turns, and says what is wrong with how it ends. */
async function problemsAt(
  paths: readonly string[],
  ends: (path: string, format: "text" | "json") => Promise<Ended>,
  login?: "any",
): Promise<readonly string[]> {
  const judge = async ([at, path]: readonly [number, string]) =>
    problemsOf(path, await ends(path, at % 2 === 0 ? "text" : "json"), login);
  const numbered = [...paths.entries()];
  const slow = await Promise.all(numbered.filter(([, path]) => SLOW.test(path)).map(judge));
  // One after the other: what fills a moment of this process would pass another's limit.
  const others = await inTurn(numbered.filter(([, path]) => !SLOW.test(path)), 1, judge);
  return [...slow, ...others].flat();
}

interface Ended {
  readonly code: number;
  readonly said: string;
  readonly format: "text" | "json";
  readonly printed: string;
  readonly seconds: number;
}

async function run(
  command: Command,
  { base }: HostileServer,
  words: readonly string[],
  format: "text" | "json",
): Promise<Ended> {
  const host = {
    ...memoryHost({
      files: {
        "/project/.env": `SECRET_KEY=${SESSION_KEY.value}\nJWT_SECRET_KEY=${JWT_KEY.value}\n`,
        "/tmp/other": "",
      },
      environment: {
        KEYSPLIT_USERNAME: "ada",
        KEYSPLIT_PASSWORD: PASSWORD.value,
        TENANT: HEADER.value,
        HOME: "/home/ada",
      },
      run: () => ({ exitCode: 0 }),
    }),
    http: denoHttp,
  };
  const start = performance.now();
  const code = await main(command, [
    "/project",
    "--yes",
    "--check",
    "true",
    "--base-url",
    base,
    "--header",
    "x-tenant=$TENANT",
    "--timeout",
    String(words.some((word) => SLOW.test(word)) ? TIMEOUT.slow : TIMEOUT.other),
    "--format",
    format,
    ...words,
  ], host);
  const seconds = (performance.now() - start) / 1000;
  return { code, format, printed: host.printed(), said: host.printed() + host.noted(), seconds };
}

/** What no terminal may be given: but for the line feed and the tab. */
const RAW = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const STACK = /\n\s+at .*:\d+:\d+|Uncaught|RangeError|TypeError|Maximum call stack/;

function problemsOf(path: string, ended: Ended, login?: "any"): readonly string[] {
  const { code, format, printed, said, seconds } = ended;
  const texts = format === "json" ? textsIn(JSON.parse(printed)) : [];
  const whole = [said, ...texts].join("\n");
  const pattern = login === "any" ? undefined : SAID[path];
  return [
    ...(code === 1 || code === 3 ? [] : [`exit code ${code}`]),
    ...(login === "any" || WITH_TOKEN.test(path) || !passes(ended) ? [] : ["login-works passes"]),
    ...(/login-works|a login gives a token|Log in/.test(whole) ? [] : ["nothing is said of the login"]),
    ...(pattern === undefined || pattern.test(whole.replaceAll(/\s+/g, " ")) ? [] : [`lacks ${pattern}`]),
    ...(RAW.test(whole) ? [`a raw ${JSON.stringify(RAW.exec(whole)?.[0])}`] : []),
    ...(STACK.test(whole) ? [`a stack trace: ${STACK.exec(whole)?.[0]}`] : []),
    ...(seconds > SECONDS ? [`${seconds.toFixed(1)} s`] : []),
    ...leaksIn(whole, SECRETS).map((leak) => `leaks ${leak}`),
  ].map((problem) => `${path}: ${problem}`);
}

function passes({ format, printed }: Ended): boolean {
  if (format === "text") return /✓[^\n]*a login gives a token/.test(printed);
  const { findings } = JSON.parse(printed) as { findings: { rule: string; outcome: string }[] };
  assert(findings.some(({ rule }) => rule === "login-works"), "there is no finding about the login");
  return findings.some(({ rule, outcome }) => rule === "login-works" && outcome === "pass");
}

/** Every text of a JSON object, as whoever reads it gets it. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
