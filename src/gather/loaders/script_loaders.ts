import { folderOf, joinPath, nameOf, upward } from "../../backends/paths.ts";
import { npmDotenvDialect } from "../../backends/script_dialects.ts";
import { isBeside } from "./is_beside.ts";
import { placesOf } from "./script_paths.ts";
import { lineAt, type SeenLoader, type Sources } from "./seen_loader.ts";

/** The files that Next and Vite read, the one that wins first. */
const MODES = [
  ".env.production.local",
  ".env.development.local",
  ".env.local",
  ".env.production",
  ".env.development",
  ".env",
] as const;
const SCRIPT = /\.(?:[cm]?js|[cm]?ts|jsx|tsx)$/;

/** What imports a loader, and the dialect that it speaks. */
const IMPORTS: readonly {
  readonly module: RegExp;
  readonly dialect: (packages: ReadonlyMap<string, string>, text: string) => string;
}[] = [
  { module: specifier("dotenv(?:/config(?:\\.js)?)?"), dialect: npmDotenvDialect },
  { module: specifier("@dotenvx/dotenvx(?:/config)?"), dialect: () => "dotenvx" },
  {
    module: specifier("(?:jsr:)?@std/dotenv[^\"'`]*|https://deno\\.land/std[^\"'`]*/dotenv/[^\"'`]*"),
    dialect: () => "std-dotenv",
  },
];

/** Nest's module reads the file where it is told to, and only its name in the same file tells it apart. */
const NEST = /\bConfigModule(?:\s{1,9}as\s{1,9}(\w{1,99}))?/;

/** Frameworks that read a `.env` themselves, by the package that brings that with it; the first file wins. */
const FRAMEWORKS: readonly {
  readonly name: string;
  readonly dialect: string;
  readonly files: readonly string[];
}[] = [
  { name: "next", dialect: "next", files: MODES },
  // Both call npm's dotenv, Nx with its expansion.
  { name: "@strapi/strapi", dialect: "npm-dotenv", files: [".env"] },
  { name: "nx", dialect: "npm-dotenv-expand-12", files: [".local.env", ".env.local", ".env"] },
];

/** JavaScript and TypeScript: the loaders that code imports, and the frameworks that read a `.env` themselves. */
export function scriptLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree } = sources;
  const found: SeenLoader[] = [];
  for (const path of tree.paths) {
    if (isBeside(path)) continue;
    if (nameOf(path) === "package.json") found.push(...frameworks(sources, path));
    if (!SCRIPT.test(path)) continue;
    const text = tree.text(path) ?? "";
    if (!/dotenv|@nestjs\/config|loadEnv/.test(text)) continue;
    const home = packageFolder(sources, path);
    const packages = packagesOf(tree.text(joinPath(home, "package.json")));
    let places: readonly string[] | undefined;
    const files = () => places ??= placesOf(sources, { path, text, home });
    for (const { module, dialect } of IMPORTS) {
      const at = firstInCode(text, module);
      if (at === null) continue;
      const line = lineAt(text, at);
      found.push({ dialect: dialect(packages, text), path, line, files: files() });
    }
    const nest = nestRoot(text);
    if (nest !== null) {
      const line = lineAt(text, nest);
      found.push({ dialect: npmDotenvDialect(packages, text), path, line, files: files() });
    }
    // Vite gives client code nothing without its prefix: only its configuration can read a key.
    const loadEnv = firstInCode(text, /\bloadEnv\s{0,9}\(/);
    const given = loadEnvOf(text);
    if (loadEnv !== null && given !== null) {
      const modes = given.files.map((file) => joinPath(home, file));
      found.push({ dialect: given.dialect, path, line: lineAt(text, loadEnv), files: modes });
    }
  }
  return found;
}

function specifier(module: string): RegExp {
  // Bounded blanks: a file of a stranger may be a megabyte of them.
  const before = String.raw`(?:\bfrom\s{0,9}|\bimport\s{0,9}(?:\(\s{0,9})?|\brequire\s{0,9}\(\s{0,9})`;
  return new RegExp(`${before}["'\`](?:npm:)?${module}["'\`]`);
}

/** Where code first matches; null where only comments do. */
function firstInCode(text: string, like: RegExp): number | null {
  for (const { index } of text.matchAll(new RegExp(like, "g"))) {
    const before = text.slice(Math.max(0, index - 200), index);
    const row = before.slice(before.lastIndexOf("\n") + 1);
    if (!/^\s*\/?\*|(?:^|\s)\/\//.test(row)) return index;
  }
  return null;
}

/** Where Nest's configuration is told to read a file; null where it is not, or told to leave files alone. */
function nestRoot(text: string): number | null {
  if (firstInCode(text, specifier("@nestjs/config")) === null) return null;
  const named = NEST.exec(text);
  if (named === null || /\bignoreEnvFile\s{0,9}:\s{0,9}true\b/.test(text)) return null;
  return firstInCode(text, new RegExp(`\\b${named[1] ?? "ConfigModule"}\\s{0,9}\\.\\s{0,9}forRoot\\b`));
}

/** Whose `loadEnv` a file calls: Vite's, or Medusa's, which is npm's dotenv. */
function loadEnvOf(text: string): { readonly dialect: string; readonly files: readonly string[] } | null {
  if (firstInCode(text, specifier("vite")) !== null) return { dialect: "vite", files: MODES };
  return firstInCode(text, specifier("@medusajs/[\\w/-]{1,99}")) === null
    ? null
    : { dialect: "npm-dotenv-expand-12", files: [".env.production", ".env"] };
}

function frameworks({ tree }: Sources, path: string): readonly SeenLoader[] {
  const text = tree.text(path) ?? "";
  const packages = packagesOf(text);
  return FRAMEWORKS.flatMap(({ name, dialect, files }): readonly SeenLoader[] => {
    const at = text.search(new RegExp(`"${name}"\\s{0,9}:`));
    if (at < 0 || !packages.has(name)) return [];
    const folder = folderOf(path);
    return [{ dialect, path, line: lineAt(text, at), files: files.map((file) => joinPath(folder, file)) }];
  });
}

/** The nearest folder with a package.json, which is where commands run. */
function packageFolder({ known, folder }: Sources, path: string): string {
  return upward(folderOf(path)).find((at) => known.has(joinPath(at, "package.json"))) ?? folder;
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
