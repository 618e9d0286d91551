import { type Handed, type HandedFile, MOST_HANDED, type Place, roleOf } from "./place.ts";

/** One setting of a unit, lines that a backslash continues put together. */
export interface UnitSetting {
  readonly key: string;
  readonly value: string;
  /** Of its first line, 1-based. */
  readonly line: number;
}

/** The settings of a unit whose key holds a word; comments between continued lines are left out. */
export function unitSettings(text: string, word: string): readonly UnitSetting[] {
  const found: UnitSetting[] = [];
  let parts: string[] = [];
  let line = 0;
  const close = () => {
    const [, key, value = ""] = parts[0]?.includes(word)
      ? /^\s*([A-Za-z]+)\s*=([^]*)$/.exec(parts.join(" ")) ?? []
      : [];
    if (key !== undefined) found.push({ key, value: value.trim(), line });
    parts = [];
  };
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    if (/^\s*[#;]/.test(row)) continue;
    if (parts.length === 0) line = index + 1;
    const goesOn = row.endsWith("\\");
    parts.push(goesOn ? row.slice(0, -1) : row);
    if (!goesOn) close();
  }
  close();
  return found;
}

/** A systemd unit together with its drop-ins, in the order in which systemd reads them. */
export function unitPlace(
  name: string,
  parts: readonly { readonly path: string; readonly text: string }[],
): Place<"systemd"> | null {
  const [first] = parts;
  if (first === undefined) return null;
  const variables: Handed[] = [];
  const files: HandedFile[] = [];
  let runs = "";
  let line = 1;
  for (const { path, text } of parts) {
    for (const setting of unitSettings(text, "Environment")) {
      const { key, value } = setting;
      if (key === "Environment" && value === "") variables.length = 0;
      else if (key === "Environment") {
        for (const { name, text } of quotedAssignments(value)) {
          if (variables.length < MOST_HANDED) {
            variables.push({ name, line: setting.line, path, value: { kind: "text", text } });
          }
        }
      } else if (key === "PassEnvironment") {
        variables.push(
          ...value.split(/\s+/, MOST_HANDED).map((name): Handed => ({
            name,
            line: setting.line,
            path,
            value: { kind: "surroundings" },
          })),
        );
      } else if (key === "EnvironmentFile" && value === "") files.length = 0;
      else if (key === "EnvironmentFile" && files.length < MOST_HANDED) {
        files.push({ file: value.replace(/^-\s*/, ""), line: setting.line, from: "anywhere" });
      }
    }
    for (const { key, value, line: at } of unitSettings(text, "ExecStart")) {
      if (key !== "ExecStart" || value === "") continue;
      if (path === first.path) line = at;
      runs = value;
    }
  }
  // Of several assignments the last one counts.
  const last = new Map(variables.map((one) => [one.name, one]));
  return {
    path: first.path,
    line,
    kind: "systemd",
    name,
    role: roleOf([name, runs]),
    variables: [...last.values()],
    files,
    stores: [],
    runs: [runs],
  };
}

/** `"NAME=a value" OTHER=value`, as systemd splits it. */
export function quotedAssignments(
  value: string,
): readonly { readonly name: string; readonly text: string }[] {
  const words = value.slice(0, 1 << 16).matchAll(
    /(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+)(?:"([^"]*)"|'([^']*)')?)/g,
  );
  return [...words].flatMap(([, double, single, bare, after, afterSingle]) => {
    const word = double ?? single ?? `${bare}${after ?? afterSingle ?? ""}`;
    const [, name, text = ""] = /^([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? [];
    return name === undefined ? [] : [{ name, text }];
  });
}
