import type { SourceTree } from "./backend.ts";
import { manifestFile, type NodeManifest } from "./node_manifest.ts";

/** How a project's server is started, by one of its scripts. */
export interface NodeStart {
  /** Without a watcher: one that waits for a change after a crash would hide the crash. */
  readonly words: readonly string[];
  readonly shown: string;
  /** The file that it runs, relative to the root; null where the script hides it. */
  readonly file: string | null;
  /** Env files that the runtime itself reads, in the order they are given, and by what. */
  readonly runtime: "node" | "deno" | "bun";
  readonly envFiles: readonly string[];
  /** Whether the command loads dotenv before the code: `-r dotenv/config`. */
  readonly preloads: boolean;
}

/** Scripts in the order in which they are likely to serve. */
const SCRIPTS = [
  "start",
  "serve",
  "server",
  "start:dev",
  "dev",
  "develop",
  "start:server",
  "dev:server",
  "start:prod",
];
const FILES = ["server", "index", "app", "main", "src/server", "src/index", "src/app", "src/main"];

/** Flags that a word of their own follows. */
const VALUED =
  /^(?:-r|--require|--import|--loader|--experimental-loader|--exec|-x|-e|--ext|--watch-path|-w|--ignore|-i|--ignore-watch|--config|-c|--project|-P|--tsconfig|--delay|--port|--title|-C|--conditions)$/;
/** Flags of watchers, which are left out. */
const WATCHES =
  /^(?:--watch(?:-path|-preserve-output)?(?:=.*)?|--hot|--respawn|--clear|--cls|--quiet|--inspect(?:-brk)?(?:=.*)?)$/;
const NODE_FLAG =
  /^--(?:env-file|import|require|loader|experimental|no-|enable|max-|disable|conditions|trace|es-module)/;

/** The command that serves: of the script that runs a file of the tree, else the likeliest script or file as it is. */
export function findNodeStart(tree: SourceTree, manifest: NodeManifest): NodeStart | null {
  const names = [...SCRIPTS.filter((name) => manifest.scripts.has(name))];
  const plans = names.flatMap((name) => planOf(tree, manifest, manifest.scripts.get(name)!) ?? []);
  const runs = plans.find(({ file }) => file !== null);
  if (runs !== undefined) return runs;
  const [first] = names;
  if (first !== undefined) {
    const words = manifest.kind === "deno" ? ["deno", "task", first] : ["npm", "run", "--silent", first];
    const shown = manifest.kind === "deno" ? `deno task ${first}` : `npm run ${first}`;
    const runtime = manifest.kind === "deno" ? "deno" as const : "node" as const;
    const script = manifest.scripts.get(first)!;
    return {
      words,
      shown,
      file: null,
      runtime,
      envFiles: envFilesIn(script.split(/\s+/)),
      preloads: PRELOADS.test(script),
    };
  }
  const file =
    [manifest.main, ...FILES].flatMap((name) =>
      name === null ? [] : manifestFile(tree, manifest, name) ?? []
    )[0];
  if (file === undefined || manifest.kind === "deno") return null;
  const written = file.slice(manifest.folder === "" ? 0 : manifest.folder.length + 1);
  return /\.[cm]?tsx?$/.test(file) ? null : plan(["node", written], { file, runtime: "node", args: [] });
}

const PRELOADS = /(?:-r|--require|--import)[\s=]+dotenv\/config/;

