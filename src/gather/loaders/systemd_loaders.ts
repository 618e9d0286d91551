import { folderOf } from "../../backends/paths.ts";
import { unitSettings } from "../../source/deploy/systemd.ts";
import { placeEnvFile } from "./place_env_file.ts";
import { MOST_SIGHTINGS, type SeenLoader, type Sources } from "./seen_loader.ts";

/** A unit, a drop-in, or a template of one. */
const UNIT = /\.service(?:\.d\/[^/]+\.conf|\.(?:j2|tmpl|template|example|in))?$/;

/** Whether a path is a systemd unit. */
export function isUnit(path: string): boolean {
  return UNIT.test(path);
}

/**
 * systemd: `EnvironmentFile=` of the project's units; an empty one takes back those before it, of drop-ins too. The
 * last one of a unit wins.
 */
export function systemdLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree } = sources;
  const found = new Map<string, Map<string, Pick<SeenLoader, "path" | "line">>>();
  // A unit stands before its drop-ins, as systemd reads them.
  for (const path of tree.paths.filter(isUnit)) {
    const unit = path.replace(/\.d\/[^/]+\.conf$/, "");
    const own = found.get(unit) ?? new Map<string, Pick<SeenLoader, "path" | "line">>();
    found.set(unit, own);
    for (const { key, value: written, line } of unitSettings(tree.text(path) ?? "", "EnvironmentFile")) {
      if (key !== "EnvironmentFile") continue;
      const value = written.replace(/^-\s*/, "");
      if (value === "") own.clear();
      const placed = value === "" || own.size >= MOST_SIGHTINGS
        ? null
        : placeEnvFile(value, sources, folderOf(path));
      if (placed === null) continue;
      const seen = own.get(placed) ?? { path, line };
      // Named again it is read again, after those between.
      own.delete(placed);
      own.set(placed, seen);
    }
  }
  return [...found.values()].flatMap((own): readonly SeenLoader[] => {
    const [first] = own.values();
    return first === undefined
      ? []
      : [{ dialect: "systemd-environment-file", ...first, files: [...own.keys()].toReversed() }];
  });
}
