import { fromFileUrl, join } from "@std/path";
import { findPythons, type Python } from "./pythons.ts";

/** What each environment needs of its Python: minor versions of Python 3, both ends included. */
const PYTHON_MINORS = {
  django42: [10, 12],
  django52: [10, 14],
  django61: [12, 14],
  fastapi: [10, 14],
  pydantic1: [10, 13],
  flask: [10, 14],
  simplejwt53: [10, 12],
} as const satisfies Record<string, readonly [number, number]>;

/** The name of an environment: that of its file in `tests/requirements/`. */
export type VenvName = keyof typeof PYTHON_MINORS;

/** Made only for those that ask for it by name. */
const ASIDE: readonly VenvName[] = ["pydantic1"];

/** The names of the environments that most tests run in. */
export const VENV_NAMES = (Object.keys(PYTHON_MINORS) as readonly VenvName[])
  .filter((name) => !ASIDE.includes(name));

/** A virtual environment that is ready. */
export interface Venv {
  readonly name: VenvName;
  /** Absolute. The last part changes with the requirements and the Python. */
  readonly folder: string;
  /** Absolute path of its interpreter. */
  readonly python: string;
}

/** An environment that cannot be had here, and why, as half a sentence: `no Python 3.12 to 3.14 was found`. */
export interface NoVenv {
  readonly name: VenvName;
  readonly missing: string;
  readonly cause: "no-python" | "installation";
}

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** Where environments are kept between runs; git ignores it. */
export const VENVS_FOLDER = join(ROOT, ".venvs");

const INSTALL_SECONDS = 300;
/** For so long a failed installation is not tried again: every test file asks, and without a network each would wait. */
const FAILURE_SECONDS = 60;

/**
 * Gives a virtual environment with the packages of `tests/requirements/<name>.txt`, made once and kept: with uv
 * where there is one, else with Python's own venv and pip. Several processes may ask at once.
 */
export async function venv(name: VenvName): Promise<Venv | NoVenv> {
  const prefix = `${name}-${await digest(join(ROOT, "tests", "requirements", `${name}.txt`))}`;
  const kept = findKept(name, prefix);
  if (kept !== null) return kept;

  Deno.mkdirSync(VENVS_FOLDER, { recursive: true });
  using lock = await Deno.open(join(VENVS_FOLDER, `${name}.lock`), { write: true, create: true });
  await lock.lock(true);
  const madeMeanwhile = findKept(name, prefix);
  if (madeMeanwhile !== null) return madeMeanwhile;

  const failure = join(VENVS_FOLDER, `${prefix}.failed`);
  const recent = recentText(failure);
  if (recent !== null) return { name, missing: recent, cause: "installation" };
  const made = await make(name, prefix);
  if ("missing" in made && made.cause === "installation") Deno.writeTextFileSync(failure, made.missing);
  return made;
}

/** The environments that end with a marker are whole: an installation that was interrupted has none. */
function findKept(name: VenvName, prefix: string): Venv | null {
  let entries: readonly Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(VENVS_FOLDER)];
  } catch {
    return null;
  }
  for (const entry of entries) {
    const folder = join(VENVS_FOLDER, entry.name);
    // The interpreter is a link into the Python that made it, which may be gone since.
    if (entry.name.startsWith(`${prefix}-`) && isThere(marker(folder)) && isThere(interpreter(folder))) {
      return { name, folder, python: interpreter(folder) };
    }
  }
  return null;
}

async function make(name: VenvName, prefix: string): Promise<Venv | NoVenv> {
  const [low, high] = PYTHON_MINORS[name];
  const uv = await findUv();
  const python = (await findPythons()).find(({ version: [major, minor], hasVenv }) =>
    major === 3 && minor >= low && minor <= high && (uv !== null || hasVenv)
  );
  if (python === undefined) {
    const missing = `no Python 3.${low} to 3.${high} was found that can make an environment`;
    return { name, missing, cause: "no-python" };
  }
  const folder = join(VENVS_FOLDER, `${prefix}-${python.version.join(".")}`);
  if (isThere(folder)) Deno.removeSync(folder, { recursive: true });
  for (const words of installation(python, { name, folder, uv })) {
    const problem = await run(words);
    if (problem !== null) {
      return {
        name,
        missing: `${words[0]} could not make the environment: ${problem}`,
        cause: "installation",
      };
    }
  }
  Deno.writeTextFileSync(marker(folder), `${python.path}\n`);
  return { name, folder, python: interpreter(folder) };
}

function installation(
  python: Python,
  { name, folder, uv }: { readonly name: VenvName; readonly folder: string; readonly uv: string | null },
): readonly (readonly [string, ...string[]])[] {
  const requirements = ["-r", join(ROOT, "tests", "requirements", `${name}.txt`)];
  const target = interpreter(folder);
  if (uv === null) {
    return [
      [python.path, "-m", "venv", folder],
      [target, "-m", "pip", "install", "--quiet", "--no-input", "--retries=1", ...requirements],
    ];
  }
  return [
    // The path, never a name: for a name that it does not find uv goes and downloads a Python.
    [uv, "venv", "--quiet", "--no-project", "-p", python.path, folder],
    [uv, "pip", "install", "--quiet", "--compile-bytecode", "-p", target, ...requirements],
  ];
}

/** Runs to the end; null when all went well, else the last line of what it said. */
async function run(words: readonly [string, ...string[]]): Promise<string | null> {
  const [program, ...args] = words;
  const env: Record<string, string> = { ...Deno.env.toObject(), UV_PYTHON_DOWNLOADS: "never" };
  // Variables of another environment, which would lead the installation there.
  for (const other of ["PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX"]) {
    delete env[other];
  }
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    env,
    clearEnv: true,
    stdin: "null",
    signal: AbortSignal.timeout(INSTALL_SECONDS * 1000),
  }).output();
  if (success) return null;
  const said = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  return said.trim().split("\n").at(-1)?.trim() ?? "it said nothing";
}

async function findUv(): Promise<string | null> {
  const uv = Deno.env.get("UV") ?? "uv";
  try {
    const { success } = await new Deno.Command(uv, { args: ["--version"], stdout: "null", stderr: "null" })
      .output();
    return success ? uv : null;
  } catch {
    return null;
  }
}

async function digest(file: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", Deno.readFileSync(file));
  return new Uint8Array(bytes).toHex().slice(0, 12);
}

function recentText(file: string): string | null {
  try {
    const { mtime } = Deno.statSync(file);
    const seconds = (Date.now() - (mtime?.getTime() ?? 0)) / 1000;
    return seconds < FAILURE_SECONDS ? Deno.readTextFileSync(file) : null;
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

const marker = (folder: string) => join(folder, "made-by-tests");
const interpreter = (folder: string) => join(folder, "bin", "python");
