import type { SourceTree } from "../backends/backend.ts";
import type { Assignment, PythonFile } from "../source/python.ts";

/** A session key that stands in the code. */
export interface SessionLiteral {
  readonly value: string;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

const SETTING = "SECRET_KEY";
const ASIDE = /(^|\/)(tests?|docs?|examples?|migrations)\/|(^|\/)(test_|conftest)/;

/**
 * The session key as settings have it where no variable does: a literal, or the default of a variable that is
 * not set. Settings are looked at before other files.
 */
export function sessionLiteral(tree: SourceTree): SessionLiteral | null {
  const paths = tree.paths.filter((path) => path.endsWith(".py") && !ASIDE.test(path));
  const rank = (path: string) => /settings|config/.test(path) ? 0 : 1;
  for (const path of paths.toSorted((a, b) => rank(a) - rank(b))) {
    if (tree.text(path)?.includes(SETTING) !== true) continue;
    const file = tree.python(path);
    const found = file === null ? null : literalIn(file);
    if (found !== null) return { ...found, path };
  }
  return null;
}

function literalIn(file: PythonFile): Omit<SessionLiteral, "path"> | null {
  for (const assignment of file.assignments) {
    if (assignment.target !== SETTING && assignment.key !== SETTING) continue;
    const value = literalOf(file, assignment);
    if (value !== null && value !== "") return { value, line: assignment.line };
  }
  return null;
}

function literalOf(file: PythonFile, { value }: Assignment): string | null {
  if (value === null) return null;
  if (value.kind === "text") return value.value;
  const read = file.envRead(value);
  return read?.fallbackValue?.kind === "text" ? read.fallbackValue.value : null;
}
