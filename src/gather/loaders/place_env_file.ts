import { folderOf, joinPath, nameOf, upward } from "../../backends/paths.ts";
import { SCRIPT_FOLDER } from "./fill_in.ts";
import type { Sources } from "./seen_loader.ts";

const HERE = /^(?:\$\{?(?:PWD|CURDIR)\}?|\$\((?:pwd|CURDIR)\)|`pwd`|%[dh])\//;
/** `${ENV_FILE:-.env}` */
const DEFAULT = /^\$\{\w+:?-([^${}]+)\}$/;
/** What makes a folder a package of its own, in which its commands run. */
const PACKAGES: ReadonlySet<string> = new Set([
  "package.json",
  "pyproject.toml",
  "requirements.txt",
  "manage.py",
  "go.mod",
  "Gemfile",
  "composer.json",
  "Cargo.toml",
]);
/** Characters and parts of a path beyond which it is none. */
const LONGEST = 4096;
const DEEPEST = 64;

/**
 * The env file that a command or a unit means: relative to the root where it lies in the project, else as it is
 * written; null where it is computed. An absolute path is one of the server that the project is deployed to:
 * `/srv/shop/.env` is the project's `.env`.
 */
export function placeEnvFile(
  written: string,
  sources: Pick<Sources, "known" | "folder">,
  from: string,
): string | null {
  const { known } = sources;
  const path = isTooLong(from) ? null : plainPath(written);
  if (path === null) return null;
  if (path.startsWith("~")) return path;
  if (path.startsWith("/")) return deployed(path, known) ?? path;
  const places = startedIn(sources, from).map((at) => joinPath(at, path));
  return places.find((place) => known.has(place)) ?? joinPath(from.startsWith(".") ? "" : from, path);
}

/** The same where it is known that the path is relative to one folder. */
export function placeExactly(
  written: string,
  { known }: Pick<Sources, "known">,
  from: string,
): string | null {
  const path = plainPath(written);
  if (path === null || path.startsWith("~")) return path;
  return path.startsWith("/") ? deployed(path, known) ?? path : joinPath(from, path);
}

/**
 * The same for a path of a script: what is filled in as the folder that the script lies in is known.
 */
export function placeOfScript(
  written: string,
  sources: Pick<Sources, "known" | "folder">,
  { from, home }: { readonly from: string; readonly home: string },
): string | null {
  return written.startsWith(`${SCRIPT_FOLDER}/`)
    ? placeExactly(written.slice(SCRIPT_FOLDER.length + 1), sources, home)
    : placeEnvFile(written, sources, from);
}

/** What nobody names a file, and what would keep a search busy. */
function isTooLong(path: string): boolean {
  return path.length > LONGEST || path.split("/", DEEPEST + 1).length > DEEPEST;
}

function plainPath(written: string): string | null {
  if (isTooLong(written)) return null;
  const path = (DEFAULT.exec(written)?.[1] ?? written).replace(HERE, "");
  return path === "" || /[$%*?{}`\u{E000}]/u.test(path) ? null : path;
}

/** Where a command is started is not known: the folder that has the file is the likeliest, in its own package. */
function startedIn(sources: Pick<Sources, "known" | "folder">, from: string): readonly string[] {
  const above = upward(from);
  const home = packageOf(sources, from);
  return home !== null && isOfAnotherPackage(sources, from)
    ? above.slice(0, above.indexOf(home) + 1)
    : [...new Set([...above, sources.folder])];
}

/** Whether a folder lies in a package that the application is no part of. */
export function isOfAnotherPackage(sources: Pick<Sources, "known" | "folder">, folder: string): boolean {
  const home = packageOf(sources, folder);
  return home !== null && !upward(sources.folder).includes(home);
}

/** Whether a file makes its folder a package of its own. */
export function isManifest(path: string): boolean {
  return PACKAGES.has(nameOf(path));
}

/** The nearest folder with a manifest; null where there is none. */
function packageOf({ known }: Pick<Sources, "known">, folder: string): string | null {
  const packages = packagesIn(known);
  return upward(folder).find((at) => packages.has(at)) ?? null;
}

const FOLDERS = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** The folders with a manifest: looked for once, and asked for every path that something names. */
function packagesIn(known: ReadonlySet<string>): ReadonlySet<string> {
  const found = FOLDERS.get(known) ??
    new Set([...known].filter(isManifest).map(folderOf));
  FOLDERS.set(known, found);
  return found;
}

function deployed(path: string, known: ReadonlySet<string>): string | null {
  const parts = path.split("/").slice(1);
  const endings = parts.map((_, index) => parts.slice(index).join("/"));
  return endings.find((ending) => known.has(ending)) ?? null;
}
