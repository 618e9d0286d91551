import { fromFileUrl, join } from "@std/path";
import { VENVS_FOLDER } from "./venvs.ts";

/** A folder of `tests/requirements` with a lock file: what the applications use, and what reads reports. */
export type NodePackagesName = "node" | "reports";

/** Node with the packages of one folder of `tests/requirements`. */
export interface NodePackages {
  readonly name: NodePackagesName;
  /** Absolute; holds `node_modules`. The last part changes with the lock file. */
  readonly folder: string;
}

/** Why they cannot be had here, as half a sentence. */
export interface NoNodePackages {
  readonly missing: string;
}

const REQUIREMENTS = join(fromFileUrl(new URL("../", import.meta.url)), "requirements");
/** The first that has what the applications use. */
const LEAST_NODE = 18;
const INSTALL_SECONDS = 300;

/** Gives the packages, installed once and kept beside the virtual environments. Several processes may ask at once. */
export async function nodePackages(name: NodePackagesName = "node"): Promise<NodePackages | NoNodePackages> {
  const version = await said("node", ["--version"]);
  if (version === null) return { missing: "no node was found" };
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? "0");
  if (major < LEAST_NODE) return { missing: `node ${version} is older than ${LEAST_NODE}` };

  const lockFile = Deno.readFileSync(join(REQUIREMENTS, name, "package-lock.json"));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", lockFile)).toHex().slice(0, 12);
  const folder = join(VENVS_FOLDER, `${name}-${digest}`);
  const made: NodePackages = { name, folder };
  const marker = join(folder, "made-by-tests");
  if (isThere(marker)) return made;

  Deno.mkdirSync(VENVS_FOLDER, { recursive: true });
  using lock = await Deno.open(join(VENVS_FOLDER, `${name}.lock`), { write: true, create: true });
  await lock.lock(true);
  if (isThere(marker)) return made;
  Deno.mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    Deno.copyFileSync(join(REQUIREMENTS, name, file), join(folder, file));
  }
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  if (await said("npm", args, folder) === null) return { missing: "npm could not install the packages" };
  Deno.writeTextFileSync(marker, `${version}\n`);
  return made;
}

/** What a program printed; null where it is not there or fails. */
async function said(program: string, args: readonly string[], folder = "."): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args: [...args],
      cwd: folder,
      stdin: "null",
      stderr: "null",
      signal: AbortSignal.timeout(INSTALL_SECONDS * 1000),
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch {
    return null;
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
