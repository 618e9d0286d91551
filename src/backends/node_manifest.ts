import type { SourceTree } from "./backend.ts";
import { depthOf, folderOf, joinPath, nameOf } from "./paths.ts";
import { isAside } from "./python_modules.ts";

/** What a package.json or deno.json says. */
export interface NodeManifest {
  readonly path: string;
  /** Relative to the root; the root itself is ``. */
  readonly folder: string;
  readonly kind: "npm" | "deno";
  /** Scripts or tasks by name. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Packages and the versions that are asked for; of a deno.json its imports. */
  readonly packages: ReadonlyMap<string, string>;
  readonly main: string | null;
}

/** The manifests of a tree, those nearest the root first. */
export function nodeManifests(tree: SourceTree): readonly NodeManifest[] {
  return tree.paths.filter((path) => /^(?:package\.json|deno\.jsonc?)$/.test(nameOf(path)) && !isAside(path))
    .filter((path) => depthOf(path) <= 5)
    .map((path) => readManifest(tree, path)).filter((one) => one !== null)
    .toSorted((a, b) => depthOf(a.folder) - depthOf(b.folder));
}

function readManifest(tree: SourceTree, path: string): NodeManifest | null {
  const text = tree.text(path) ?? "";
  const value = parsed(path.endsWith("c") ? text.replaceAll(/^\s*\/\/.*$/gm, "") : text);
  if (typeof value !== "object" || value === null) return null;
  const kind = nameOf(path) === "package.json" ? "npm" : "deno";
  const manifest = value as Readonly<Record<string, unknown>>;
  const packages = new Map<string, string>();
  const fields = kind === "npm"
    ? ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]
    : ["imports"];
  for (const field of fields) {
    for (const [name, version] of textsOf(manifest[field])) packages.set(name, version);
  }
  const main = typeof manifest["main"] === "string" ? manifest["main"] : null;
  const scripts = textsOf(manifest[kind === "npm" ? "scripts" : "tasks"]);
  return { path, folder: folderOf(path), kind, scripts, packages, main };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What npm and Deno refuse too says nothing.
    return null;
  }
}

function textsOf(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (typeof value !== "object" || value === null) return found;
  for (const [name, one] of Object.entries(value)) {
    if (typeof one === "string") found.set(name, one);
    // A task of Deno may be { command }.
    else if (typeof one === "object" && one !== null && "command" in one && typeof one.command === "string") {
      found.set(name, one.command);
    }
  }
  return found;
}

/** The file of a path as a manifest or a script names it, or null where the tree has none. */
export function manifestFile(tree: SourceTree, { folder }: NodeManifest, written: string): string | null {
  const path = joinPath(folder, written);
  return ["", ".js", ".ts", ".mjs", ".cjs", "/index.js", "/index.ts"].map((ending) => path + ending).find((
    one,
  ) => tree.paths.includes(one)) ?? null;
}

/** `Express 5.1, jose 6.0`: the packages that are there, with the versions that are asked for. */
export function titleOfPackages(
  packages: ReadonlyMap<string, string>,
  titles: readonly (readonly [title: string, name: string])[],
): string {
  return titles.filter(([, name]) => packages.has(name)).map(([title, name]) => {
    const version = /(\d+(?:\.\d+)?)(?:\.\d+)?$/.exec(packages.get(name)!.replace(/-.*$/, ""))?.[1];
    return version === undefined ? title : `${title} ${version}`;
  }).join(", ");
}
