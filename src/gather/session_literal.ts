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

const MOST = 12;

/**
 * The session keys that stand in the code: literals, and defaults of variables that may not be set. Which of
 * several settings is loaded is not known, so all are taken, those of settings before those of other files.
 */
export function sessionLiterals(tree: SourceTree): readonly SessionLiteral[] {
  const paths = tree.paths.filter((path) => path.endsWith(".py") && !ASIDE.test(path));
  const rank = (path: string) => /settings|config/.test(path) ? 0 : 1;
  const found: SessionLiteral[] = [];
  for (const path of paths.toSorted((a, b) => rank(a) - rank(b))) {
    if (tree.text(path)?.includes(SETTING) !== true) continue;
    const file = tree.python(path);
    if (file !== null) found.push(...literalsIn(file).map((literal) => ({ ...literal, path })));
    if (found.length >= MOST) break;
  }
  return found.slice(0, MOST);
}

function literalsIn(file: PythonFile): readonly Omit<SessionLiteral, "path">[] {
  return file.assignments.flatMap((assignment) => {
    if (assignment.target !== SETTING && assignment.key !== SETTING) return [];
    const value = literalOf(file, assignment);
    return value === null || value === "" ? [] : [{ value, line: assignment.line }];
  });
}

function literalOf(file: PythonFile, { value }: Assignment): string | null {
  if (value === null) return null;
  if (value.kind === "text") return value.value;
  const read = file.envRead(value);
  return read?.fallbackValue?.kind === "text" ? read.fallbackValue.value : null;
}
