import { dirname, fromFileUrl } from "@std/path";

/** A file that is made from the code, wholly or in part. */
export interface Generated {
  /** Path in the checkout. */
  readonly path: string;
  /** Makes its text; `now` is what it holds now, "" where it is not there. */
  readonly make: (now: string) => string;
}

const CHECKOUT = fromFileUrl(new URL("../../", import.meta.url));

/** The generated files that do not hold what the code says, by their paths. */
export function outOfSync(files: readonly Generated[]): readonly string[] {
  return files.filter(({ path, make }) => make(read(path)) !== read(path)).map(({ path }) => path);
}

/**
 * Writes the files, or with `--check` only says which are out of sync.
 *
 * @returns the exit code: 1 where `--check` found some
 */
export function writeOrCheck(files: readonly Generated[], args: readonly string[]): number {
  const stale = outOfSync(files);
  if (args.includes("--check")) {
    for (const path of stale) console.error(`${path} is out of sync: deno task docs`);
    return stale.length > 0 ? 1 : 0;
  }
  for (const { path, make } of files.filter(({ path }) => stale.includes(path))) {
    Deno.mkdirSync(dirname(CHECKOUT + path), { recursive: true });
    Deno.writeTextFileSync(CHECKOUT + path, make(read(path)));
    console.log(path);
  }
  return 0;
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(CHECKOUT + path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
