import { assert, assertEquals } from "@std/assert";
import plugin from "../../../scripts/_dev/lint_floors.ts";
import { REVEALS } from "../../../scripts/_dev/places.ts";

/** The plugin's complaints about a source, as if it stood at a path of the checkout. */
function complaints(path: string, source: string): readonly string[] {
  return Deno.lint.runPlugin(plugin, path, source).map(({ id }) => id);
}

interface Case {
  readonly path: string;
  readonly source: string;
}

const OK: Readonly<Record<string, readonly Case[]>> = {
  floors: [
    { path: "src/rules/starts.ts", source: `import { fail } from "./verdicts.ts"; fail();` },
    {
      path: "src/rules/starts.ts",
      source: `import type { Policy } from "../policy.ts"; export type P = Policy;`,
    },
    {
      path: "src/env/mod.ts",
      source: `import { x } from "../rules/mod.ts"; export { y } from "../errors.ts"; x();`,
    },
    { path: "src/steps/step.ts", source: `import type { Host } from "../io/host.ts"; export type H = Host;` },
    { path: "src/steps/step.ts", source: `import { type Host } from "../io/host.ts"; export type H = Host;` },
    { path: "src/source/python.ts", source: `import { parser } from "@lezer/python"; parser();` },
    {
      path: "src/gather/git.ts",
      source: `import { x } from "../io/host.ts"; import { join } from "@std/path"; x(join);`,
    },
    { path: "src/demo/server.ts", source: `import { x } from "./tokens.ts"; x();` },
    { path: "scripts/upgrade.ts", source: `import { x } from "../src/demo/mod.ts"; x();` },
    { path: "mod.ts", source: `export { judgeKey } from "./src/judge_key.ts";` },
    { path: "tests/rules/rules_test.ts", source: `import { x } from "../../scripts/_options.ts"; x();` },
  ],
  pure: [
    { path: "src/rules/starts.ts", source: `export const at = (now: Date) => new Date(now.getTime());` },
    {
      path: "src/env/mod.ts",
      source: `export const x = { Deno: 1, fetch: 2 }; export const y = x.Deno + x.fetch;`,
    },
    {
      path: "src/env/mod.ts",
      source: `export interface A { readonly console: string; performance(): void }`,
    },
    { path: "src/strength/runs.ts", source: `export const x = Math.max(1, 2);` },
    {
      path: "src/secret.ts",
      source: `import { createHash } from "node:crypto"; createHash(crypto.randomUUID());`,
    },
    {
      path: "src/tokens.ts",
      source: `import { decodeJwt } from "jose"; import { Buffer } from "node:buffer"; decodeJwt(Buffer);`,
    },
    {
      path: "src/io/http.ts",
      source: `import { request } from "node:http"; setTimeout(request, Date.now());`,
    },
    { path: "src/gather/start.ts", source: `console.log(new Date(), Math.random());` },
  ],
  "exit-once": [
    { path: "scripts/verify.ts", source: `const main = () => 0;\nif (import.meta.main) Deno.exit(main());` },
    {
      path: "scripts/_dev/run_tests.ts",
      source: `const main = () => 0;\nif (import.meta.main) Deno.exit(main());`,
    },
    { path: "tests/io/writer.ts", source: `Deno.exit(1); export {};` },
  ],
  reveal: [
    { path: "src/steps/set_key.ts", source: `export const f = (key: { reveal(): string }) => key.reveal();` },
    { path: "tests/secret_test.ts", source: `export const f = (key: { reveal(): string }) => key.reveal();` },
    { path: "src/env/mod.ts", source: `export const f = (key: { revealed: string }) => key.revealed;` },
  ],
};

