import { folderOf, joinPath, nameOf, upward } from "../../backends/paths.ts";
import { isAside } from "../../backends/python_modules.ts";
import { placeEnvFile } from "./place_env_file.ts";
import { lineAt, type SeenLoader, type Sources } from "./seen_loader.ts";

const SCRIPT = /\.(?:[cm]?js|[cm]?ts|jsx|tsx)$/;

/** What imports a loader, and the dialect that it speaks. */
const IMPORTS: readonly {
  readonly module: RegExp;
  readonly dialect: (packages: ReadonlyMap<string, string>, text: string) => string;
}[] = [
  { module: specifier("dotenv(?:/config(?:\\.js)?)?"), dialect: npmDotenv },
  { module: specifier("@nestjs/config"), dialect: npmDotenv },
  { module: specifier("@dotenvx/dotenvx(?:/config)?"), dialect: () => "dotenvx" },
  {
    module: specifier("(?:jsr:)?@std/dotenv[^\"'`]*|https://deno\\.land/std[^\"'`]*/dotenv/[^\"'`]*"),
    dialect: () => "std-dotenv",
  },
];

/** JavaScript and TypeScript: the loaders that code imports, and the frameworks that read a `.env` themselves. */
export function scriptLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree } = sources;
  const found: SeenLoader[] = [];
  for (const path of tree.paths) {
    if (isAside(path)) continue;
    if (nameOf(path) === "package.json") found.push(...frameworks(sources, path));
    if (!SCRIPT.test(path)) continue;
    const text = tree.text(path) ?? "";
    if (!/dotenv|@nestjs\/config|loadEnv/.test(text)) continue;
    const home = packageFolder(sources, path);
    const packages = packagesOf(tree.text(joinPath(home, "package.json")));
    for (const { module, dialect } of IMPORTS) {
      const at = module.exec(text);
      if (!at) continue;
      const line = lineAt(text, at.index);
      found.push({
        dialect: dialect(packages, text),
        path,
        line,
        files: filesOf(sources, { path, text, home }),
      });
    }
    // Vite gives client code nothing without its prefix: only its configuration can read a key.
    const loadEnv = /\bloadEnv\s*\(/.exec(text);
    if (loadEnv && packages.has("vite")) {
      const line = lineAt(text, loadEnv.index);
      found.push({ dialect: "vite", path, line, files: modes(home) });
    }
  }
  return found;
}

function specifier(module: string): RegExp {
  // Bounded blanks: a file of a stranger may be a megabyte of them.
  const before = String.raw`(?:\bfrom\s{0,9}|\bimport\s{0,9}(?:\(\s{0,9})?|\brequire\s{0,9}\(\s{0,9})`;
  return new RegExp(`${before}["'\`](?:npm:)?${module}["'\`]`);
}

function frameworks({ tree }: Sources, path: string): readonly SeenLoader[] {
  const text = tree.text(path) ?? "";
  const next = /"next"\s{0,9}:/.exec(text);
  if (!next || !packagesOf(text).has("next")) return [];
  return [{ dialect: "next", path, line: lineAt(text, next.index), files: modes(folderOf(path)) }];
}

/** The files that Next and Vite read, the one that wins first. */
function modes(folder: string): readonly string[] {
  return ["production.local", "development.local", "local", "production", "development"]
    .map((mode) => joinPath(folder, `.env.${mode}`)).concat(joinPath(folder, ".env"));
}

/** The dialect of npm's dotenv by the versions that package.json asks for. */
function npmDotenv(packages: ReadonlyMap<string, string>, text: string): string {
  const major = Number(/\d+/.exec(packages.get("dotenv") ?? "")?.[0] ?? "17");
  const expands = /dotenv-expand|expandVariables\s*:\s*true/.test(text);
  if (expands) {
    return /^\D*1\d{3}/.test(packages.get("dotenv-expand") ?? "")
      ? "npm-dotenv-expand-1000"
      : "npm-dotenv-expand-12";
  }
  return major < 15 ? "npm-dotenv-8" : "npm-dotenv";
}

/** The paths that the code names, as far as they are literals; else the `.env` of the folder it is started in. */
function filesOf(
  sources: Sources,
  { path, text, home }: { readonly path: string; readonly text: string; readonly home: string },
): readonly string[] {
  const found: string[] = [];
  for (const [, value = ""] of text.matchAll(/\b(?:path|envFilePath)\s{0,9}:[ \t]*([^\n]{0,999})/g)) {
    const parts = [...value.matchAll(/["'`]([^"'`\n]+)["'`]/g)].map(([, part = ""]) => part);
    const list = value.trimStart().startsWith("[");
    const from = /__dirname|import\.meta\.(?:dirname|url)/.test(value) ? folderOf(path) : home;
    for (const written of list ? parts : parts.length > 0 ? [parts.join("/")] : []) {
      if (!/env/i.test(written)) continue;
      const placed = from === home ? placeEnvFile(written, sources, home) : joinPath(from, written);
      if (placed !== null) found.push(placed);
    }
  }
  return found.length > 0 ? found : [joinPath(home, ".env")];
}

/** The nearest folder with a package.json, which is where commands run. */
function packageFolder({ tree, folder }: Sources, path: string): string {
  const paths = new Set(tree.paths);
  return upward(folderOf(path)).find((at) => paths.has(joinPath(at, "package.json"))) ?? folder;
}

/** The packages of a package.json and the versions that it asks for. */
function packagesOf(text: string | null): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  try {
    const manifest: unknown = JSON.parse(text ?? "{}");
    if (typeof manifest !== "object" || manifest === null) return found;
    for (const [field, packages] of Object.entries(manifest)) {
      if (!/^(?:d|devD|peerD|optionalD)ependencies$/.test(field) || typeof packages !== "object") continue;
      for (const [name, version] of Object.entries(packages ?? {})) found.set(name, String(version));
    }
  } catch {
    // A package.json that npm refuses too names nothing.
  }
  return found;
}
