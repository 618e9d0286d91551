import type { Expression, PythonFile, SettingsConfig } from "../source/python.ts";
import type { LoaderUse, SigningSite, SourceTree } from "./backend.ts";
import { exampleFiles, findLoader, pydanticFiles, type Reader, usualEnvFile } from "./env_loader.ts";
import type { FastapiEntry } from "./fastapi_entry.ts";
import { followText, followValue, type Origin } from "./follow_value.ts";
import type { SettingsField } from "./settings_fields.ts";
import { likeliestJwtName } from "./key_names.ts";
import { loaderDialect } from "./loader_dialect.ts";
import { folderOf, upward } from "./paths.ts";
import { filesWith } from "./python_modules.ts";
import { showCode } from "./show_code.ts";
import type { Packages } from "./versions.ts";

/** What a FastAPI project says about its keys and where they are read from. */
export interface FastapiKeys {
  readonly jwt: string;
  readonly session: string | null;
  readonly readsJwtKey: boolean;
  readonly algorithm: string;
  readonly signing: SigningSite | null;
  readonly loader: LoaderUse;
}

/** A variable that the code reads, by a function or as a field of a settings class. */
interface Variable {
  readonly name: string;
  /** Other names that the same value may be given by, and whether their case counts. */
  readonly names: readonly string[];
  readonly caseSensitive: boolean;
  /** Whether the code spells the name, so that its case is kept even where it does not count. */
  readonly spelledOut: boolean;
  readonly reader: Reader;
  readonly path: string;
}

/** Finds the variable that reaches `jwt.encode`, else the likeliest by name, and the loader that reads it. */
export function findFastapiKeys(entry: FastapiEntry, packages: Packages): FastapiKeys {
  const { project } = entry;
  const { tree } = project;
  const files = filesWith(tree, /env|config|settings|jwt|secret/i, entry.importRoot);
  const calls = files.flatMap((file) => file.jwtCalls.map((call) => ({ call, path: file.path })));
  const keyed = calls.filter(({ call }) => call.key !== null)
    .toSorted((a, b) => Number(a.call.operation === "verify") - Number(b.call.operation === "verify"));
  const traced = keyed.map((one) => ({
    ...one,
    origins: followCallers(entry, { expression: one.call.key!, path: one.path, scope: one.call.scope }),
  }));
  const used = traced.find(({ origins }) => origins.some((one) => variableOf(one) !== null));
  const all = allVariables(files);
  const reached = used?.origins.map(variableOf).find((one) => one !== null);
  const guessed = likeliestJwtName(all.map(({ name }) => name));
  const variable = reached ?? all.find(({ name }) => name === guessed) ?? null;
  const place = placeOf(tree, entry, { variable, files, packages });
  const jwt = variable === null ? "JWT_SECRET_KEY" : spell(tree, variable, place);
  const signed = used ?? traced[0];
  return {
    jwt,
    session: sessionOf(entry, { jwt, files, all, spelled: (one) => spell(tree, one, place) }),
    readsJwtKey: variable !== null,
    algorithm: algorithmOf(entry, calls),
    signing: signed === undefined
      ? null
      : siteOf(signed, { variable: reached ?? null, known: variable, jwt }),
    loader: place,
  };
}

/** Follows a value, and where it is a parameter, what the callers hand over. */
function followCallers(
  entry: FastapiEntry,
  value: { readonly expression: Expression; readonly path: string; readonly scope: string },
  depth = 0,
): readonly Origin[] {
  const { project } = entry;
  const { expression, path, scope } = value;
  const own = followValue(project, expression, value);
  const file = project.tree.python(path);
  if (expression.kind !== "name" || file === null || depth > 3) return own;
  const made = file.functions.find((one) =>
    (one.scope === "" ? one.name : `${one.scope}.${one.name}`) === scope
  );
  const at = made?.parameters.findIndex((one) => one.name === expression.name) ?? -1;
  if (made === undefined || at < 0) return own;
  const bound = made.parameters[0]?.name === "self" || made.parameters[0]?.name === "cls" ? 1 : 0;
  const handed = filesWith(project.tree, new RegExp(`\\b${made.name}\\b`), entry.importRoot).flatMap((user) =>
    user.calls.filter((one) => one.callee === made.name || one.callee.endsWith(`.${made.name}`)).flatMap(
      (one) => {
        const given = one.call.keywords[expression.name] ?? one.call.positional[at - bound];
        return given === undefined ? [] : [{ expression: given, path: user.path, scope: one.scope }];
      },
    )
  );
  return [...own, ...handed.slice(0, 20).flatMap((one) => followCallers(entry, one, depth + 1))];
}

