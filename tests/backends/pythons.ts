import { join } from "@std/path";

/** A Python interpreter of this machine. */
export interface Python {
  /** Absolute path of the interpreter itself, never of a shim. */
  readonly path: string;
  /** Major, minor and patch, e.g. `[3, 12, 1]`. */
  readonly version: readonly [number, number, number];
  /** Whether `python -m venv` can work: Debian ships it apart. */
  readonly hasVenv: boolean;
}

const PROBE = `
import json, os, sys
try:
    import ensurepip, venv
    has_venv = True
except ImportError:
    has_venv = False
print(json.dumps([os.path.realpath(sys.executable), list(sys.version_info[:3]), has_venv]))
`;

const MINORS = [10, 11, 12, 13, 14, 15] as const;

/** Finds the interpreters on PATH, then pyenv's, each once, in that order; those that do not start are left out. */
export async function findPythons(): Promise<readonly Python[]> {
  const found = await Promise.all(candidates().map(probe));
  const paths = new Set<string>();
  return found.filter((python): python is Python => {
    if (python === null || paths.has(python.path)) return false;
    paths.add(python.path);
    return true;
  });
}

function candidates(): readonly string[] {
  const names = ["python3", ...MINORS.map((minor) => `python3.${minor}`)];
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  const home = Deno.env.get("HOME") ?? "/";
  const versions = join(Deno.env.get("PYENV_ROOT") ?? join(home, ".pyenv"), "versions");
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    // A pyenv shim works for the active version only, so the others are asked for by path.
    ...list(versions).map((version) => join(versions, version, "bin", "python3")),
  ].filter(isFile);
}

async function probe(path: string): Promise<Python | null> {
  try {
    const { success, stdout } = await new Deno.Command(path, {
      args: ["-I", "-c", PROBE],
      stderr: "null",
      signal: AbortSignal.timeout(10_000),
    }).output();
    if (!success) return null;
    const [real, version, hasVenv] = JSON.parse(new TextDecoder().decode(stdout));
    return { path: real, version, hasVenv };
  } catch {
    return null; // a broken interpreter is no interpreter
  }
}

function list(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
