import type { DotenvLoad, EnvReader, Expression, PythonFile } from "../source/python.ts";
import type { LoaderUse, SourceTree } from "./backend.ts";
import { followPath } from "./follow_path.ts";
import { loaderDialect } from "./loader_dialect.ts";
import { folderOf, joinPath, nameOf, upward } from "./paths.ts";
import type { PythonProject } from "./python_modules.ts";
import type { Packages } from "./versions.ts";

/** What an application reads its variables with: one of the readers in its code, or pydantic's settings. */
export type Reader = EnvReader | "pydantic-settings" | "none";

const EXAMPLE =
  /^(?:\.?env[._-](?:example|sample|template|dist|development\.example|local\.example)|\.example\.env|example\.env|sample\.env)$/i;

/** Example files of a folder, the usual name first. */
export function exampleFiles(tree: SourceTree, folder: string): readonly string[] {
  const found = tree.paths.filter((path) => folderOf(path) === folder && EXAMPLE.test(nameOf(path)));
  return found.toSorted((a, b) =>
    Number(nameOf(b) === ".env.example") - Number(nameOf(a) === ".env.example")
  );
}

/** The env file of an application that does not say where it lies: there, else in a folder above, else to be made. */
export function usualEnvFile(tree: SourceTree, folder: string): string {
  const folders = upward(folder);
  const existing = folders.map((one) => joinPath(one, ".env")).find((path) => tree.paths.includes(path));
  if (existing !== undefined) return existing;
  const exampled = folders.find((one) => exampleFiles(tree, one).length > 0);
  return joinPath(exampled ?? folder, ".env");
}

/** Decides on the loader and the files it reads. */
export function findLoader(project: PythonProject, options: {
  /** The reader of the key, or the one that most variables are read with. */
  readonly reader: Reader;
  /** The file whose code reads; python-decouple and python-dotenv look around it. */
  readonly readingPath: string | null;
  /** The files that run before the key is read: settings, manage.py, the module of the application. */
  readonly files: readonly PythonFile[];
  readonly folder: string;
  readonly packages: Packages;
}): LoaderUse {
  const { tree } = project;
  const { reader, folder } = options;
  const loads = options.files.flatMap((file) => file.dotenvLoads.map((load) => ({ load, path: file.path })));
  const usual = usualEnvFile(tree, folder);
  const from = options.readingPath === null ? folder : folderOf(options.readingPath);

  const given = (loader: DotenvLoad["loader"]): readonly string[] =>
    loads.filter(({ load }) => load.loader === loader && load.path !== null)
      .flatMap(({ load, path }) => pathsOf(project, load.path!, { path, workingFolder: folder }));

  switch (reader) {
    case "decouple": {
      const named = given("decouple").flatMap((path) =>
        /\.(?:env|ini)|env$/.test(nameOf(path)) ? [path] : []
      );
      const folders = given("decouple").filter((path) => !named.includes(path));
      const files = named.length > 0 ? named : [searchDecouple(tree, folders[0] ?? from, folder)];
      return { dialect: "python-decouple", title: "python-decouple", files };
    }
    case "starlette": {
      const files = given("starlette");
      return { dialect: "starlette", title: "starlette's Config", files: files.length > 0 ? files : [usual] };
    }
  }
  const environs = loads.filter(({ load }) => load.loader === "environs" || load.loader === "django-environ");
  const dotenv = loads.filter(({ load }) => load.loader === "python-dotenv");
  const [chosen] = reader === "django-environ" || reader === "environs"
    ? [...environs, ...dotenv]
    : [...dotenv, ...environs];
  if (chosen === undefined) return { dialect: "process", title: "the process's environment", files: [usual] };
  const same = loads.filter(({ load }) => load.loader === chosen.load.loader);
  const files: string[] = [];
  for (const { load, path } of same) {
    const found = load.path === null ? [] : pathsOf(project, load.path, { path, workingFolder: folder });
    files.push(...(found.length > 0 ? found : [searchDotenv(tree, folderOf(path), { load, usual })]));
  }
  const override = same.some(({ load }) => load.fileWins) ? { override: "file-wins" as const } : {};
  const unique = [...new Set(files)];
  if (chosen.load.loader === "django-environ") {
    const dialect = loaderDialect("django-environ", options.packages);
    return { dialect, title: "django-environ", files: unique, ...override };
  }
  const title = chosen.load.loader === "environs" ? "environs" : "python-dotenv";
  // The file that wins is the one that was read first, unless files win over what is set.
  const dialect = loaderDialect("python-dotenv", options.packages);
  return { dialect, title, files: override.override ? unique.toReversed() : unique, ...override };
}

/** The files of pydantic's `env_file`, the one that wins first: pydantic lets the last one win. */
export function pydanticFiles(project: PythonProject, options: {
  readonly envFile: Expression | null;
  readonly path: string;
  readonly folder: string;
}): readonly string[] {
  if (options.envFile === null) return [];
  return pathsOf(project, options.envFile, { path: options.path, workingFolder: options.folder })
    .toReversed();
}

function pathsOf(
  project: PythonProject,
  expression: Expression,
  place: { readonly path: string; readonly workingFolder: string },
): string[] {
  const items = expression.kind === "list" ? expression.items : [expression];
  return items.map((item) => followPath(project, item, place)).filter((path) => path !== null);
}

/** python-decouple: from the reading file's folder upward, `settings.ini` before `.env`, the first that exists. */
function searchDecouple(tree: SourceTree, from: string, folder: string): string {
  for (const at of upward(from)) {
    for (const name of ["settings.ini", ".env"]) {
      const path = joinPath(at, name);
      if (tree.paths.includes(path)) return path;
    }
  }
  const exampled = upward(from).find((at) => exampleFiles(tree, at).length > 0);
  const reachable = upward(from).includes(folder) ? folder : from;
  return joinPath(exampled ?? reachable, ".env");
}

/** python-dotenv looks upward from the calling file; django-environ only beside it. */
function searchDotenv(
  tree: SourceTree,
  from: string,
  options: { readonly load: DotenvLoad; readonly usual: string },
): string {
  if (options.load.path !== null) return options.usual;
  if (options.load.loader === "django-environ") return joinPath(from, ".env");
  const found = upward(from).map((at) => joinPath(at, ".env")).find((path) => tree.paths.includes(path));
  return found ?? (upward(from).includes(folderOf(options.usual)) ? options.usual : joinPath(from, ".env"));
}
