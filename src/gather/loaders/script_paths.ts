import { folderOf, joinPath, upward } from "../../backends/paths.ts";
import { placeEnvFile } from "./place_env_file.ts";
import type { Sources } from "./seen_loader.ts";

/** What stands for a folder in a text: `${__dirname}/../.env`, `${process.cwd()}/.env`. */
const DIRNAME = /^\$\{(?:__dirname|import\.meta\.dirname)\}\//;
const WORKING = /^\$\{process\.cwd\(\)\}\//;

/** An option that names a file, also one whose call or list goes on below. */
const NAMED =
  /\b(?:path|envFilePath)\s{0,9}:[ \t]*([^\n([]{0,199}[([][ \t]{0,9}\r?\n[^)\]]{0,999}|[^\n]{0,999})/g;

/** Different values of such options, of which a file has a few. */
const MOST = 500;

/** The paths that code names, as far as literals tell; else the `.env` of the folder that it is started in. */
export function placesOf(
  sources: Sources,
  { path, text, home }: { readonly path: string; readonly text: string; readonly home: string },
): readonly string[] {
  const found: string[] = [];
  let named = false;
  const values = new Set<string>();
  for (const [, value = ""] of text.matchAll(NAMED)) {
    values.add(value);
    if (values.size === MOST) break;
  }
  const defined = definitions(text);
  for (const value of values) {
    const { beside, paths } = pathsIn(definedAs(value, defined));
    for (const written of paths) {
      if (!/env/i.test(written)) continue;
      named = true;
      const own = DIRNAME.test(written) || beside;
      const plain = written.replace(DIRNAME, "").replace(WORKING, "");
      if (plain.includes("${")) found.push(...matching(sources, { pattern: plain, folder: home }));
      else {
        const placed = own ? joinPath(folderOf(path), plain) : placeEnvFile(plain, sources, home);
        if (placed !== null) found.push(placed);
      }
    }
    // `envFilePath: envPath`: what it is stands elsewhere, the nearest file is the likeliest.
    if (paths.length === 0 && /env/i.test(value)) {
      named = true;
      const near = upward(home).map((at) => joinPath(at, ".env"));
      found.push(near.find((one) => sources.known.has(one)) ?? joinPath(home, ".env"));
    }
  }
  return named ? [...new Set(found)] : [joinPath(home, ".env")];
}

/** What a name may be given: seen ahead, for one definition may stand in another. */
const DEFINED = /\b(?:const|let|var)\s{1,9}(\w{1,99})\s{0,9}=\s{0,99}(?=([^\n;]{0,999}))/g;

/** The first value of each name that a file gives one. */
function definitions(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(DEFINED)) {
    if (!found.has(name)) found.set(name, value);
  }
  return found;
}

/** The value of a name that the same file gives one. */
function definedAs(value: string, defined: ReadonlyMap<string, string>): string {
  const name = /^(\w{1,99})[\s,;)}]*(?:\/\/[^\n]*)?\s*$/.exec(value)?.[1];
  return name === undefined ? value : defined.get(name) ?? value;
}

/** The literals of an expression: pieces of one path where it joins them, else each a path. */
function pathsIn(value: string): { readonly beside: boolean; readonly paths: readonly string[] } {
  const parts = [...value.matchAll(/["'`]([^"'`\n]+)["'`]/g)].map(([, part = ""]) => part);
  const beside = /(?:__dirname|import\.meta\.(?:dirname|url))(?!\})/.test(value);
  const joins = /\b(?:join|resolve|URL)\s*\(/.test(value) && !value.trimStart().startsWith("[");
  return { beside, paths: joins && parts.length > 0 ? [parts.join("/")] : parts };
}

/** The files that a path with something computed in it may mean: `.env.${process.env.NODE_ENV}`. */
function matching(
  { known }: Pick<Sources, "known">,
  { pattern, folder }: { readonly pattern: string; readonly folder: string },
): readonly string[] {
  const [before = ""] = pattern.split("${");
  const after = pattern.slice(pattern.lastIndexOf("}") + 1);
  const [start, end] = [joinPath(folder, before), after];
  return [...known].filter((path) =>
    path.startsWith(start) && path.endsWith(end) && path.length >= start.length + end.length &&
    /^[\w-]*$/.test(path.slice(start.length, path.length - end.length))
  );
}
