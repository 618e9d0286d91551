import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);
const fixture = (name: string) => fromFileUrl(new URL(`../fixtures/io/${name}`, import.meta.url));

/** What to wait for, what to type then, and a signal to send. */
type Typing = readonly [wait: string, keys: string, signal: string | null];

interface Session {
  readonly shown: string;
  readonly exit: number | null;
  readonly asked: readonly { readonly echo: boolean; readonly canonical: boolean }[];
  readonly after: { readonly echo: boolean; readonly canonical: boolean };
}

/** Runs a program with input in a pipe and gives its output and its notes. */
async function run(program: string, args: readonly string[], input: Uint8Array, env = {}) {
  const child = new Deno.Command(program, {
    args: [...args],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const feeding = (async () => {
    const writer = child.stdin.getWriter();
    try {
      await writer.write(input);
      await writer.close();
    } catch {
      // It ended without reading all.
    }
  })();
  const { code, stdout, stderr } = await child.output();
  await feeding;
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const DENO = ["run", "--no-prompt", "--allow-env=LC_ALL,LC_CTYPE,LANG,TERM"] as const;

function read(args: readonly string[], input: string, env: Record<string, string> = {}) {
  return run(Deno.execPath(), [...DENO, fixture("reads.ts"), ...args], bytes(input), env);
}

async function ask(kinds: readonly string[], steps: readonly Typing[]): Promise<Session> {
  const words = [fixture("asks_in_a_terminal.py"), Deno.execPath(), ...DENO, fixture("asks.ts"), ...kinds];
  const { code, stdout, stderr } = await run("python3", words, bytes(JSON.stringify(steps)));
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

/** A pseudo-terminal is made by Python, which a machine without backends may not have. */
async function hasPython(): Promise<boolean> {
  try {
    return (await new Deno.Command("python3", { args: ["-c", "import pty"] }).output()).success;
  } catch {
    return false;
  }
}

const onTerminal = { ignore: !await hasPython() };
const COOKED = { echo: true, canonical: true };

Deno.test(
  "ask() on a terminal shows the question, echoes the line and restores the terminal",
  onTerminal,
  async () => {
    const { shown, exit, asked, after } = await ask(["name", "name"], [
      ["Name? ", "Zoéx\x7f\r", null],
      ["Name? ", "y\r", null],
    ]);
    assert(shown.startsWith('Name? Zoéx\b \b\r\ntold "Zoé"\r\nName? y\r\ntold "y"'), JSON.stringify(shown));
    assertEquals([exit, after], [7, COOKED]);
    assertEquals(asked, [{ echo: false, canonical: false }, { echo: false, canonical: false }]);
  },
);

Deno.test("ask() gives lines that were typed at once to one question each", onTerminal, async () => {
  const { shown } = await ask(["name", "name"], [["Name? ", "a\rb\r", null]]);
  assert(shown.includes('told "b"'), JSON.stringify(shown));
});

Deno.test("askSecret() echoes nothing", onTerminal, async () => {
  const { shown, after } = await ask(["secret"], [["Secret? ", "hunter2\x7f\x7f\r", null]]);
  assertEquals(shown.trim(), 'Secret? \r\ntold "hunte"');
  assertEquals(after, COOKED);
});

Deno.test("ask() gives null at Ctrl-C and at Ctrl-D and restores the terminal", onTerminal, async () => {
  for (const key of ["\x03", "\x04"]) {
    const { shown, exit, after } = await ask(["secret"], [["Secret? ", key, null]]);
    assertEquals(shown.trim(), "Secret? \r\ntold null");
    assertEquals([exit, after], [7, COOKED]);
  }
});

Deno.test("ask() gives null at a signal from outside and restores the terminal", onTerminal, async () => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    const { shown, exit, after } = await ask(["secret"], [["Secret? ", "", signal]]);
    assertEquals(shown.trim(), "Secret? \r\ntold null");
    assertEquals([exit, after], [7, COOKED]);
  }
});

Deno.test("ask() without a terminal asks nothing and gives null", async () => {
  const { stdout, stderr } = await read(["ask"], "y\n");
  assertEquals([stdout, stderr], ["[false,null]", ""]);
});

Deno.test("readLine() gives a line of standard input without its end, and null after the last", async () => {
  assertEquals((await read(["lines"], "päss word \r\nmore")).stdout, '["päss word ","more"]');
  assertEquals((await read(["lines"], "only")).stdout, '["only",null]');
  assertEquals((await read(["lines"], "")).stdout, "[null,null]");
  assertEquals((await read(["lines"], "\n")).stdout, '["",null]');
});

Deno.test("readAll() gives all of standard input up to a limit", async () => {
  const input = "x".repeat(300_000);
  assertEquals((await read(["all", "1000000"], input)).stdout, "300000");
  assertEquals((await read(["all", "1000"], input)).stdout, "1000");
  assertEquals((await read(["rest", "5"], "line\nabcdefgh")).stdout, '["line","abcde"]');
});

Deno.test("a terminal is not assumed where there are pipes, and the locale decides about symbols", async () => {
  const cases = [
    [{ LC_ALL: "de_DE.UTF-8", LC_CTYPE: "C", LANG: "C" }, true],
    [{ LC_ALL: "", LC_CTYPE: "", LANG: "en_US.utf8" }, true],
    [{ LC_ALL: "C", LC_CTYPE: "", LANG: "en_US.UTF-8" }, false],
  ] as const;
  for (const [env, unicode] of cases) {
    const { stdout } = await read(["state"], "", env);
    assertEquals(stdout, JSON.stringify([false, false, unicode]));
  }
});

Deno.test("print() and the streams survive a reader that has gone and streams that are closed", async () => {
  const command = [Deno.execPath(), ...DENO, fixture("reads.ts")].map((word) => `'${word}'`).join(" ");
  const gone = await run(
    "sh",
    ["-c", `{ ${command} flood; echo "exit $?" >&2; } | head -1`],
    new Uint8Array(),
  );
  assertEquals([gone.stdout, gone.stderr], ["0123456789\n", "done\nexit 7\n"]);
  const closed = await run("sh", ["-c", `${command} lines <&- >&- 2>&-; echo $?`], new Uint8Array());
  assertEquals(closed.stdout, "7\n");
});
