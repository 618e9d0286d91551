import { type Expression, partsOf, type PythonFile, type Standing } from "../source/python.ts";

/** Old advice in a Python file. */
export interface AdvisedLine {
  readonly cause: string;
  /** 1-based. */
  readonly line: number;
}

/** What code does that guides advise and that brings about something else: told by its syntax, not by its text. */
export function advisedInPython(file: PythonFile): readonly AdvisedLine[] {
  const found = [
    ...verifyingKeys(file).filter(({ value }) => isList(value, file)).map(({ line }) => ({
      cause: "verifying-key-list-ignored",
      line,
    })),
    ...file.standing.flatMap((standing) => deletions(standing, file)).map((line) => ({
      cause: "outstanding-tokens-deleted",
      line,
    })),
  ];
  return found.toSorted((a, b) => a.line - b.line);
}

const NAME = "VERIFYING_KEY";
/** With a pair of keys the setting counts, and a list there is another fault. */
const PAIR = /^(?:RS|PS|ES|Ed)/;

interface Given {
  readonly value: Expression;
  readonly line: number;
}

/** What the file gives as VERIFYING_KEY: in a dictionary, `dict(…)` or `update(…)`, or by an item of its own. */
function verifyingKeys(file: PythonFile): readonly Given[] {
  const own = file.assignments.flatMap(({ key, value, line }) =>
    key === NAME && value !== null ? [{ value, line }] : []
  );
  const within = file.standing.flatMap(({ expression }) => everyPart(expression)).flatMap((part) => {
    const entries = part.kind === "dictionary"
      ? part.entries
      : part.kind === "call"
      ? Object.entries(part.keywords).map(([key, value]) => ({ key, value, line: value.line }))
      : [];
    const algorithm = entries.find(({ key }) => key === "ALGORITHM")?.value;
    if (algorithm?.kind === "text" && PAIR.test(algorithm.value)) return [];
    return entries.filter(({ key }) => key === NAME);
  });
  return [...own, ...within];
}

function isList(value: Expression, file: PythonFile, followed = 0): boolean {
  switch (value.kind) {
    case "list":
      return true;
    case "either":
      return value.choices.some((choice) => isList(choice, file, followed));
    case "binary":
      return value.operator === "+" && isList(value.left, file, followed);
    case "name": {
      const bound = file.assignments.findLast(({ target, key, scope }) =>
        target === value.name && key === null && scope === ""
      );
      return bound?.value != null && followed < 5 && isList(bound.value, file, followed + 1);
    }
    case "call": {
      const { callee, keywords: { cast } } = value;
      const name = callee.kind === "name" || callee.kind === "member" ? callee.name : "";
      const castTo = cast?.kind === "call" ? cast.callee : cast;
      return /(?:^|\.)(?:list|tuple|split)$/.test(name) ||
        (castTo?.kind === "name" && /(?:^|\.)(?:Csv|list)$/.test(castTo.name));
    }
    default:
      return false;
  }
}

/** The lines on which all tokens that were given out, or those of a user, are deleted. */
function deletions({ expression }: Standing, file: PythonFile): readonly number[] {
  return everyPart(expression).flatMap((part) => {
    if (part.kind !== "call") return [];
    const { steps, filters } = chainOf(part, file);
    const isOfTokens = steps.some((name) => /^OutstandingToken$/.test(name));
    const deletes = /^(?:_raw_)?delete$/.test(steps.at(-1) ?? "");
    // Tokens that are over are deleted to make room, and not to log anybody out.
    return isOfTokens && deletes && !filters.some((name) => name.startsWith("expires_at")) ? [part.line] : [];
  });
}

/** The names along `A.objects.filter(b=c).delete`, and those of its keywords; a variable is what it was set to. */
function chainOf(
  expression: Expression,
  file: PythonFile,
  followed = 0,
): { readonly steps: readonly string[]; readonly filters: readonly string[] } {
  switch (expression.kind) {
    case "call": {
      const { steps, filters } = chainOf(expression.callee, file, followed);
      return { steps, filters: [...filters, ...Object.keys(expression.keywords)] };
    }
    case "member": {
      const { steps, filters } = chainOf(expression.of, file, followed);
      return { steps: [...steps, expression.name], filters };
    }
    case "name": {
      const [head = "", ...rest] = expression.name.split(".");
      const imported = file.imports.findLast(({ as }) => as === head)?.name ?? null;
      const bound = imported === null && followed < 3
        ? file.assignments.findLast(({ target, key, line }) =>
          target === head && key === null && line < expression.line
        )?.value ?? null
        : null;
      if (bound === null) return { steps: [imported ?? head, ...rest], filters: [] };
      const { steps, filters } = chainOf(bound, file, followed + 1);
      return { steps: [...steps, ...rest], filters };
    }
    default:
      return { steps: [], filters: [] };
  }
}

function everyPart(expression: Expression): readonly Expression[] {
  return [expression, ...partsOf(expression).flatMap(everyPart)];
}
