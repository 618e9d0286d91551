import type { Spend } from "./limit_work.ts";

/** ConfigParser's MAX_INTERPOLATION_DEPTH. */
const DEEPEST = 10;

const REFERENCE = /%\(([^)]+)\)s/y;

/** What a name in lower case stands for; undefined where no option has it. */
export interface IniNames {
  readonly get: (name: string) => string | undefined;
  readonly spend: Spend;
}

/** A value with `%(name)s` filled in and `%%` made `%`, or what is wrong with it. */
export function fillPythonIni(value: string, names: IniNames): { readonly filled: string } | string {
  /** By depth and name: each is filled in once, however often it is referred to. */
  const done = new Map<string, string | null>();
  const filled = fill(value, 1);
  return filled === null ? "has a % that ConfigParser refuses" : { filled };

  function fill(text: string, depth: number): string | null {
    if (depth > DEEPEST) return null;
    const parts: string[] = [];
    let copied = 0;
    for (let at = text.indexOf("%"); at !== -1; at = text.indexOf("%", copied)) {
      parts.push(text.slice(copied, at));
      const put = text[at + 1] === "%" ? { text: "%", end: at + 2 } : readReference(text, at, depth);
      if (put === null) return null;
      names.spend(put.text.length);
      parts.push(put.text);
      copied = put.end;
    }
    return parts.join("") + text.slice(copied);
  }

  function readReference(
    text: string,
    at: number,
    depth: number,
  ): { readonly text: string; readonly end: number } | null {
    REFERENCE.lastIndex = at;
    const [whole, name] = REFERENCE.exec(text) ?? [];
    if (whole === undefined || name === undefined) return null;
    const put = fillName(name.toLowerCase(), depth + 1);
    return put === null ? null : { text: put, end: at + whole.length };
  }

  function fillName(name: string, depth: number): string | null {
    const found = names.get(name);
    if (found === undefined) return null;
    if (!found.includes("%")) return found;
    const id = `${depth} ${name}`;
    const known = done.get(id);
    if (known !== undefined) return known;
    const filled = fill(found, depth);
    done.set(id, filled);
    return filled;
  }
}
