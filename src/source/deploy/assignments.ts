import type { Handed } from "./place.ts";
import { MOST_HANDED, templated } from "./place.ts";

/** A longer line is none that a person wrote. */
const LONGEST = 8192;

/** `NAME=value` where a shell takes it for an assignment, prints it into a file, or gives it to a container. */
const ASSIGNED =
  /(?:^|[\s;&|("'`{])(?:export\s+|-e\s+|--env[\s=]+|--build-arg[\s=]+)?["']?([A-Za-z_]\w{0,127})=(?!=)("(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`|\$\{\{[^}]{0,200}\}\}|[^\s;&|)"'`]*)/g;
/** The variables that lines of a shell assign, in the order in which they stand. */
export function assignmentsIn(lines: readonly string[], firstLine: number): readonly Handed[] {
  const found: Handed[] = [];
  for (const [index, row] of lines.entries()) {
    if (row.length > LONGEST || !row.includes("=") || /^\s*#/.test(row)) continue;
    for (const [, name = "", written = ""] of row.matchAll(ASSIGNED)) {
      if (found.length >= MOST_HANDED) return found;
      found.push({ name, line: firstLine + index, value: shellValue(written) });
    }
  }
  return found;
}

function shellValue(written: string) {
  const bare = /^'([^']*)'$/.exec(written);
  if (bare !== null) return { kind: "text" as const, text: bare[1] ?? "" };
  const text = written.replace(/^"([^]*)"$/, "$1");
  return /\$\(|`/.test(text) ? { kind: "surroundings" as const } : templated(text);
}

/** A file that becomes the env file, or that a program reads as one. */
const COPIED =
  /(?:^|[\s;&|])(?:cp|mv|cat|ln\s+-s\w*)\s+(?:-\w+\s+)*["']?([\w./-]*env[\w.-]*)["']?\s+(?:>>?\s*)?["']?[\w./-]*env[\w.-]*/gi;
const NAMED = /--env-file(?:[\s=]+)["']?([\w./~-]+)/g;
const SOURCED = /(?:^|[;&|]\s*|\s)(?:\.|source)\s+["']?([\w./~-]*env[\w.-]*)/g;

/** The env files that lines of a shell bring in. */
export function envFilesIn(lines: readonly string[], firstLine: number) {
  return lines.flatMap((row, index) =>
    row.length > LONGEST || !/env/i.test(row) || /^\s*#/.test(row)
      ? []
      : [COPIED, NAMED, SOURCED].flatMap((like) =>
        [...row.matchAll(like)].map(([, file = ""]) => ({
          file,
          line: firstLine + index,
          from: "anywhere" as const,
        }))
      )
  ).slice(0, MOST_HANDED);
}
