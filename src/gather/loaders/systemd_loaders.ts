import { folderOf } from "../../backends/paths.ts";
import { placeEnvFile } from "./place_env_file.ts";
import { MOST_SIGHTINGS, type SeenLoader, type Sources } from "./seen_loader.ts";

/** A unit, a drop-in, or a template of one. */
const UNIT = /\.service(?:\.d\/[^/]+\.conf|\.(?:j2|tmpl|template|example|in))?$/;

/** Whether a path is a systemd unit. */
export function isUnit(path: string): boolean {
  return UNIT.test(path);
}

/** systemd: `EnvironmentFile=` of the project's units; an empty one takes back those before it, of drop-ins too. */
export function systemdLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree } = sources;
  const found = new Map<string, SeenLoader[]>();
  // A unit stands before its drop-ins, as systemd reads them.
  for (const path of tree.paths.filter(isUnit)) {
    const unit = path.replace(/\.d\/[^/]+\.conf$/, "");
    const own = found.get(unit) ?? [];
    found.set(unit, own);
    const seen = new Set<string>();
    for (const { value, line } of environmentFiles(tree.text(path) ?? "")) {
      if (value === "") {
        own.length = 0;
        seen.clear();
      }
      if (value === "" || seen.has(value) || own.length >= MOST_SIGHTINGS) continue;
      seen.add(value);
      const placed = placeEnvFile(value, sources, folderOf(path));
      if (placed !== null) own.push({ dialect: "systemd-environment-file", path, line, files: [placed] });
    }
  }
  return [...found.values()].flat();
}

/** What each `EnvironmentFile=` names, blanks included; a backslash continues a line, comments between are none. */
function environmentFiles(text: string): readonly { readonly value: string; readonly line: number }[] {
  const found: { value: string; line: number }[] = [];
  let parts: string[] = [];
  let line = 0;
  const close = () => {
    const value = parts[0]?.includes("EnvironmentFile")
      ? /^\s*EnvironmentFile\s*=(.*)$/.exec(parts.join(" "))?.[1]
      : undefined;
    if (value !== undefined) found.push({ value: value.trim().replace(/^-\s*/, ""), line });
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
