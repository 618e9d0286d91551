import type { Line } from "./read_output.ts";

/** A line that is nothing but a name and brackets: `[NAME]:`, `"NAME": {`, `NAME:`. */
const NAME_ALONE = /^\W{0,12}(\w{2,200})\W{0,8}$/;
/** zod's `z.prettifyError`: the place stands below what is said of it. */
const PLACE = /^\s{0,8}→ at (\w{2,200})\s{0,4}$/;
/** Brackets and titles between a name and what is said of it. */
const EMPTY = /^\W{0,40}$|^\W{0,12}_?errors\W{0,8}$/i;
const FURTHER = 3;

/**
 * Statements that stand on other lines than the name that they are about, as validators print them in lists and
 * trees. Each begins with the name, and has the number of the line that says something.
 */
export function namedLines(lines: readonly Line[], name: string): readonly Line[] {
  return lines.flatMap((line, index): readonly Line[] => {
    const said = PLACE.exec(line.text)?.[1] === name
      ? lines[index - 1]
      : NAME_ALONE.exec(line.text)?.[1] === name
      ? lines.slice(index + 1, index + 1 + FURTHER).find(({ text }) => !EMPTY.test(text))
      : undefined;
    return said === undefined ? [] : [{ number: said.number, text: `${name}: ${said.text.trim()}` }];
  });
}
