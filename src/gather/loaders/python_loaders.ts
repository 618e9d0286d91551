import { findLoader, pydanticFiles, type Reader, usualEnvFile } from "../../backends/env_loader.ts";
import { loaderDialect } from "../../backends/loader_dialect.ts";
import { filesWith } from "../../backends/python_modules.ts";
import { readPackages } from "../../backends/versions.ts";
import type { PythonFile } from "../../source/python.ts";
import type { SeenLoader, Sources } from "./seen_loader.ts";

/** Python: every file of the project that loads an env file, with what its code says of the file's place. */
export function pythonLoaders({ tree, folder }: Sources): readonly SeenLoader[] {
  const project = { tree, importRoots: [...new Set([folder, ""])] };
  const packages = readPackages(tree, folder);
  const found: SeenLoader[] = [];
  for (const file of filesWith(tree, /dotenv|decouple|read_env|starlette\.config|BaseSettings|env_file/)) {
    for (const { reader, line } of readersIn(file)) {
      const { dialect, files } = findLoader(project, {
        reader,
        readingPath: file.path,
        files: [file],
        folder,
        packages,
      });
      found.push({ dialect, path: file.path, line, files });
    }
    for (const { config, isSettings, line } of file.models) {
      if (!isSettings || config?.envFile == null) continue;
      const files = pydanticFiles(project, { envFile: config.envFile, path: file.path, folder });
      found.push({
        dialect: loaderDialect("pydantic-settings", packages),
        path: file.path,
        line,
        files: files.length > 0 ? files : [usualEnvFile(tree, folder)],
      });
    }
  }
  return found;
}

/** The loaders that a file calls, each once. */
function readersIn(file: PythonFile): readonly { readonly reader: Reader; readonly line: number }[] {
  const found = new Map<Reader, number>();
  for (const { loader, line } of file.dotenvLoads) {
    if (!found.has(loader)) found.set(loader, line);
  }
  // decouple's `config` looks for the file when it is first called.
  const read = file.envReads.find(({ via }) => via === "decouple");
  if (read && !found.has("decouple")) found.set("decouple", read.line);
  return [...found].map(([reader, line]) => ({ reader, line }));
}
