/**
 *     bench_fleet.ts [KIND]
 *
 * Measures how long the checklist of a fleet takes, and how much memory: of 10, 100 and 1,000 services, as saved
 * facts and as folders that are read offline, or only the kind that has a word in its name. Ends with 1 where a
 * service more costs more time or memory the more of them there are, or takes more than it may. Linux only: memory
 * is what /proc tells.
 */
import { fromFileUrl, join } from "@std/path";
import type { ChecklistReport } from "../../src/checklist/checklist.ts";
import { judgeFleet, judgeMember } from "../../src/checklist/fleet.ts";
import { parseGathered } from "../../src/checklist/saved.ts";
import { FEWER, FLAGS } from "../_permissions.ts";

const CHECKOUT = fromFileUrl(new URL("../../", import.meta.url));
const NUMBERS = [10, 100, 1000] as const;
const KILOBYTE = 1024;
/** What one service may keep, and what it may add to the most memory that the process ever has. */
const MOST = { heap: 64 * KILOBYTE, resident: 256 * KILOBYTE } as const;
/** How much more than a tenth of it a service of ten times as many may cost: a machine does other things too. */
const TOLERANCE = { seconds: 1.5, heap: 1.25 } as const;

const SETTINGS = `
from decouple import config
SECRET_KEY = config("SECRET_KEY")
SIMPLE_JWT = {"SIGNING_KEY": config("JWT_SECRET_KEY"), "ALGORITHM": "HS256"}
INSTALLED_APPS = ["rest_framework"]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
}
`;

interface Measured {
  readonly seconds: number;
  /** The most that the process had, in bytes. */
  readonly resident: number;
  /** What all services keep, in bytes; null where that is not measured. */
  readonly heap: number | null;
}

/** A kind of fleet: makes so many services in a folder, and says how the command is called. */
interface Kind {
  readonly name: string;
  readonly make: (folder: string, number: number) => Promise<readonly string[]>;
  readonly heapOf?: (folder: string, number: number) => number;
}

const KINDS: readonly Kind[] = [
  { name: "saved facts", make: makeFacts, heapOf: heapOfFacts },
  { name: "folders offline", make: makeFolders },
];

