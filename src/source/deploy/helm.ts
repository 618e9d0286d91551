import { folderOf } from "../../backends/paths.ts";
import type { Handed, Place } from "./place.ts";

/** A text of a chart: templates are no YAML before they are filled in. */
export interface ChartText {
  readonly path: string;
  readonly text: string;
}

/**
 * A chart as one place: which of the names its templates and values spell, and where first. What a template puts
 * together of parts is not seen.
 */
export function chartPlace(
  chart: string,
  { texts, names }: { readonly texts: readonly ChartText[]; readonly names: readonly string[] },
): Place<"Helm"> | null {
  const variables = names.flatMap((name) => firstOf(name, texts) ?? []);
  const stores =
    texts.some(({ path, text }) => path.includes("/templates/") && /^\s*-?\s*secretRef:/m.test(text))
      ? ["the Secret that the chart names"]
      : [];
  const [first] = variables;
  if (first === undefined) return null;
  return {
    path: first.path ?? chart,
    line: first.line,
    kind: "Helm",
    name: folderOf(chart).split("/").at(-1) || "chart",
    role: "application",
    variables,
    files: [],
    stores,
    runs: [],
  };
}

function firstOf(name: string, texts: readonly ChartText[]): Handed | null {
  const spelled = new RegExp(`(?<![\\w])${name.replaceAll(/[^\w]/g, "\\$&")}(?!\\w)`);
  for (const { path, text } of texts) {
    if (!text.includes(name)) continue;
    const rows = text.split(/\r?\n/);
    const index = rows.findIndex((row) => spelled.test(row) && !/^\s*#/.test(row));
    if (index < 0) continue;
    const row = rows[index] ?? "";
    const below = rows[index + 1] ?? "";
    return { name, path, line: index + 1, value: valueOf(row, below) };
  }
  return null;
}

/** `NAME: value`, and `value:` on the line below `name: NAME`. */
function valueOf(row: string, below: string): Handed["value"] {
  const plain = /name:\s*["']?\w+["']?\s*$/.test(row)
    ? /^\s*value:\s*(.+)$/.exec(below)?.[1]
    : /^\s*["']?\w+["']?:\s*(\S.*)$/.exec(row)?.[1];
  const text = (plain ?? "").replace(/\s+#.*$/, "").trim().replace(/^(["'])(.*)\1$/, "$2");
  return text === "" || text.includes("{{") || /^[|>&*[{]/.test(text)
    ? { kind: "secret" }
    : { kind: "text", text };
}
