import { constantText } from "../source/python/names.ts";
import type { Expression, PythonFile } from "../source/python.ts";
import { filesWith, type PythonProject } from "./python_modules.ts";

/** A place that gives a setting of `app.config` its value. Lines are 1-based. */
export interface ConfigValue {
  /** Null where `from_prefixed_env()` takes it from the environment: `variable` is its name then. */
  readonly expression: Expression | null;
  readonly variable: string | null;
  readonly path: string;
  readonly scope: string;
  readonly line: number;
}

/** Configurations that are never served. */
const TESTING = /test/i;

/**
 * Where a setting is given its value, the likeliest first: on `app.config` itself, then in classes and modules
 * that the configuration is taken from, then by the environment's prefix.
 */
export function configValues(
  project: PythonProject,
  name: string,
  importRoot: string,
): readonly ConfigValue[] {
  // `app.secret_key` is SECRET_KEY.
  const files = filesWith(project.tree, new RegExp(`\\b${name}\\b`, "i"), importRoot);
  return [
    ...files.flatMap((file) => onConfig(file, name)),
    ...files.flatMap((file) => inClasses(file, name)),
    ...filesWith(project.tree, /\bfrom_prefixed_env\b/, importRoot).flatMap((file) => byPrefix(file, name)),
  ];
}

/** `app.config["NAME"] = …`, `app.config.update(NAME=…)`, `.from_mapping(…)`, `.setdefault("NAME", …)`. */
function onConfig(file: PythonFile, name: string): readonly ConfigValue[] {
  const { path } = file;
  const set = file.assignments.filter((one) =>
    one.value !== null && (one.key === name && isConfig(one.target) ||
      name === "SECRET_KEY" && one.key === null && /(?:^|\.)secret_key$/.test(one.target) &&
        one.target.includes("."))
  ).map(({ value, scope, line }): ConfigValue => ({ expression: value, variable: null, path, scope, line }));
  const given = file.calls.flatMap(({ call, callee, scope, line }): ConfigValue[] => {
    const dot = callee.lastIndexOf(".");
    if (!isConfig(callee.slice(0, Math.max(0, dot)))) return [];
    const method = callee.slice(dot + 1);
    const value = method === "setdefault"
      ? call.positional[0] !== undefined && constantText(call.positional[0]) === name
        ? call.positional[1]
        : undefined
      : /^(?:update|from_mapping)$/.test(method)
      ? call.keywords[name] ?? entryOf(call.positional[0], name)
      : undefined;
    return value === undefined
      ? []
      : [{ expression: value, variable: null, path, scope, line: value.line || line }];
  });
  return [...set, ...given].filter(({ scope }) => !TESTING.test(scope));
}

/** Attributes of configuration classes, and names of configuration modules. */
function inClasses(file: PythonFile, name: string): readonly ConfigValue[] {
  const { path } = file;
  return file.assignments.filter((one) =>
    one.target === name && one.key === null && one.value !== null && !one.updates &&
    (one.scope === "" || file.classes.some((made) => made.name === one.scope))
  ).filter(({ scope }) => !TESTING.test(scope))
    .map(({ value, scope, line }) => ({ expression: value, variable: null, path, scope, line }));
}

function byPrefix(file: PythonFile, name: string): readonly ConfigValue[] {
  return file.calls.filter(({ callee }) => /\.from_prefixed_env$/.test(callee)).map(
    ({ call, scope, line }) => {
      const given = call.keywords["prefix"] ?? call.positional[0];
      const prefix = given === undefined ? "FLASK" : constantText(given) ?? "FLASK";
      return { expression: null, variable: `${prefix}_${name}`, path: file.path, scope, line };
    },
  );
}

function isConfig(target: string): boolean {
  return /(?:^|\.)config$/.test(target);
}

function entryOf(value: Expression | undefined, name: string): Expression | undefined {
  if (value?.kind === "dictionary") return value.entries.find(({ key }) => key === name)?.value;
  return value?.kind === "call" ? value.keywords[name] : undefined;
}