function variableOf(origin: Origin): Variable | null {
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

function allVariables(files: readonly PythonFile[]): readonly Variable[] {
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
function spell(tree: SourceTree, variable: Variable, loader: LoaderUse): string {
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

function placeOf(tree: SourceTree, entry: FastapiEntry, about: {
  readonly variable: Variable | null;
  readonly files: readonly PythonFile[];
  readonly packages: Packages;
}): LoaderUse {
  const { project, folder } = entry;
  const { variable, files, packages } = about;
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
    files: found.length > 0 ? found : [usualEnvFile(tree, folder)],
    ...overrideOf(own.config),
  };
}

function overrideOf(config: SettingsConfig): { readonly override?: "ignores-empty" } {
  return config.ignoresEmpty ? { override: "ignores-empty" } : {};
}

/** The variable of another key of the application: of its session middleware, or one that is called SECRET_KEY. */
function sessionOf(entry: FastapiEntry, about: {
  readonly jwt: string;
  readonly files: readonly PythonFile[];
  readonly all: readonly Variable[];
  readonly spelled: (variable: Variable) => string;
}): string | null {
  const { jwt, files, all, spelled } = about;
  for (const file of files) {
    for (const { call, callee, scope } of file.calls) {
      const middleware = [callee, ...call.positional.map((one) => one.kind === "name" ? one.name : "")];
      const key = call.keywords["secret_key"] ?? call.keywords["secret"];
      if (key === undefined || !middleware.some((name) => /(?:^|\.)SessionMiddleware$/.test(name))) continue;
      const found = followValue(entry.project, key, { path: file.path, scope }).map(variableOf).find((one) =>
        one !== null
      );
      if (found != null) return spelled(found);
    }
  }
  if (jwt.toUpperCase() === "SECRET_KEY") return jwt;
  const other = all.find(({ names }) => names.some((name) => name.toUpperCase() === "SECRET_KEY"));
  return other === undefined ? null : spelled(other);
}

function algorithmOf(
  entry: FastapiEntry,
  calls: readonly { readonly call: PythonFile["jwtCalls"][number]; readonly path: string }[],
): string {
  for (const { call, path } of calls) {
    const given = call.algorithm?.kind === "list" ? call.algorithm.items[0] ?? null : call.algorithm;
    const text = given === null ? null : followText(entry.project, given, { path, scope: call.scope });
    if (text !== null && /^(?:HS|RS|ES|PS)\d{3}$/.test(text)) return text;
  }
  return "HS256";
}

function siteOf(
  signed: {
    readonly call: PythonFile["jwtCalls"][number];
    readonly path: string;
    readonly origins: readonly Origin[];
  },
  about: { readonly variable: Variable | null; readonly known: Variable | null; readonly jwt: string },
): SigningSite {
  const { call, path, origins } = signed;
  const verb = call.operation === "configure"
    ? "secret"
    : call.operation === "sign"
    ? "jwt.encode"
    : "jwt.decode";
  const key = showCode(call.key!);
  const text = call.operation === "configure" ? `${verb}=${key}` : `${verb}(…, ${key}, …)`;
  const literal = origins.find((one) => one.kind === "literal");
  if (about.variable !== null) return { path, line: call.line, text, source: "jwt-key" };
  if (literal === undefined) return { path, line: call.line, text, source: "unknown" };
  const mend = about.known?.reader === "pydantic-settings"
    ? `settings.${about.known.name.toLowerCase()}`
    : `os.environ["${about.jwt}"]`;
  return { path: literal.path, line: literal.line, text, source: "literal", mend };
}
