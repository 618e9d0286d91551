import { DatabaseSync } from "node:sqlite";
import { basename, fromFileUrl, join } from "@std/path";
import { type Venv, VENVS_FOLDER } from "../backends/venvs.ts";
import type { ApplicationName } from "./applications.ts";
import type { ApplicationCopy } from "./copy_application.ts";
import { runApplication } from "./run_application.ts";

/** A migrated SQLite file that holds one user, who has no password yet. */
export interface MigratedDatabase {
  /** Writes a copy in which the user has the password of this hash (`algorithm$…`, as Django stores it). */
  copyTo(path: string, passwordHash: string): Promise<void>;
}

const FOLDER = join(VENVS_FOLDER, "databases");

/** Gives the database of a Django application, made by its own migrations once and kept beside the environments. */
export async function database(
  name: ApplicationName,
  { venv, user, copy }: {
    readonly venv: Venv;
    readonly user: string;
    /** Makes a copy of the application that starts, to run the migrations in. */
    readonly copy: () => Promise<ApplicationCopy>;
  },
): Promise<MigratedDatabase> {
  const kept = join(FOLDER, `${name}-${basename(venv.folder)}-${await digestOfCode(name)}.sqlite3`);
  Deno.mkdirSync(FOLDER, { recursive: true });
  using lock = await Deno.open(`${kept}.lock`, { write: true, create: true });
  await lock.lock(true);
  if (!isThere(kept)) await make(kept, { user, copy });
  return {
    copyTo: async (path, passwordHash) => {
      await Deno.copyFile(kept, path);
      using opened = new DatabaseSync(path);
      opened.prepare("UPDATE auth_user SET password = ? WHERE username = ?").run(passwordHash, user);
    },
  };
}

async function make(
  kept: string,
  { user, copy }: { readonly user: string; readonly copy: () => Promise<ApplicationCopy> },
): Promise<void> {
  using application = await copy();
  for (
    const args of [
      ["migrate", "--verbosity=0"],
      ["createsuperuser", "--noinput", `--username=${user}`, `--email=${user}@example.org`],
    ]
  ) {
    const { code, stderr } = await runApplication(application, ["manage.py", ...args]);
    if (code !== 0) {
      throw new Error(`Cannot make a database for the tests: "${args[0]}" ended with ${code}\n${stderr}`);
    }
  }
  Deno.copyFileSync(join(application.folder, "db.sqlite3"), `${kept}.new`);
  Deno.renameSync(`${kept}.new`, kept);
}

/** Of the settings, which name the applications whose tables there are. */
async function digestOfCode(name: ApplicationName): Promise<string> {
  const folder = fromFileUrl(new URL(name, import.meta.url));
  const settings = [...Deno.readDirSync(folder)].filter((entry) => entry.isDirectory)
    .map((entry) => join(folder, entry.name, "settings.py")).filter(isThere);
  const bytes = settings.map((path) => Deno.readTextFileSync(path)).join("");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(bytes));
  return new Uint8Array(digest).toHex().slice(0, 12);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
