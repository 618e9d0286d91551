import { type Handed, MOST_HANDED, MOST_PLACES, type Place } from "./place.ts";

/** tox's environments: `set_env` (with `setenv`, its older name) and `pass_env`. */
export function toxPlaces(path: string, text: string): readonly Place<"tox">[] {
  return sectionsOf(text).filter(({ name }) => /^(?:tox:)?testenv/.test(name)).flatMap(
    (section): readonly Place<"tox">[] => {
      const variables = section.entries.flatMap(({ key, rows }): readonly Handed[] => {
        const values = rows.filter(({ text }) => text !== "");
        if (/^set_?env$/.test(key)) return values.flatMap(({ text, line }) => assignmentOf(text, line));
        if (!/^pass_?env$/.test(key)) return [];
        return values.flatMap(({ text, line }) =>
          text.split(/[\s,]+/, 100).map((name) => ({ name, line, value: { kind: "surroundings" as const } }))
        );
      });
      return variables.length === 0 ? [] : [place(path, { ...section, kind: "tox", variables })];
    },
  );
}

/** The variables of pytest-env: `env =` of pytest.ini, tox.ini and setup.cfg, and both forms of pyproject.toml. */
export function pytestPlaces(path: string, text: string): readonly Place<"pytest">[] {
  return sectionsOf(text).flatMap((section): readonly Place<"pytest">[] => {
    const isTable = /^tool\.pytest_env/.test(section.name);
    if (!isTable && !/^(?:tool[:.])?pytest(?:\.ini_options)?$/.test(section.name)) return [];
    const variables = section.entries.flatMap(({ key, rows }): readonly Handed[] => {
      if (isTable) {
        const [first] = rows;
        return first === undefined ? [] : assignmentOf(`${key}=${first.text}`, first.line);
      }
      return key !== "env"
        ? []
        : rows.flatMap(({ text, line }) =>
          text.split(/["'],\s*["']/, 200).flatMap((one) =>
            assignmentOf(one.replace(/^\s*\[?\s*["']?/, "").replace(/["']?\s*,?\s*\]?\s*$/, ""), line)
          )
        );
    });
    return variables.length === 0 ? [] : [place(path, { ...section, kind: "pytest", variables })];
  });
}

interface Section {
  readonly name: string;
  readonly line: number;
  readonly entries: readonly {
    readonly key: string;
    readonly rows: readonly { readonly text: string; readonly line: number }[];
  }[];
}

/** The sections of an INI or a plain TOML file, values with the lines that go on below them. */
function sectionsOf(text: string): readonly Section[] {
  const found: {
    name: string;
    line: number;
    entries: { key: string; rows: { text: string; line: number }[] }[];
  }[] = [];
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    if (/^\s*[#;]/.test(row) || row.length > 8192) continue;
    const [, opened] = /^\[+([^\]"']+)\]+\s*(?:#.*)?$/.exec(row) ?? [];
    const section = found.at(-1);
    if (opened !== undefined) {
      if (found.length >= MOST_PLACES) break;
      found.push({ name: opened.trim(), line: index + 1, entries: [] });
      continue;
    }
    const [, key, value = ""] = /^([A-Za-z_][\w-]*)\s*=\s*(.*)$/.exec(row) ?? [];
    const last = section?.entries.at(-1);
    if (key !== undefined) section?.entries.push({ key, rows: [{ text: value.trim(), line: index + 1 }] });
    else if (/^[\s\]]/.test(row) && last && last.rows.length < MOST_HANDED) {
      last.rows.push({ text: row.trim(), line: index + 1 });
    }
  }
  return found;
}

/** `NAME = value`; pytest-env writes `D:NAME=value` for a default and `R:` for a raw one. */
function assignmentOf(text: string, line: number): readonly Handed[] {
  const [, name, value = ""] = /^(?:[DRU]:)*([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(text) ?? [];
  if (name === undefined) return [];
  const bare = value.trim().replace(/^(["'])(.*)\1$/, "$2");
  return [{
    name,
    line,
    value: /^\{env:\w+\}$/.test(bare) ? { kind: "surroundings" } : { kind: "text", text: bare },
  }];
}

function place<Kind extends "tox" | "pytest">(
  path: string,
  { name, line, kind, variables }: Pick<Section, "name" | "line"> & {
    readonly kind: Kind;
    readonly variables: readonly Handed[];
  },
): Place<Kind> {
  return {
    path,
    line,
    kind,
    name,
    role: "job",
    variables: variables.slice(0, MOST_HANDED),
    files: [],
    stores: [],
    runs: [],
  };
}
