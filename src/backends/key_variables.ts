import type { PythonFile, SettingsConfig } from "../source/python.ts";
import type { LoaderUse } from "./backend.ts";
import { exampleFiles, findLoader, pydanticFiles, type Reader, usualEnvFile } from "./env_loader.ts";
import type { Origin } from "./follow_value.ts";
import { loaderDialect } from "./loader_dialect.ts";
import { folderOf, upward } from "./paths.ts";
import type { PythonProject } from "./python_modules.ts";
import type { SettingsField } from "./settings_fields.ts";
import type { Packages } from "./versions.ts";

/** A variable that the code reads, by a function or as a field of a settings class. */
export interface Variable {
  readonly name: string;
  /** Other names that the same value may be given by, and whether their case counts. */
  readonly names: readonly string[];
  readonly caseSensitive: boolean;
  /** Whether the code spells the name, so that its case is kept even where it does not count. */
  readonly spelledOut: boolean;
  readonly reader: Reader;
  readonly path: string;
}

/** The variable that a value comes from, or null. */
export function variableOf(origin: Origin): Variable | null {
  if (origin.kind === "env") {
    const { name, via } = origin.read;
    return { name, names: [name], caseSensitive: true, spelledOut: true, reader: via, path: origin.path };
  }
  return origin.kind === "field" ? ofField(origin.field, origin.path) : null;
}

function ofField(field: SettingsField, path: string): Variable | null {
  const { variables: names, caseSensitive, spelledOut } = field;
  const [name] = names;
  return name === undefined
    ? null
    : { name, names, caseSensitive, spelledOut, reader: "pydantic-settings", path };
}

/** The variables that files read, and the fields of their settings classes. */
export function allVariables(files: readonly PythonFile[]): readonly Variable[] {
  return files.flatMap((file) => [
    ...file.envReads.map(({ name, via }): Variable => (
      { name, names: [name], caseSensitive: true, spelledOut: true, reader: via, path: file.path }
    )),
    ...file.models.filter((model) => model.isSettings).flatMap((model) =>
      model.fields.map(({ name, aliases, env }): Variable => {
        const given = [...aliases, ...env, `${model.config?.prefix ?? ""}${name}`];
        const caseSensitive = model.config?.caseSensitive ?? false;
        const spelledOut = aliases.length + env.length > 0;
        return {
          name: given[0]!,
          names: given,
          caseSensitive,
          spelledOut,
          reader: "pydantic-settings",
          path: file.path,
        };
      })
    ),
  ]);
}

/** The name in the case that an env file or example already has; else upper case, which is the custom. */
export function spell({ tree }: PythonProject, variable: Variable, loader: LoaderUse): string {
  const folders = new Set(loader.files.flatMap((path) => upward(folderOf(path))));
  const texts = [
    ...loader.files.map((path) => tree.text(path)),
    ...[...folders].flatMap((folder) => exampleFiles(tree, folder)).map((path) => tree.text(path)),
  ].filter((text) => text !== null);
  for (const name of variable.names) {
    const shape = new RegExp(
      `^\\s*(?:export\\s+)?(${name.replace(/\W/g, "\\$&")})\\s*=`,
      variable.caseSensitive ? "m" : "im",
    );
    const found = texts.map((text) => shape.exec(text)?.[1]).find((one) => one !== undefined);
    if (found !== undefined) return found;
  }
  return variable.caseSensitive || variable.spelledOut ? variable.name : variable.name.toUpperCase();
}

/** The loader that gives a Python application its variables: of pydantic's settings, else of the reader's own. */
export function loaderOf(project: PythonProject, about: {
  /** The one that matters; null where none was found. */
  readonly variable: Variable | null;
  readonly files: readonly PythonFile[];
  /** That commands run in. */
  readonly folder: string;
  readonly packages: Packages;
}): LoaderUse {
  const { variable, files, folder, packages } = about;
  const settings = files.flatMap((file) =>
    file.models.filter((model) =>
      model.config?.envFile != null && (model.isSettings || model.config.envFile !== null)
    )
      .map((model) => ({ config: model.config!, path: file.path }))
  );
  const pydantic = variable?.reader === "pydantic-settings" || variable === null && settings.length > 0;
  if (!pydantic) {
    const most = files.flatMap((file) => file.envReads)[0]?.via;
    const direct = variable?.reader ?? most ?? "none";
    const reader = direct === "helper"
      ? files.flatMap((file) => file.dotenvLoads)[0]?.loader ?? "none"
      : direct;
    return findLoader(project, { reader, readingPath: variable?.path ?? null, files, folder, packages });
  }
  const own = settings.find(({ path }) => path === variable?.path) ?? settings[0];
  const dotenv = findLoader(project, { reader: "none", readingPath: null, files, folder, packages });
  // Settings without an env file see what load_dotenv() put into the process before.
  if (own === undefined) return dotenv;
  const found = pydanticFiles(project, { envFile: own.config.envFile, path: own.path, folder });
  return {
    dialect: loaderDialect("pydantic-settings", packages),
    title: "pydantic-settings",
    files: found.length > 0 ? found : [usualEnvFile(project.tree, folder)],
    ...overrideOf(own.config),
  };
}

function overrideOf(config: SettingsConfig): { readonly override?: "ignores-empty" } {
  return config.ignoresEmpty ? { override: "ignores-empty" } : {};
}
