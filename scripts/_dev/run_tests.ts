import { join } from "@std/path";

/** A test as the JUnit report tells it. */
export interface TimedTest {
  readonly name: string;
  /** Relative path of its file. */
  readonly file: string;
  readonly seconds: number;
  readonly outcome: "passed" | "failed" | "skipped";
}

const SLOWEST = 10;
const JOBS = "2";
/** Deno opens /proc only to who may do everything, and counts a variable that is ignored as something less. */
const WITH_PROC = "--with-proc";

/**
 * Reads the tests out of the JUnit report that `deno test` writes. Steps are left out: they are part of their test.
 *
 * @param report XML
 */
export function readReport(report: string): readonly TimedTest[] {
  const tests: TimedTest[] = [];
  const cases =
    /<testcase name="([^"]*)" classname="([^"]*)" time="([\d.]+)"[^>]*?(?:\/>|>(.*?)<\/testcase>)/gs;
  for (const [, name = "", file = "", time = "0", inner = ""] of report.matchAll(cases)) {
    const test = {
      name: unescape(name),
      file: unescape(file).replace(/^\.\//, ""),
      seconds: Number(time),
      outcome: inner.includes("<failure") || inner.includes("<error")
        ? "failed"
        : inner.includes("<skipped")
        ? "skipped"
        : "passed",
    } as const;
    // The report lists a step behind its test, as "TEST > STEP".
    if (!tests.some((other) => other.file === test.file && test.name.startsWith(`${other.name} > `))) {
      tests.push(test);
    }
  }
  return tests;
}

/** The slowest tests as aligned lines, slowest first. */
export function slowest(tests: readonly TimedTest[]): readonly string[] {
  const shown = tests.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  const width = Math.max(0, ...shown.map(({ file }) => file.length));
  return shown.map(({ name, file, seconds }) =>
    `${seconds.toFixed(2).padStart(7)} s  ${file.padEnd(width)}  ${name}`
  );
}

/**
 * The line that CI reads: `N passed, N failed`, and `, N skipped` if any.
 *
 * @param exitCode of `deno test`, which is not 0 either where a file did not load: that counts as one failure
 */
export function closingLine(tests: readonly TimedTest[], exitCode: number): string {
  const count = (outcome: TimedTest["outcome"]) => tests.filter((test) => test.outcome === outcome).length;
  const failed = count("failed") === 0 && exitCode !== 0 ? 1 : count("failed");
  const skipped = count("skipped");
  return `${count("passed")} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function unescape(text: string): string {
  const characters: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replaceAll(/&(\w+);/g, (entity, name) => characters[name] ?? entity);
}

async function main(args: readonly string[]): Promise<number> {
  const folder = Deno.makeTempDirSync({ prefix: "keysplit-report-" });
  try {
    const report = join(folder, "report.xml");
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "--no-prompt",
        // Libraries that peek at these would fail in tests without permissions.
        ...(args.includes(WITH_PROC) ? [] : ["--ignore-env=LOG,LOG_TOKENS,LOG_STREAM"]),
        "-A",
        "--parallel",
        `--junit-path=${report}`,
        ...args.filter((arg) => arg !== WITH_PROC),
      ],
      env: { DENO_JOBS: Deno.env.get("DENO_JOBS") ?? JOBS },
      stdin: "null",
    }).spawn().status;
    const tests = readReport(readText(report));
    console.log(
      ["", `The ${SLOWEST} slowest tests`, ...slowest(tests), "", closingLine(tests, code)].join("\n"),
    );
    return code;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Where no test file was found or loaded, there is no report either. */
function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
