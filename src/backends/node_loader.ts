import { entryNamed, type ScriptExpression, type ScriptFile, scriptName } from "../source/javascript.ts";
import type { LoaderUse } from "./backend.ts";
import { usualEnvFile } from "./env_loader.ts";
import type { NodeManifest } from "./node_manifest.ts";
import type { NodeStart } from "./node_start.ts";
import { folderOf, joinPath } from "./paths.ts";
import { nodeEnvFileDialect, npmDotenvDialect } from "./script_dialects.ts";
import { qualifyScript, type ScriptProject, scriptsWith } from "./script_modules.ts";

interface CodeLoader {
  readonly dialect: string;
  readonly title: string;
  readonly files: readonly string[];
  readonly fileWins: boolean;
}

/** Decides on the loader: one that the code imports, else the runtime that its start command tells to read a file. */
export function findNodeLoader(
  project: ScriptProject,
  manifest: NodeManifest,
  start: NodeStart | null,
): LoaderUse {
  const { tree, folder } = project;
  const usual = usualEnvFile(tree, folder);
  const place = (written: readonly string[]): readonly string[] =>
    written.length > 0 ? written.map((path) => joinPath(folder, path)) : [usual];
  const loaders = scriptsWith(project, /dotenv|@nestjs\/config/).flatMap((file) =>
    loaderIn(project, manifest, file)
  );
  const [found] = loaders.toSorted((a, b) => b.files.length - a.files.length);
  if (found !== undefined) {
    const files = [...new Set(found.files.length > 0 ? found.files : [usual])];
    const { dialect, title } = found;
    return { dialect, title, files, ...(found.fileWins ? { override: "file-wins" as const } : {}) };
  }
  if (start?.preloads) {
    return { dialect: npmDotenvDialect(manifest.packages, ""), title: "dotenv", files: [usual] };
  }
  if (start?.runtime === "bun") return { dialect: "bun", title: "bun", files: place(start.envFiles) };
  if (start !== null && start.envFiles.length > 0) {
    // Of several files the last one wins.
    const files = place(start.envFiles.toReversed());
    return start.runtime === "deno"
      ? { dialect: "deno-env-file", title: "deno --env-file", files }
      : { dialect: nodeEnvFileDialect(tree, folder), title: "node --env-file", files };
  }
  return { dialect: "process", title: "the process's environment", files: [usual] };
}

function loaderIn(project: ScriptProject, manifest: NodeManifest, file: ScriptFile): readonly CodeLoader[] {
  const text = project.tree.text(file.path) ?? "";
  const modules = [
    ...file.imports.map(({ module }) => module),
    ...file.calls.flatMap(({ call, callee }) =>
      callee === "require" && call.positional[0]?.kind === "text" ? [call.positional[0].value] : []
    ),
  ];
  const uses = (shape: RegExp): boolean => modules.some((module) => shape.test(module));
  const fileWins = /override\s*:\s*true/.test(text);
  const files = filesIn(project, file);
  if (uses(/^(?:npm:)?@dotenvx\/dotenvx(?:\/|$)/)) {
    return [{ dialect: "dotenvx", title: "dotenvx", files, fileWins }];
  }
  if (uses(/@std\/dotenv|deno\.land\/std[^/]*\/dotenv/)) {
    return [{ dialect: "std-dotenv", title: "@std/dotenv", files, fileWins: false }];
  }
  const dialect = npmDotenvDialect(manifest.packages, text);
  if (uses(/^(?:npm:)?dotenv(?:-safe|-expand)?(?:@[^/]*)?(?:\/|$)/)) {
    return [{ dialect, title: "dotenv", files, fileWins }];
  }
  return uses(/^@nestjs\/config$/) ? [{ dialect, title: "@nestjs/config", files, fileWins: false }] : [];
}

/** The files of `config({ path })`, `load({ envPath })`, `ConfigModule.forRoot({ envFilePath })`. */
function filesIn({ folder }: ScriptProject, file: ScriptFile): readonly string[] {
  for (const { call, callee } of file.calls) {
    const [options] = call.positional;
    const name = qualifyScript(callee, file);
    if (!/(?:^|\.)(?:config|load|loadSync|forRoot)$/.test(name) && !/^dotenv/.test(name) && callee !== "") {
      continue;
    }
    const given = entryNamed(options, "path") ?? entryNamed(options, "envPath") ??
      entryNamed(options, "envFilePath");
    const written = given?.kind === "list" ? given.items : given === undefined ? [] : [given];
    const found = written.map((one) => pathOf(one, { folder, from: folderOf(file.path) })).filter((path) =>
      path !== null
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** A path of texts joined to `__dirname`, `import.meta.url` or the working folder; null where it is computed. */
function pathOf(
  expression: ScriptExpression,
  { folder, from }: { readonly folder: string; readonly from: string },
): string | null {
  if (expression.kind === "text") return joinPath(folder, expression.value);
  const parts = expression.kind === "call"
    ? expression.positional
    : expression.kind === "format"
    ? expression.parts
    : [];
  let base = folder;
  const texts: string[] = [];
  for (const part of parts) {
    const name = scriptName(part);
    if (part.kind === "text") texts.push(part.value);
    else if (/^(?:__dirname|import\.meta\.(?:dirname|url))$/.test(name)) base = from;
    else if (part.kind !== "call" || scriptName(part.callee) !== "process.cwd") return null;
  }
  return texts.length === 0 ? null : joinPath(base, texts.join("/"));
}