async function main([only = ""]: readonly string[]): Promise<number> {
  const folder = Deno.makeTempDirSync({ prefix: "bench-fleet-" });
  let failed = 0;
  try {
    for (const kind of KINDS.filter(({ name }) => name.includes(only))) {
      const measured: Measured[] = [];
      for (const number of NUMBERS) {
        const place = join(folder, `${kind.name.replaceAll(" ", "-")}-${number}`);
        Deno.mkdirSync(place);
        const args = await kind.make(place, number);
        const heap = kind.heapOf?.(place, number) ?? null;
        measured.push({ ...await measure(args, place, number), heap });
        console.log(lineOf(kind.name, number, measured));
      }
      const wrong = complaints(measured);
      failed += wrong.length;
      for (const complaint of wrong) console.log(`  WRONG: ${complaint}`);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
  return failed > 0 ? 1 : 0;
}

/** One line a fleet; a service is what it costs more than those of the smaller fleet. */
function lineOf(name: string, number: number, measured: readonly Measured[]): string {
  const last = measured.at(-1);
  const [before] = measured;
  if (last === undefined || before === undefined) return "";
  const grown = number - NUMBERS[0];
  const kilobytes = (bytes: number) => `${(bytes / KILOBYTE).toFixed(0).padStart(5)} kB`;
  return [
    name.padEnd(16),
    `${number}`.padStart(5),
    `${last.seconds.toFixed(1).padStart(6)} s`,
    `${(last.resident / KILOBYTE / KILOBYTE).toFixed(0).padStart(4)} MB resident`,
    ...(grown === 0
      ? []
      : [`${kilobytes(Math.max(0, last.resident - before.resident) / grown)} resident a service`]),
    ...(last.heap === null ? [] : [`${kilobytes(last.heap / number)} kept a service`]),
  ].join("  ");
}

function complaints(measured: readonly Measured[]): readonly string[] {
  const [small, middle, large] = measured;
  if (small === undefined || middle === undefined || large === undefined) return ["too few were measured"];
  const [few, some, many] = NUMBERS;
  const resident = (large.resident - small.resident) / (many - few);
  return [
    ...(large.seconds / many > middle.seconds / some * TOLERANCE.seconds ? ["the time is not linear"] : []),
    ...(resident > MOST.resident ? ["a service takes too much memory"] : []),
    ...(large.heap === null || middle.heap === null ? [] : [
      ...(large.heap / many > MOST.heap ? ["a service keeps too much"] : []),
      ...(large.heap / many > middle.heap / some * TOLERANCE.heap ? ["the memory is not linear"] : []),
    ]),
  ];
}

/** Folders with an env file and a small Django project; some share a key. */
function makeFolders(folder: string, number: number): Promise<readonly string[]> {
  const services = names(number).map((path, at) => {
    makeService(join(folder, path), at % 50 === 1 ? keyOf(folder, 0) : keyOf(folder, at));
    return { path };
  });
  Deno.writeTextFileSync(join(folder, "keysplit.json"), JSON.stringify({ services }));
  return Promise.resolve([folder]);
}

function makeService(path: string, key: string): void {
  Deno.mkdirSync(join(path, "site"), { recursive: true });
  Deno.writeTextFileSync(join(path, ".env"), `SECRET_KEY=${randomKey()}\nJWT_SECRET_KEY=${key}\n`, {
    mode: 0o600,
  });
  Deno.writeTextFileSync(join(path, "site", "settings.py"), SETTINGS);
  Deno.writeTextFileSync(
    join(path, "manage.py"),
    'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n',
  );
}

/** The facts of one such folder, as many times as there are services, with keys of their own. */
async function makeFacts(folder: string, number: number): Promise<readonly string[]> {
  const service = join(folder, "service");
  makeService(service, randomKey());
  const facts = join(folder, "facts");
  Deno.mkdirSync(facts);
  const first = join(folder, "first.json");
  await run([service, "--save-facts", first], folder, FLAGS.checklist);
  const text = Deno.readTextFileSync(first);
  const fingerprint = /"fingerprint": "([0-9a-f]{8})"/g;
  for (const [at, name] of names(number).entries()) {
    let index = at % 50 === 1 ? 0 : at;
    const own = text.replaceAll(fingerprint, () => `"fingerprint": "${hash(index += 100_000)}"`);
    Deno.writeTextFileSync(join(facts, `${name}.json`), own);
  }
  return ["--load-facts", facts];
}

/** What the report of such facts keeps in memory, when all else is given back. */
function heapOfFacts(folder: string, number: number): number {
  const before = heapUsed();
  const members = names(number).map((name) =>
    judgeMember(parseGathered(Deno.readTextFileSync(join(folder, "facts", `${name}.json`)), name), {
      accepted: [],
      today: "2026-11-21",
      service: name,
      folder: name,
    })
  );
  const report = judgeFleet(members);
  const used = heapUsed() - before;
  if (report.services.length !== number) throw new Error("A service is missing");
  return used;
}

function heapUsed(): number {
  const { gc } = globalThis as { readonly gc?: () => void };
  if (gc === undefined) throw new Error("This needs --v8-flags=--expose-gc");
  gc();
  return Deno.memoryUsage().heapUsed;
}

function names(number: number): readonly string[] {
  return Array.from({ length: number }, (_, at) => `service-${String(at).padStart(4, "0")}`);
}

const KEYS = new Map<string, string>();

function keyOf(folder: string, at: number): string {
  const name = `${folder} ${at}`;
  const key = KEYS.get(name) ?? randomKey();
  KEYS.set(name, key);
  return key;
}

function randomKey(): string {
  return crypto.getRandomValues(new Uint8Array(64)).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** 8 hex digits, other ones for each number. */
function hash(number: number): string {
  return (Math.imul(number, 2654435761) >>> 0).toString(16).padStart(8, "0");
}

async function measure(
  args: readonly string[],
  folder: string,
  number: number,
): Promise<Omit<Measured, "heap">> {
  const start = performance.now();
  const flags = FEWER["checklist:offline"].flags;
  const { resident, text } = await run([...args, "--quiet", "--format", "json"], folder, flags);
  const seconds = (performance.now() - start) / 1000;
  const { services } = JSON.parse(text) as Pick<ChecklistReport, "services">;
  const judged = services.filter(({ error }) => error === undefined).length;
  if (judged !== number) throw new Error(`Only ${judged} of ${number} services were judged`);
  return { seconds, resident };
}

/** Runs the checklist to its end: what it printed, and the most memory that it had, in bytes. */
async function run(args: readonly string[], folder: string, flags: readonly string[]) {
  const script = join(CHECKOUT, "scripts", "checklist.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...flags, script, ...args],
    cwd: CHECKOUT,
    env: { INIT_CWD: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let resident = 0;
  const watch = setInterval(() => resident = Math.max(resident, peakOf(child.pid)), 20);
  const { code, stdout } = await child.output();
  clearInterval(watch);
  if (code !== 1 && code !== 3) throw new Error(`The checklist ended with ${code}`);
  return { resident, text: new TextDecoder().decode(stdout) };
}

function peakOf(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * KILOBYTE;
  } catch {
    return 0;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
