/** Characters; references that refer to each other twice over would otherwise grow without end. */
const LONGEST = 2 ** 26;

/** What a name stands for: null where it is known without a value, undefined where it is not known. */
export type Lookup = (name: string) => string | null | undefined;

/**
 * A value with each `${name}` and `${name:-default}` filled in, once: what is put in is not searched again.
 * Throws `RangeError` when the result would be longer than 64 Mi characters.
 */
export function fillReferences(value: string, lookup: Lookup): string {
  let filled = "";
  let copied = 0;
  let colon = -1;
  let close = -1;
  let open = value.indexOf("${");
  while (open !== -1) {
    const name = open + 2;
    if (close < name) close = value.indexOf("}", name);
    if (close === -1) break;
    if (colon < name) colon = indexOrEnd(value, ":", name);
    const hasDefault = colon < close;
    if (hasDefault && value[colon + 1] !== "-") {
      // A name that opens before this colon would meet it too, so the search goes on behind it.
      open = value.indexOf("${", colon);
      continue;
    }
    const found = lookup(value.slice(name, Math.min(colon, close)));
    const fallback = hasDefault ? value.slice(colon + 2, close) : "";
    filled += value.slice(copied, open) + (found === undefined ? fallback : found ?? "");
    if (filled.length > LONGEST) throw new RangeError("Cannot fill in references: the value grows too long");
    copied = close + 1;
    open = value.indexOf("${", copied);
  }
  return filled + value.slice(copied);
}

function indexOrEnd(text: string, part: string, from: number): number {
  const index = text.indexOf(part, from);
  return index === -1 ? text.length : index;
}
