import { parse } from "@std/dotenv";

/**
 * Reads both files with a parser that is not ours and returns why the edit must not be written, or null
 * when `key` has exactly the new value and every other variable reads as before.
 */
export function checkIndependently(
  before: Uint8Array,
  after: Uint8Array,
  expected: { readonly key: string; readonly value: string },
): string | null {
  const decode = chooseDecoder(before, after);
  const was = read(decode, before);
  const is = read(decode, after);
  if (is.get(expected.key) !== expected.value) {
    return `An independent parse does not find the new value of ${expected.key}`;
  }
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    if (name !== expected.key && was.get(name) !== is.get(name)) {
      return `An independent parse finds that another variable than ${expected.key} would change`;
    }
  }
  return null;
}

function read(decode: (bytes: Uint8Array) => string, bytes: Uint8Array): ReadonlyMap<string, string> {
  // The default parser takes quadratic time on long runs of blank lines; the other reads the same.
  return new Map(Object.entries(parse(decode(bytes), { fast: true })));
}

/** Latin-1, which gives each byte a character of its own, where one of the two is not UTF-8. Drops a BOM. */
function chooseDecoder(before: Uint8Array, after: Uint8Array): (bytes: Uint8Array) => string {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  try {
    utf8.decode(before);
    utf8.decode(after);
    return (bytes) => utf8.decode(bytes);
  } catch {
    const latin1 = new TextDecoder("latin1");
    return (bytes) => latin1.decode(bytes).replace(/^\u00ef\u00bb\u00bf/, "");
  }
}
