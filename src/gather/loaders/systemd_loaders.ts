import { folderOf } from "../../backends/paths.ts";
import { placeEnvFile } from "./place_env_file.ts";
import type { SeenLoader, Sources } from "./seen_loader.ts";

/** A unit, a drop-in, or a template of one. */
const UNIT = /\.service(?:\.d\/[^/]+\.conf|\.(?:j2|tmpl|template|example|in))?$/;

/** Whether a path is a systemd unit. */
export function isUnit(path: string): boolean {
  return UNIT.test(path);
}

/** systemd: `EnvironmentFile=` of the project's units. */
export function systemdLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree } = sources;
  const found: SeenLoader[] = [];
  for (const path of tree.paths.filter(isUnit)) {
    for (const [index, row] of (tree.text(path) ?? "").split(/\r?\n/).entries()) {
      const written = /^\s*EnvironmentFile\s*=\s*-?(\S+)\s*$/.exec(row)?.[1];
      const placed = written === undefined ? null : placeEnvFile(written, sources, folderOf(path));
      if (placed === null) continue;
      found.push({ dialect: "systemd-environment-file", path, line: index + 1, files: [placed] });
    }
  }
  return found;
}
