import { dirname, fromFileUrl, join } from "@std/path";
import type { NodePackages } from "../backends/node_packages.ts";
import type { Venv } from "../backends/venvs.ts";
import { type ApplicationFacts, type ApplicationName, APPLICATIONS } from "./applications.ts";
import { database } from "./database.ts";
import { hashForDjango, hashForFastapi, makeKeys, randomText } from "./secrets.ts";

/**
 * What the `.env` of a copy assigns to JWT_SECRET_KEY: no line, nothing, the value of SECRET_KEY, 32 characters,
 * the text of a widely copied `.env.example` (66 characters), or a good key.
 */
export type KeyState = "missing" | "empty" | "equal" | "short" | "placeholder" | "good";

/** A real application in a folder of its own, with a user who can log in. */
export interface ApplicationCopy extends ApplicationFacts, Disposable {
  readonly name: ApplicationName;
  /** Absolute. Holds the project, its `.venv` and its `.env` (mode 0600). */
  readonly folder: string;
  /** What runs it: the absolute path of `.venv/bin/python` in the folder, or `node`. */
  readonly interpreter: string;
  /** All variables that a child process of it needs; HOME is an empty folder beside the project. */
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly password: string;
  readonly sessionKey: string;
  /** As the application reads it; null where no line assigns it. */
  readonly jwtKey: string | null;
  /** Removes the folder. `using` does the same. */
  cleanup(): void;
}

/** The environment and the keys of a copy. */
export interface CopyOptions {
  readonly venv: Venv | NodePackages;
  readonly keys: KeyState;
  /** Changes the text of `.env` before it is written, e.g. to CRLF. */
  readonly edit?: (text: string) => string;
}

const HERE = fromFileUrl(new URL(".", import.meta.url));
const USER = "ada";

/**
 * Copies an application to a temporary folder. Keys and password are new each time; the database of a Django
 * application is migrated once and kept.
 */
export async function copyApplication(name: ApplicationName, options: CopyOptions): Promise<ApplicationCopy> {
  const copy = await copyWithoutDatabase(name, options);
  if (copy.kind === "django" && options.venv.name !== "node") {
    const { venv } = options;
    const migrated = await database(name, {
      venv,
      user: copy.user,
      copy: () => copyWithoutDatabase(name, { venv, keys: "good" }),
    });
    await migrated.copyTo(join(copy.folder, "db.sqlite3"), await hashForDjango(copy.password));
  }
  return copy;
}

async function copyWithoutDatabase(
  name: ApplicationName,
  { venv, keys, edit = (text) => text }: CopyOptions,
): Promise<ApplicationCopy> {
  const source = join(HERE, name);
  const temporary = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "keysplit-" }));
  const folder = join(temporary, name);
  const home = join(temporary, "home");
  Deno.mkdirSync(home);
  // Real files: through links Python would find the settings, and so the .env, of the original.
  for (const path of files(source)) {
    Deno.mkdirSync(dirname(join(folder, path)), { recursive: true });
    Deno.copyFileSync(join(source, path), join(folder, path));
  }
  if (venv.name === "node") Deno.symlinkSync(join(venv.folder, "node_modules"), join(folder, "node_modules"));
  else {
    Deno.symlinkSync(venv.folder, join(folder, ".venv"));
    pinAs(venv, join(folder, "requirements.txt"));
  }

  const { sessionKey, jwtKey } = makeKeys(keys);
  const password = randomText(18);
  const text = fill(Deno.readTextFileSync(join(source, "env.template")), {
    SECRET_KEY: sessionKey,
    JWT_SECRET_KEY: jwtKey,
    USERNAME: USER,
    PASSWORD_HASH: await hashForFastapi(password),
  });
  Deno.writeTextFileSync(join(folder, ".env"), edit(text), { mode: 0o600, createNew: true });

  const cleanup = () => Deno.removeSync(temporary, { recursive: true });
  return {
    ...APPLICATIONS[name],
    name,
    folder,
    interpreter: venv.name === "node" ? "node" : join(folder, ".venv", "bin", "python"),
    environment: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin", HOME: home, LANG: "C.UTF-8" },
    user: USER,
    password,
    sessionKey,
    jwtKey,
    cleanup,
    [Symbol.dispose]: cleanup,
  };
}

/** Puts the values into `{{NAME}}`; a line whose value is null is left out. */
function fill(template: string, values: Readonly<Record<string, string | null>>): string {
  return template.split("\n").flatMap((line) => {
    const name = /\{\{(\w+)\}\}/.exec(line)?.[1];
    if (name === undefined) return [line];
    const value = values[name];
    if (value === undefined) throw new RangeError(`Cannot fill the template: "${name}" is no placeholder`);
    return value === null ? [] : [line.replace(`{{${name}}}`, () => value)];
  }).join("\n");
}

/** Lets the application's requirements name the releases that the environment really has. */
function pinAs(venv: Venv, requirements: string): void {
  const pins = new Map(
    Deno.readTextFileSync(join(HERE, "..", "requirements", `${venv.name}.txt`)).split("\n")
      .map((line) => [line.split("==")[0] ?? "", line] as const),
  );
  const text = Deno.readTextFileSync(requirements);
  Deno.writeTextFileSync(
    requirements,
    text.replaceAll(/^([\w-]+)==\S+/gm, (line, name) => pins.get(name) ?? line),
  );
}

function files(folder: string, under = ""): readonly string[] {
  return [...Deno.readDirSync(join(folder, under))].flatMap(({ name, isDirectory, isFile }) => {
    const path = join(under, name);
    if (isDirectory) return name === "__pycache__" ? [] : files(folder, path);
    return isFile && name !== "env.template" ? [path] : [];
  });
}
