import { fromFileUrl, join } from "@std/path";
import { VENVS_FOLDER } from "./venvs.ts";

/** Node with the packages of `tests/requirements/node`. */
export interface NodePackages {
  readonly name: "node";
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

/** Gives the packages that the applications use. */
export async function nodePackages(): Promise<NodePackages | NoNodePackages> {
  const folder = await packagesOf("node");
  return typeof folder === "string" ? { name: "node", folder } : folder;
}

/**
 * The absolute folder whose `node_modules` holds the packages of a folder of `tests/requirements`, installed once and
 * kept beside the virtual environments. Several processes may ask at once.
 */
export async function packagesOf(name: "node" | "reports"): Promise<string | NoNodePackages> {
  const version = await said("node", ["--version"]);
  if (version === null) return { missing: "no node was found" };
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? "0");
  if (major < LEAST_NODE) return { missing: `node ${version} is older than ${LEAST_NODE}` };

  const lockFile = Deno.readFileSync(join(REQUIREMENTS, name, "package-lock.json"));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", lockFile)).toHex().slice(0, 12);
  const folder = join(VENVS_FOLDER, `${name}-${digest}`);
  const marker = join(folder, "made-by-tests");
  if (isThere(marker)) return folder;

  Deno.mkdirSync(VENVS_FOLDER, { recursive: true });
  using lock = await Deno.open(join(VENVS_FOLDER, `${name}.lock`), { write: true, create: true });
  await lock.lock(true);
  if (isThere(marker)) return folder;
  Deno.mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    Deno.copyFileSync(join(REQUIREMENTS, name, file), join(folder, file));
  }
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  if (await said("npm", args, folder) === null) return { missing: "npm could not install the packages" };
  Deno.writeTextFileSync(marker, `${version}\n`);
  return folder;
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
