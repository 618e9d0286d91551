/** Characters; references that refer to each other twice over would otherwise grow without end. */
const LONGEST = 2 ** 26;

/** `$$`, `$NAME`, `${NAME}`, `${NAME` in front of an operator, or a brace that opens nothing. */
const REFERENCE = /\$(?:\$|([_a-z][_a-z0-9]*)|\{(?:([_a-z][_a-z0-9]*)(\}|:?[-+?])|))/giuy;

/** What a name stands for; undefined where it is not known. */
export type Lookup = (name: string) => string | undefined;

/**
 * A value with its references filled in as Compose v2 does: `${NAME:-default}`, `:+`, `:?` and the forms
 * without a colon, of which the argument may hold references itself. Null where Compose refuses the value.
 */
export function fillComposeTemplate(value: string, lookup: Lookup): string | null {
  let filled = "";
  for (const line of value.split(/(?<=\n)/)) {
    const filledLine = line.includes("$") ? fillLine(line, lookup) : line;
    if (filledLine === null || filled.length + filledLine.length > LONGEST) return null;
    filled += filledLine;
  }
  return filled;
}

/** No reference crosses the end of a line, and none the closing brace of the argument that it stands in. */
function fillLine(line: string, lookup: Lookup): string | null {
  const braces = pairBraces(line);
  /** Ends of the arguments that are being filled in, the innermost last. */
  const ends = [line.length];
  let filled = "";
  let at = 0;
  let dollar = -1;
  while (filled.length <= LONGEST) {
    const end = ends.at(-1) ?? line.length;
    if (dollar < at) dollar = indexOrEnd(line, "$", at);
    filled += line.slice(at, Math.min(dollar, end));
    if (dollar >= end) {
      if (ends.length === 1) return filled;
      ends.pop();
      at = end + 1;
      continue;
    }
    REFERENCE.lastIndex = dollar;
    const [whole = "$", name, braced, operator] = REFERENCE.exec(line) ?? [];
    at = dollar + whole.length;
    if (whole === "${") return null;
    if (operator === undefined) {
      filled += name === undefined ? "$" : lookup(name) ?? "";
      continue;
    }
    const last = braces.lastCloseBefore(end);
    if ((operator === "}" ? at - 1 : at) > last) return null;
    const found = lookup(braced ?? "");
    const isPresent = found !== undefined && !(operator.startsWith(":") && found === "");
    if (operator.endsWith("?") && !isPresent) return null;
    if (operator === "}") {
      filled += found ?? "";
      continue;
    }
    // Where the braces do not pair, the argument reaches up to the last one.
    const close = Math.min(braces.closeOf(dollar + 1), last);
    if (operator.endsWith("-") ? !isPresent : operator.endsWith("+") && isPresent) {
      ends.push(close);
    } else {
      filled += found ?? "";
      at = close + 1;
    }
  }
  return null;
}

interface Braces {
  /** Where the brace at `open` closes; infinite where it does not. */
  readonly closeOf: (open: number) => number;
  /** The last closing brace before `end`, or -1. */
  readonly lastCloseBefore: (end: number) => number;
}

/** Compose does not look at the character behind an opening brace when it pairs braces. */
function pairBraces(line: string): Braces {
  const closes = new Map<number, number>();
  const lastCloses = new Int32Array(line.length + 1).fill(-1);
  const open: number[] = [];
  let skipped = -1;
  for (let at = 0; at < line.length; at++) {
    lastCloses[at + 1] = line[at] === "}" ? at : lastCloses[at] ?? -1;
    if (at === skipped) continue;
    if (line[at] === "{") {
      open.push(at);
      skipped = at + 1;
    } else if (line[at] === "}") {
      const paired = open.pop();
      if (paired !== undefined) closes.set(paired, at);
    }
  }
  return {
    closeOf: (at) => closes.get(at) ?? Infinity,
    lastCloseBefore: (end) => lastCloses[end] ?? -1,
  };
}

function indexOrEnd(text: string, part: string, from: number): number {
  const index = text.indexOf(part, from);
  return index === -1 ? text.length : index;
}
