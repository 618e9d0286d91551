import { assert, assertEquals } from "@std/assert";
import { followLog, type LogReading } from "../../src/diagnosis/follow_log.ts";
import { diagnose, type Names, SYMPTOMS } from "../../src/diagnosis/mod.ts";
import { IN_DOUBT } from "../../src/diagnosis/confidence.ts";
import { createLineSplitter, PART_LIMIT } from "../../src/diagnosis/split_lines.ts";
import { timesBefore } from "../../src/diagnosis/times_before.ts";
import { troubleIn } from "../../src/diagnosis/trouble.ts";
import { readFixtures } from "./read_fixture.ts";

const NAMES: Names = { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" };
const FIXTURES = { read: [new URL("../fixtures/", import.meta.url)] };
const MISSING = [
  "Traceback (most recent call last):",
  '  File "/srv/app/settings.py", line 15, in <module>',
  '    JWT_SECRET_KEY = config("JWT_SECRET_KEY")',
  "decouple.UndefinedValueError: JWT_SECRET_KEY not found. Declare it as envvar or define a default value.",
];

/** Follows a text that comes in pieces of some length. */
function follow(text: string, { pieces = 8192, names = NAMES } = {}): LogReading {
  const log = followLog(names, "text");
  const splitter = createLineSplitter((number, line) => log.take(number, line));
  for (let at = 0; at < text.length; at += pieces) splitter.add(text.slice(at, at + pieces));
  splitter.end();
  return log.read();
}

function causes(reading: LogReading): readonly string[] {
  return reading.diagnoses.map(({ symptom }) => symptom.cause);
}

/** Lines that differ, and say nothing. */
function filler(count: number): string {
  return Array.from({ length: count }, (_, at) => {
    const word = Math.imul(at + 1, 2654435761).toString(36);
    return `127.0.0.1 - - "GET /items/${word} HTTP/1.1" 200 ${at}\n`;
  }).join("");
}

test("followLog() finds what diagnose() finds, on the same lines", async () => {
  for (const { name, seen } of await readFixtures()) {
    if (seen.kind === "http") continue;
    const whole = diagnose({ ...seen, exitCode: null }, NAMES);
    const reading = follow(seen.text, { pieces: 7 });
    assertEquals(
      reading.diagnoses.map(({ symptom, sighting }) => `${symptom.cause} ${sighting.line}`),
      whole.map(({ symptom, sighting }) => `${symptom.cause} ${sighting.line}`),
      name,
    );
  }
}, FIXTURES);

test("followLog() calls a recorded output clean where nothing is wrong, and no failing one", async () => {
  for (const { name, causes: expected, seen } of await readFixtures()) {
    if (seen.kind === "http") continue;
    const { trouble, diagnoses } = follow(seen.text);
    if (expected.includes("none")) assertEquals([trouble, diagnoses], [null, []], name);
    else if (expected[0] !== "falls-back-to-session-key") assert(trouble !== null, name);
  }
}, FIXTURES);

test("followLog() finds every recorded cause in the middle of a long log", async () => {
  const before = filler(3600);
  const tried = new Set<string>();
  for (const { name, causes: expected, seen } of await readFixtures()) {
    if (seen.kind === "http" || expected.includes("none") || tried.has(expected.join())) continue;
    tried.add(expected.join());
    const reading = follow(`${before}${seen.text}\n${before.slice(0, 50_000)}`, { pieces: 65_536 });
    assert(expected.includes(causes(reading)[0] ?? "none"), `${name}: ${causes(reading).join(" ")}`);
  }
  assert(tried.size > 20);
}, FIXTURES);

test("followLog() finds old advice in the middle of a long log", () => {
  const noise = filler(3600);
  for (const line of ["$ docker compose restart web", "$ python manage.py shell -c 'print(1)'"]) {
    assertEquals(causes(follow(`${noise}${line}\n${noise}`)).length, 1, line);
  }
});

test("followLog() names the line of the log, also after lines that it left out", () => {
  const before = "GET /health 200\n".repeat(500) + filler(9000);
  const { diagnoses, lines, repeated, trouble } = follow(`${before}${MISSING.join("\n")}\n`);
  assertEquals(diagnoses[0]?.sighting.line, 9504);
  assertEquals(trouble?.line, 9504);
  assertEquals(lines, 9504);
  assert(repeated >= 499, String(repeated));
});

test("followLog() sees an exception that lies across the border of what it looks at together", () => {
  for (const count of [2560, 2570, 2580, 2590, 2600]) {
    const noise = Array.from(
      { length: count },
      (_, at) => `ERROR no ${"x".repeat(60)} ${at % 7}${"y".repeat(at % 50)}`,
    );
    assertEquals(causes(follow([...noise, ...MISSING, ...noise].join("\n"))), ["key-missing"]);
  }
});

test("followLog() sees an exception among many that say the same, and one that says so from elsewhere", () => {
  const traceback = (folder: string, message: string) =>
    [MISSING[0], MISSING[1]?.replace("/srv", `/srv/${folder}`), MISSING[2], message].join("\n");
  const many = Array.from({ length: 2000 }, (_, at) =>
    traceback(
      `x${Math.imul(at, 2654435761).toString(36)}`,
      `app.errors.LicenceError: The licence x${at}y is over`,
    ));
  const text = [...many, MISSING.join("\n"), ...many].join("\n");
  const reading = follow(text);
  assertEquals(causes(reading), ["key-missing"]);
  assertEquals(reading.diagnoses[0]?.sighting.line, 8004);
  assert(reading.repeated > 13_000, String(reading.repeated));
});

test("timesBefore() counts a hash, and forgets it where another one takes its place", () => {
  const before = timesBefore();
  assertEquals([before(7), before(7), before(-1), before(0xffffffff), before(7)], [0, 1, 0, 1, 2]);
  assertEquals([before(7 + (1 << 16)), before(7)], [0, 0]);
});

test("followLog() unwraps what a container runtime or a logger wrote as JSON", () => {
  const texts = [
    MISSING.map((line) =>
      JSON.stringify({ log: `${line}\n`, stream: "stderr", time: "2026-11-21T01:22:50Z" })
    ).join("\n"),
    JSON.stringify({ level: "error", message: "Cannot start", exc_info: MISSING.join("\n") }),
    JSON.stringify({ event: "crash", error: { stack: MISSING.join("\n") } }),
    `{\n "exit": 1,\n "stderr": ${JSON.stringify(MISSING.join("\n"))}\n}`,
    `app: ${MISSING.join("\\n")}`,
    "x ".repeat(100_000) + MISSING.join("\\n") + " y".repeat(100_000),
  ];
  for (const text of texts) assertEquals(causes(follow(text)), ["key-missing"], text.slice(0, 80));
});

test("followLog() tells each cause once while the log comes", () => {
  const log = followLog(NAMES, "text");
  const told: string[] = [];
  const look = () => told.push(...log.look().map(({ symptom }) => symptom.cause));
  for (let turn = 0; turn < 3; turn++) {
    for (const [at, line] of MISSING.entries()) log.take(turn * 4 + at + 1, line);
    assert(log.isNew);
    look();
    assert(!log.isNew);
  }
  log.take(13, "ModuleNotFoundError: No module named 'rest_framework'");
  look();
  assertEquals(told.slice(0, 1), ["key-missing"]);
  assertEquals(told.length, new Set(told).size);
});

test("followLog() takes the name that the log uses for the key, unless it was given", () => {
  const text = MISSING.join("\n").replaceAll("JWT_SECRET_KEY", "CONTINUUM_JWT_SECRET");
  assertEquals(causes(follow(text)), ["key-missing"]);
  const log = followLog(NAMES, "given");
  for (const [at, line] of text.split("\n").entries()) log.take(at + 1, line);
  assertEquals(causes(log.read()), ["other-variable-missing"]);
});

test("createLineSplitter() gives the same lines however the text comes", () => {
  const text = `a\r\n\nb b\n${"c".repeat(PART_LIMIT + 10)}\nlast`;
  const linesOf = (pieces: number) => {
    const found: string[] = [];
    const splitter = createLineSplitter((number, line) =>
      found.push(`${number}:${line.length}:${line.slice(0, 4)}`)
    );
    for (let at = 0; at < text.length; at += pieces) splitter.add(text.slice(at, at + pieces));
    splitter.end();
    return found;
  };
  const whole = linesOf(text.length);
  assertEquals(whole, ["1:1:a", "2:0:", "3:3:b b", `4:${PART_LIMIT}:cccc`, "4:10:cccc", "5:4:last"]);
  for (const pieces of [1, 2, 3, 7, 1000]) assertEquals(linesOf(pieces), whole);
});

test("followLog() takes nothing that a client wrote for a line of the application", () => {
  const error = "ImproperlyConfigured: JWT_SECRET_KEY environment variable is not set";
  for (
    const line of [
      `10.0.0.1 - - [x] "GET /?q=1 HTTP/1.1" 200 12 "-" "${error}"`,
      `web-1  | INFO: 10.0.0.1:1 - "GET / HTTP/1.1" 200 "x\\n${error}"`,
      JSON.stringify({ level: "info", msg: "request", user_agent: `x\n${error}` }),
      JSON.stringify({ time: "x", request: { headers: { "x-a": `x\n${error}` } }, message: "a\nb" }),
    ]
  ) {
    const { diagnoses, trouble } = follow(`${line}\n`);
    assertEquals([diagnoses, trouble], [[], null], line);
  }
  const asked = '"GET /EVIL_JWT_SECRET HTTP/1.1" 404 12\n'.repeat(9);
  assertEquals(causes(follow(`${asked}ValueError: APP_JWT_SECRET is not set\n`)), ["key-missing"]);
  assertEquals(causes(follow(JSON.stringify({ level: "info", msg: `x\n${error}` }))), ["key-missing"]);
});

const TROUBLE: readonly (readonly [string, ReturnType<typeof troubleIn>])[] = [
  ["ValueError: x", "exception"],
  ["app.errors.LicenceError: The licence is over", "exception"],
  ["[2026-11-21 01:22:35 +0000] [1] [ERROR] Exception in worker process", "level"],
  ['{"level":"error","message":"x"}', "level"],
  ['{"severity": "ERROR", "message": "x"}', "level"],
  ['{"level":50,"msg":"x"}', "level"],
  ['{"level":30,"msg":"x"}', null],
  ["usage: manage.py [-h]", "usage"],
  ["bash: manage.py: command not found", "usage"],
  ["django.http.response.Http404: No page", "exception"],
  ["hvac.exceptions.Forbidden: permission denied", "exception"],
  ["shop.models.Order.DoesNotExist", "exception"],
  ["thread 'main' panicked at src/main.rs:3", "exception"],
  ["Killed", "usage"],
  ["web-1 exited with code 3", "exit"],
  ["web-1 exited with code 0", null],
  ["app.service: Main process exited, code=exited, status=1/FAILURE", "exit"],
  ['"POST /api/token/ HTTP/1.1" 401 63', "status"],
  ["POST /login 500 3.2 ms", "status"],
  ["Unauthorized: /api/me/", "status"],
  ["[2026-11-21 01:22:35 +0000] [1] [INFO] Listening at: http://127.0.0.1:8000", null],
  ["System check identified no issues (0 silenced).", null],
  ['"GET /errors/ HTTP/1.1" 200 401', null],
  ["ErrorBoundary mounted, 0 errors", null],
  ["Quit the server with CONTROL-C.", null],
];

test("troubleIn() knows exceptions, levels, usage errors and failed requests", () => {
  for (const [line, kind] of TROUBLE) assertEquals(troubleIn(line), kind, line);
});

test("followLog() calls a long log clean only where no line tells of trouble", () => {
  const before = filler(4500);
  for (const [line, kind] of TROUBLE) {
    assertEquals(follow(`${before}${line}\n`, { pieces: 65_536 }).trouble === null, kind === null, line);
  }
});

test("IN_DOUBT names causes that exist", () => {
  const known = SYMPTOMS.map(({ cause }) => cause);
  assertEquals(Object.keys(IN_DOUBT).filter((cause) => !known.includes(cause)), []);
});

function test(
  name: string,
  fn: () => void | Promise<void>,
  permissions: "none" | { readonly read: URL[] } = "none",
): void {
  Deno.test({ name, permissions, fn });
}
