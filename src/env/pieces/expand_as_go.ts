/** Characters; references that refer to each other twice over would otherwise grow without end. */
const LONGEST = 2 ** 26;

const NAME = /[*#$@!?0-9-]|[A-Za-z_][A-Za-z0-9_]*/y;

/**
 * Go's `os.Expand`: `$NAME`, `$` and one digit or sign, and `${…}`, whatever stands in the braces; braces that
 * hold nothing or never close go. Null when the value grows too long.
 */
export function expandAsGo(value: string, lookup: (name: string) => string): string | null {
  let expanded = "";
  let copied = 0;
  let close = -1;
  for (let dollar = value.indexOf("$"); dollar !== -1; dollar = value.indexOf("$", copied)) {
    const start = dollar + 1;
    if (start === value.length) break;
    expanded += value.slice(copied, dollar);
    if (value[start] === "{") {
      if (close <= start) close = indexOrEnd(value, "}", start);
      const name = close === value.length ? "" : value.slice(start + 1, close);
      expanded += name === "" ? "" : lookup(name);
      copied = close === value.length ? start + 1 : close + 1;
    } else {
      NAME.lastIndex = start;
      const name = NAME.exec(value)?.[0] ?? "";
      expanded += name === "" ? "$" : lookup(name);
      copied = start + name.length;
    }
    if (expanded.length > LONGEST) return null;
  }
  return expanded + value.slice(copied);
}

function indexOrEnd(text: string, part: string, from: number): number {
  const index = text.indexOf(part, from);
  return index === -1 ? text.length : index;
}
