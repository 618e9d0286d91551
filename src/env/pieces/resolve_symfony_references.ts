/** Characters; references that refer to each other twice over would otherwise grow without end. */
const LONGEST = 2 ** 26;

const REFERENCE = /(?<!\\)(\\*)\$(?!\()(\{)?(_?[A-Za-z][A-Za-z0-9_]*)?(:[-=][^}]*)?(\})?/g;

/** The names that a value refers to. */
export interface Names {
  /** The value of a name, empty where it is not known. */
  readonly get: (name: string) => string;
  /** Called where `${NAME:=default}` gives a name its default. */
  readonly set: (name: string, value: string) => void;
}

/**
 * A value with `$NAME`, `${NAME}`, `:-` and `:=` filled in as Symfony does. Where a brace or a default
 * follows, the name may be empty. Null where Symfony refuses the value.
 */
export function resolveSymfonyReferences(value: string, names: Names): string | null {
  let resolved = "";
  let copied = 0;
  for (const match of value.matchAll(REFERENCE)) {
    const [reference, backslashes = "", open, name, fallback, close] = match;
    resolved += value.slice(copied, match.index);
    copied = match.index + reference.length;
    if (backslashes.length % 2 === 1) {
      resolved += reference.slice(1);
      continue;
    }
    if (name === undefined && fallback === undefined && close === undefined) {
      resolved += reference;
      continue;
    }
    if (open !== undefined && close === undefined) return null;
    let put = names.get(name ?? "");
    if (put === "" && fallback !== undefined) {
      if (/['"{$]/.test(fallback)) return null;
      put = fallback.slice(2);
      if (fallback[1] === "=") names.set(name ?? "", put);
    }
    resolved += backslashes + put + (open === undefined ? close ?? "" : "");
    if (resolved.length > LONGEST) return null;
  }
  return resolved + value.slice(copied);
}
