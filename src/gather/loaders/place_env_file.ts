import { joinPath, upward } from "../../backends/paths.ts";
import type { Sources } from "./seen_loader.ts";

const HERE = /^(?:\$\{?(?:PWD|CURDIR)\}?|\$\((?:pwd|CURDIR)\)|`pwd`|%[dh])\//;

/**
 * The env file that a command or a unit means: relative to the root where it lies in the project, else as it is
 * written; null where it is computed. An absolute path is one of the server that the project is deployed to:
 * `/srv/shop/.env` is the project's `.env`.
 */
export function placeEnvFile(
  written: string,
  { known, folder }: Pick<Sources, "known" | "folder">,
  from: string,
): string | null {
  const path = written.replace(HERE, "");
  if (path === "" || /[$%*?{}`]/.test(path)) return null;
  if (path.startsWith("~")) return path;
  if (path.startsWith("/")) return deployed(path, known) ?? path;
  // Where a command is started is not known: the folder that has the file is the likeliest.
  const places = [...new Set([...upward(from), folder])].map((at) => joinPath(at, path));
  return places.find((place) => known.has(place)) ?? joinPath(from.startsWith(".") ? "" : from, path);
}

function deployed(path: string, known: ReadonlySet<string>): string | null {
  const parts = path.split("/").slice(1);
  const endings = parts.map((_, index) => parts.slice(index).join("/"));
  return endings.find((ending) => known.has(ending)) ?? null;
}
