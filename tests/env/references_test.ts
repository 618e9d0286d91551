import { assertEquals } from "@std/assert";
import { dialectOf } from "../../src/env/mod.ts";

/** Documents on which a reader once disagreed with its loader, or which show a rule of its own. */
const CASES: Readonly<Record<string, readonly [id: string, text: string, read: string][]>> = {
  "nested defaults": [
    ["compose-go", "K=${A:-${B-x}y}z\n", "xyz"],
    ["compose-go", "A=1\nK=${A:+${A}2}\n", "12"],
    ["compose-go", "K=${A:?why}\n", "error"],
    ["compose-go", "K=${A:-{}}x\n", "{}x"],
    ["phpdotenv", "A=B\nAB=x\nK=${A${A}}\n", "x"],
    ["symfony-dotenv", "A=${K:=x}\n", "x"],
    ["direnv-dotenv", "K=${A:-x}$$y\n", "xy"],
  ],
  "a backslash": [
    ["compose-go", 'K="a\\0101\\$b"\n', "aA$b"],
    ["godotenv", 'K="a\\\\"\n', "error"],
    ["godotenv-1.6", 'K="a\\\\"\n', "a\\"],
    ["ruby-dotenv", 'K="a\\n\\\\n"\n', "a\\n\\n"],
    ["ruby-dotenv-2", 'K="a\\tb"\n', "atb"],
    ["dotenvy", "K=a\\ b\n", "a b"],
  ],
  "the end of the file": [
    ["compose-go", "K", "missing"],
    ["dotenvy", "K=a ", "error"],
    ["dotenv-rs", "K=a ", "a"],
    ["deno-2.5-env-file", "K=a\nA", "a"],
    ["ruby-dotenv", "K", ""],
  ],
  "the next line": [
    ["ruby-dotenv", "K=\n'a'\n", "a"],
    ["ruby-dotenv", "K:\nA=1\n", "A=1"],
    ["phpdotenv", 'K="a\nX="\n', "a\nX="],
    ["phpdotenv-5.4", 'K="a\nX="\n', "missing"],
    ["dotenv-rs", 'K="a\nb"\n', "error"],
  ],
  "a command": [
    ["ruby-dotenv-2", "A=1\nK=$(date)\n", "unpredictable"],
    ["ruby-dotenv", "K=1\nA=$(date)\n", "unpredictable"],
    ["ruby-dotenv", "K='$(date)'\n", "$(date)"],
    ["symfony-dotenv", 'K="$(date)"\n', "unpredictable"],
    ["symfony-dotenv", "K=\\$(date)\n", "$(date)"],
  ],
};

for (const [name, cases] of Object.entries(CASES)) {
  Deno.test({
    name: `read() treats ${name} as each loader does`,
    permissions: "none",
    fn() {
      for (const [id, text, expected] of cases) {
        const reading = dialectOf(id)?.read(new TextEncoder().encode(text), "K", {});
        const actual = reading?.outcome === "value" ? reading.value : reading?.outcome;
        assertEquals(actual, expected, `${id}: ${JSON.stringify(text)}`);
      }
    },
  });
}
