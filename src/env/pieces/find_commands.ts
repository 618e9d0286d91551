/** What a value's `$(…)` come to. */
export interface Commands {
  /** Whether a command would be run. */
  readonly runs: boolean;
  /** The value, the backslash taken off in front of each `$(…)` that it shields. */
  readonly value: string;
}

/** Finds each `$(…)` with paired parentheses, none of them empty, as Ruby's dotenv and Symfony's do. */
export function findCommands(value: string): Commands {
  if (!value.includes("$(")) return { runs: false, value };
  const closes = pairParentheses(value);
  let shown = "";
  let copied = 0;
  let open = value.indexOf("$(");
  while (open !== -1) {
    const close = closes.get(open + 1);
    if (close === undefined) {
      open = value.indexOf("$(", open + 2);
      continue;
    }
    if (open === copied || value[open - 1] !== "\\") return { runs: true, value };
    shown += value.slice(copied, open - 1) + value.slice(open, close + 1);
    copied = close + 1;
    open = value.indexOf("$(", copied);
  }
  return { runs: false, value: shown + value.slice(copied) };
}

interface Open {
  readonly at: number;
  /** Whether a pair within it holds nothing. */
  isSpoiled: boolean;
}

/** Where the parenthesis at each offset closes, without those that hold nothing or an empty pair. */
function pairParentheses(value: string): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  const opened: Open[] = [];
  for (let at = 0; at < value.length; at++) {
    if (value[at] === "(") opened.push({ at, isSpoiled: false });
    if (value[at] !== ")") continue;
    const last = opened.pop();
    if (last === undefined) continue;
    if (!last.isSpoiled && at > last.at + 1) {
      closes.set(last.at, at);
    } else {
      const outer = opened.at(-1);
      if (outer !== undefined) outer.isSpoiled = true;
    }
  }
  return closes;
}