const NG: Readonly<Record<string, readonly Case[]>> = {
  floors: [
    { path: "src/rules/starts.ts", source: `import { x } from "../env/mod.ts"; x();` },
    {
      path: "src/rules/starts.ts",
      source: `import type { Host } from "../io/host.ts"; export type H = Host;`,
    },
    { path: "src/rules/starts.ts", source: `import { join } from "@std/path"; join();` },
    { path: "src/policy.ts", source: `export { x } from "./errors.ts";` },
    { path: "src/env/mod.ts", source: `import { x } from "../gather/git.ts"; x();` },
    { path: "src/env/mod.ts", source: `import { FileError } from "../io/host.ts"; FileError();` },
    {
      path: "src/env/mod.ts",
      source: `import { type Host, FileError } from "../io/host.ts"; export type H = Host; FileError();`,
    },
    {
      path: "src/env/mod.ts",
      source: `import type { Files } from "../io/deno_files.ts"; export type F = Files;`,
    },
    { path: "src/env/mod.ts", source: `await import("../../scripts/_options.ts");` },
    { path: "src/env/mod.ts", source: `export type X = import("../gather/git.ts").X;` },
    { path: "src/env/mod.ts", source: `export * from "../demo/mod.ts";` },
    { path: "src/new_folder/x.ts", source: `import "../io/http.ts";` },
    { path: "src/io/http.ts", source: `import "../gather/git.ts";` },
    {
      path: "src/gather/git.ts",
      source: `import type { Settings } from "../../scripts/_options.ts"; export type S = Settings;`,
    },
    { path: "src/demo/server.ts", source: `import "../io/http.ts";` },
    { path: "scripts/upgrade.ts", source: `import "../src/demo/server.ts";` },
    { path: "scripts/upgrade.ts", source: `import "../tests/require.ts";` },
    { path: "mod.ts", source: `export { denoHost } from "./src/io/deno_host.ts";` },
    { path: "src/env/mod.ts", source: `import "@keysplit/keysplit";` },
  ],
  pure: [
    { path: "src/rules/starts.ts", source: `export const x = Deno.env;` },
    { path: "src/env/mod.ts", source: `await fetch("http://localhost/");` },
    { path: "src/env/mod.ts", source: `console.log("x");` },
    { path: "src/env/mod.ts", source: `export const x = { console };` },
    { path: "src/env/mod.ts", source: `globalThis["Deno"].exit;` },
    { path: "src/env/mod.ts", source: `export const x = Date.now();` },
    { path: "src/env/mod.ts", source: `export const x = Math["random"]();` },
    { path: "src/env/mod.ts", source: `export const x = new Date();` },
    { path: "src/env/mod.ts", source: `export const x = Date();` },
    { path: "src/env/mod.ts", source: `export const x = performance.now();` },
    { path: "src/env/mod.ts", source: `setTimeout(() => {}, 1);` },
    { path: "src/env/mod.ts", source: `import { readFileSync } from "node:fs"; readFileSync("x");` },
    { path: "src/env/mod.ts", source: `import { createHash } from "node:crypto"; createHash("x");` },
    { path: "src/env/mod.ts", source: `import { decodeJwt } from "jose"; decodeJwt("x");` },
    { path: "src/env/mod.ts", source: `crypto.getRandomValues(new Uint8Array(1));` },
    { path: "src/secret.ts", source: `import { readFileSync } from "node:fs"; readFileSync("x");` },
  ],
  "exit-once": [
    { path: "scripts/verify.ts", source: `Deno.exit(1);\nexport {};` },
    { path: "scripts/_walk.ts", source: `Deno.exit(1);` },
    { path: "src/io/deno_host.ts", source: `Deno["exit"](1);` },
    { path: "src/gather/start.ts", source: `export const stop = Deno.exit;` },
  ],
  reveal: [
    { path: "src/report/json.ts", source: `export const f = (key: { reveal(): string }) => key.reveal();` },
    { path: "scripts/verify.ts", source: `export const f = (key: { reveal(): string }) => key["reveal"]();` },
  ],
};

for (const [rule, cases] of Object.entries(OK)) {
  Deno.test({
    name: `the lint rule keysplit/${rule} lets pass what is allowed`,
    permissions: "none",
    fn: () => {
      for (const { path, source } of cases) {
        assertEquals(complaints(path, source), [], `${path}: ${source}`);
      }
    },
  });
}

for (const [rule, cases] of Object.entries(NG)) {
  Deno.test({
    name: `the lint rule keysplit/${rule} finds what is not`,
    permissions: "none",
    fn: () => {
      for (const { path, source } of cases) {
        assert(complaints(path, source).includes(`keysplit/${rule}`), `${path}: ${source}`);
      }
    },
  });
}

Deno.test("REVEALS lists the files that read a secret, and no other", () => {
  const using = [...filesBelow("src"), ...filesBelow("scripts")]
    .filter((path) => /\breveal\(\)/.test(withoutComments(Deno.readTextFileSync(path))))
    .filter((path) => !path.startsWith("scripts/_dev/"));
  assertEquals(using.sort(), Object.keys(REVEALS).sort());
});

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
}

function filesBelow(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? filesBelow(path) : name.endsWith(".ts") ? [path] : [];
  });
}
