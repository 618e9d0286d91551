/**
 *     bench_log.ts [KIND]
 *
 * Measures how fast `troubleshoot` reads 100 MB, and how much memory that takes: logs of several kinds, and one
 * line without an end, or only the kinds that have a word in their name. Ends with 1 where one takes 150 MB or more, or is not diagnosed. Linux only: memory is
 * what /proc tells.
 */
import { fromFileUrl, join } from "@std/path";
import { FLAGS } from "../_permissions.ts";

const MEGABYTE = 1024 * 1024;
const SIZE = 100 * MEGABYTE;
const MOST_MEMORY = 150;
const CHECKOUT = fromFileUrl(new URL("../../", import.meta.url));

const CAUSE = [
  "Traceback (most recent call last):",
  '  File "/srv/app/settings.py", line 15, in <module>',
  '    JWT_SECRET_KEY = config("JWT_SECRET_KEY")',
  "decouple.UndefinedValueError: JWT_SECRET_KEY not found. Declare it as envvar or define a default value.",
  "",
].join("\n");

/** A kind of text: what comes again and again, and what stands in its middle. */
interface Kind {
  readonly name: string;
  readonly line: (index: number) => string;
  readonly middle: string;
  readonly expected: string | null;
}

const word = (index: number) => Math.imul(index, 2654435761).toString(36).replace("-", "x");

const KINDS: readonly Kind[] = [
  {
    name: "an access log",
    line: (index) =>
      `127.0.0.1 - - [21/Nov/2026:01:22:${index % 60} +0000] "GET /api/items/${index} HTTP/1.1" 200 512\n`,
    middle: CAUSE,
    expected: "key-missing",
  },
  {
    name: "lines that never repeat",
    line: (index) => `[2026-11-21 01:22:35 +0000] [20645] [INFO] ${word(index)} ${word(index + 7)} done\n`,
    middle: CAUSE,
    expected: "key-missing",
  },
  {
    name: "the same banner again and again",
    line: () => `${"=".repeat(70)}\nJWT_SECRET_KEY environment variable is not set!\n${"=".repeat(70)}\n`,
    middle: "",
    expected: "key-missing",
  },
  {
    name: "tracebacks",
    line: (index) => CAUSE.replace("line 15", `line ${index}`).replace("/srv/app", `/srv/${word(index)}`),
    middle: "",
    expected: "key-missing",
  },
  { name: "one line of words", line: (index) => `${word(index)} `, middle: "", expected: null },
  { name: "one line of one letter", line: () => "x".repeat(4096), middle: "", expected: null },
  {
    name: "one line of JSON",
    line: (index) => `{"level":"info","id":"${word(index)}"},`,
    middle: "",
    expected: null,
  },
];

async function main([only = ""]: readonly string[]): Promise<number> {
  const folder = Deno.makeTempDirSync({ prefix: "keysplit-" });
  let failed = 0;
  try {
    for (const kind of KINDS.filter(({ name }) => name.includes(only))) {
      const path = join(folder, "input.log");
      write(path, kind);
      for (const way of ["file", "pipe"] as const) {
        const { seconds, memory, causes } = await measure(path, way);
        const isRight = (causes[0] ?? null) === kind.expected && memory < MOST_MEMORY;
        if (!isRight) failed += 1;
        console.log(
          `${kind.name.padEnd(32)} ${way}  ${(SIZE / MEGABYTE / seconds).toFixed(0).padStart(4)} MB/s  ` +
            `${memory.toFixed(0).padStart(4)} MB  ${causes.join(" ") || "clean"}${isRight ? "" : "  WRONG"}`,
        );
      }
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
  return failed > 0 ? 1 : 0;
}

function write(path: string, { line, middle }: Kind): void {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  let size = 0;
  let index = 0;
  let isMiddle = false;
  while (size < SIZE) {
    let text = "";
    while (text.length < MEGABYTE) text += line(index++);
    if (!isMiddle && size > SIZE / 2) {
      text += middle;
      isMiddle = true;
    }
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    size += bytes.length;
  }
}

async function measure(path: string, way: "file" | "pipe") {
  const script = join(CHECKOUT, "scripts", "troubleshoot.ts");
  const spec = way === "file" ? path : "-";
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...FLAGS.troubleshoot, script, "--log", spec, "--format", "json"],
    cwd: CHECKOUT,
    env: { INIT_CWD: Deno.makeTempDirSync({ dir: join(path, ".."), prefix: "empty-" }) },
    stdin: way === "file" ? "null" : "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const start = performance.now();
  const feeding = way === "file" ? null : (await Deno.open(path)).readable.pipeTo(child.stdin);
  let memory = 0;
  const watch = setInterval(() => memory = Math.max(memory, peakOf(child.pid)), 50);
  const [{ stdout }] = await Promise.all([child.output(), feeding]);
  clearInterval(watch);
  const { diagnoses = [] } = JSON.parse(new TextDecoder().decode(stdout)) as {
    diagnoses?: readonly { cause: string }[];
  };
  return { seconds: (performance.now() - start) / 1000, memory, causes: diagnoses.map(({ cause }) => cause) };
}

/** The most memory that a process had so far, in MB. */
function peakOf(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
