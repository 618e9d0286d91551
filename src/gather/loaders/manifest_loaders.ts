import { folderOf, joinPath, nameOf } from "../../backends/paths.ts";
import { isBeside } from "./is_beside.ts";
import { lineAt, type SeenLoader, type Sources } from "./seen_loader.ts";

/** A loader that a package manifest names, for languages whose code is not read here. */
interface Manifest {
  readonly file: RegExp;
  readonly names: RegExp;
  readonly dialect: string;
}

const MANIFESTS: readonly Manifest[] = [
  {
    file: /^Gemfile$/,
    names: /^[ \t]*gem[ \t]+["']dotenv(?:-rails)?["'](?=.*["'](?:~>|=)\s*2)/m,
    dialect: "ruby-dotenv-2",
  },
  {
    file: /^Gemfile$/,
    names: /^[ \t]*gem[ \t]+["']dotenv(?:-rails)?["'](?!.*["'](?:~>|=)\s*2)/m,
    dialect: "ruby-dotenv",
  },
  { file: /^composer\.json$/, names: /"(?:vlucas\/phpdotenv|laravel\/framework)"\s*:/, dialect: "phpdotenv" },
  { file: /^composer\.json$/, names: /"symfony\/dotenv"\s*:/, dialect: "symfony-dotenv" },
  { file: /^go\.mod$/, names: /github\.com\/joho\/godotenv\s+v(?!1\.6)/, dialect: "godotenv" },
  { file: /^go\.mod$/, names: /github\.com\/joho\/godotenv\s+v1\.6/, dialect: "godotenv-1.6" },
  { file: /^Cargo\.toml$/, names: /^[ \t]*dotenvy[ \t]*=/m, dialect: "dotenvy" },
  { file: /^Cargo\.toml$/, names: /^[ \t]*dotenv[ \t]*=/m, dialect: "dotenv-rs" },
];

/** Ruby, PHP, Go and Rust: the loader that a manifest names reads the `.env` beside it. */
export function manifestLoaders({ tree }: Sources): readonly SeenLoader[] {
  return tree.paths.filter((path) => !isBeside(path)).flatMap((path) =>
    MANIFESTS.filter(({ file }) => file.test(nameOf(path))).flatMap(({ names, dialect }) => {
      const text = tree.text(path) ?? "";
      const found = names.exec(text);
      if (!found) return [];
      const line = lineAt(text, found.index + found[0].search(/\S/));
      return [{ dialect, path, line, files: [joinPath(folderOf(path), ".env")] }];
    })
  );
}