/** One simple command; null where a shell is needed, or where the file is not in the tree (built first). */
function planOf(tree: SourceTree, manifest: NodeManifest, script: string): NodeStart | null {
  if (/[|;&<>$`]/.test(script)) return null;
  const all = (script.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) =>
    word.replace(/^(["'])(.*)\1$/, "$2")
  );
  const variables: string[] = [];
  let words = all;
  while (
    words[0] !== undefined && (/^(?:cross-env(?:-shell)?|env|npx)$/.test(words[0]) || /^\w+=/.test(words[0]))
  ) {
    if (words[0].includes("=")) variables.push(words[0]);
    words = words.slice(1);
  }
  const [program = "", ...rest] = words;
  const taken = split(rest);
  const written = taken.plain.find((word) => !/^(?:watch|run|serve|start)$/.test(word));
  const file = written === undefined ? null : manifestFile(tree, manifest, written);
  if (written === undefined || file === null) return null;
  const after = taken.plain.slice(taken.plain.indexOf(written) + 1);
  const prefix = variables.length === 0 ? [] : ["env", ...variables];
  const typed = /\.[cm]?tsx?$/.test(file);
  const tail = [written, ...after];
  switch (program) {
    case "node":
      return plan([...prefix, "node", ...taken.flags, ...tail], { file, runtime: "node", args: rest });
    case "nodemon": {
      const exec = taken.exec ?? (typed ? "ts-node" : "node");
      const run = exec.split(/\s+/);
      const flags = taken.flags.filter((flag, i) =>
        flag === "-r" || taken.flags[i - 1] === "-r" || NODE_FLAG.test(flag)
      );
      return run[0] === "node"
        ? plan([...prefix, ...run, ...flags, ...tail], { file, runtime: "node", args: rest })
        : plan([...prefix, ...INSTALLED, ...run, ...flags, ...tail], { file, runtime: "node", args: rest });
    }
    case "ts-node-dev":
    case "tsnd":
      return plan([...prefix, ...INSTALLED, "ts-node", ...taken.flags, ...tail], {
        file,
        runtime: "node",
        args: rest,
      });
    case "tsx":
    case "ts-node":
    case "ts-node-esm":
    case "babel-node":
    case "vite-node":
      return plan([...prefix, ...INSTALLED, program, ...taken.flags, ...tail], {
        file,
        runtime: "node",
        args: rest,
      });
    case "fastify":
      return plan([...prefix, ...INSTALLED, "fastify", "start", ...tail], {
        file,
        runtime: "node",
        args: rest,
      });
    case "bun":
      return plan([...prefix, "bun", ...taken.flags, ...tail], { file, runtime: "bun", args: rest });
    case "deno": {
      const verb = taken.plain[0] === "serve" ? "serve" : "run";
      return plan([...prefix, "deno", verb, ...taken.flags, ...tail], { file, runtime: "deno", args: rest });
    }
    default:
      return null;
  }
}

/** npm finds the program in the project's own packages, and fetches none. */
const INSTALLED = ["npm", "exec", "--no", "--"];

function plan(
  words: readonly string[],
  { file, runtime, args }: Pick<NodeStart, "file" | "runtime"> & { readonly args: readonly string[] },
): NodeStart {
  const shown = words.join(" ").replace("npm exec --no --", "npx");
  return { words, shown, file, runtime, envFiles: envFilesIn(args), preloads: PRELOADS.test(args.join(" ")) };
}

/** The flags that stay, what the watcher would run, and the words that are no flags. */
function split(words: readonly string[]): {
  readonly flags: readonly string[];
  readonly plain: readonly string[];
  readonly exec: string | null;
} {
  const flags: string[] = [];
  const plain: string[] = [];
  let exec: string | null = null;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const value = words[i + 1];
    if (/^(?:--exec|-x)$/.test(word) && value !== undefined) {
      exec = value;
      i++;
      // What follows the file is for the file.
    } else if (!word.startsWith("-") || plain.some((one) => /[./]/.test(one))) plain.push(word);
    else if (/^(?:-e|--ext|--ignore|-i|--ignore-watch|-w|--watch-path|--delay)$/.test(word)) i++;
    else if (
      word === "--watch" && value !== undefined && !/^-|\.[cm]?[jt]sx?$/.test(value) && words.length > i + 2
    ) i++;
    else if (WATCHES.test(word)) continue;
    else if (VALUED.test(word) && value !== undefined) {
      flags.push(word, value);
      i++;
    } else flags.push(word);
  }
  return { flags, plain, exec };
}

function envFilesIn(words: readonly string[]): readonly string[] {
  return words.flatMap((word, i) => {
    const found = /^--env-file(?:-if-exists)?(?:=(.+))?$/.exec(word);
    if (found === null) return [];
    return [found[1] ?? (words[i + 1]?.startsWith(".") ? words[i + 1]! : ".env")];
  });
}
