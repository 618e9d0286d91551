import { KeysplitError } from "../src/errors.ts";
import type { Dialect } from "../src/env/dialect.ts";
import { DIALECTS, UNLISTED } from "../src/env/mod.ts";
import type { Project } from "../src/gather/project.ts";
import type { Settings } from "./_settings.ts";

/**
 * The project as it is judged by the loaders that the flags name; unchanged where they name none. The key is
 * then what the first of them reads, if the application's own is not among them.
 *
 * @throws {KeysplitError} `usage` when no loader has the name, or both flags are there
 */
export function withLoaders(project: Project, settings: Pick<Settings, "loader" | "loaders">): Project {
  if (settings.loaders === "all" && settings.loader.length > 0) {
    throw new KeysplitError("usage", "--loader and --loaders all exclude each other", {
      next: ["leave one of them out"],
    });
  }
  const loaders = settings.loaders === "all" ? ALL : [...new Set(settings.loader.flatMap(loadersOf))];
  const [first] = loaders;
  if (first === undefined) return project;
  const own = loaders.includes(project.dialect) ? null : first;
  if (settings.loaders === "all" || own === null) return { ...project, loaders };
  return { ...project, loaders, dialect: own, loader: own.title, precedence: own.precedence };
}

/** Those that read a file. */
const READING: readonly Dialect[] = DIALECTS.filter(({ id }) => id !== "process");

/** Those that can be asked of any env file; a `settings.ini` is another kind of file. */
const ALL: readonly Dialect[] = READING.filter(({ id }) => id !== "python-decouple-ini");

function loadersOf(name: string): readonly Dialect[] {
  const all = [...READING, ...UNLISTED];
  const exact = all.filter(({ id }) => id === name);
  const found = exact.length > 0 ? exact : [...ALL, ...UNLISTED].filter(({ id }) => id.startsWith(name));
  if (found.length > 0) return found;
  throw new KeysplitError("usage", "--loader names no loader that is known", {
    next: ["one of them, or what it begins with:", ...rowsOf(all.map(({ id }) => id))],
  });
}

/** Words in rows that fit a terminal. */
function rowsOf(words: readonly string[]): readonly string[] {
  const rows: string[] = [];
  for (const word of words) {
    const last = rows.at(-1);
    if (last === undefined || last.length + word.length > 70) rows.push(`  ${word}`);
    else rows[rows.length - 1] = `${last} ${word}`;
  }
  return rows;
}
