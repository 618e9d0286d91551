import type { SourceTree } from "./backend.ts";
import { joinPath } from "./paths.ts";

/** The dialect of npm's dotenv by the versions that package.json asks for, and by what the code adds to it. */
export function npmDotenvDialect(packages: ReadonlyMap<string, string>, text: string): string {
  const major = Number(/\d+/.exec(packages.get("dotenv") ?? "")?.[0] ?? "17");
  const expands = /dotenv-expand|expandVariables\s{0,9}:\s{0,9}(?:true|\{)/.test(text);
  if (expands) {
    return /^\D*1\d{3}/.test(packages.get("dotenv-expand") ?? "")
      ? "npm-dotenv-expand-1000"
      : "npm-dotenv-expand-12";
  }
  return major < 15 ? "npm-dotenv-8" : "npm-dotenv";
}

/** The dialect of `node --env-file`: Node 20 reads otherwise than those after it. */
export function nodeEnvFileDialect(tree: SourceTree, folder: string): string {
  const texts = [".nvmrc", ".node-version", "Dockerfile", "package.json"]
    .flatMap((name) => [joinPath(folder, name), name]).map((path) => tree.text(path) ?? "");
  const is20 = texts.some((text) =>
    /^v?20\b|^[ \t]*FROM[ \t]+\S*node:20\b|"node"\s*:\s*"[~^=v]?20\b(?!\s*\|\|)/im.test(text)
  );
  return is20 ? "node-20-env-file" : "node-env-file";
}
