import { dottedName, type Expression, textLiteral } from "./expression.ts";
import { qualify } from "./names.ts";
import type { Assignment, PythonClass, Statements } from "./statements.ts";

/** One annotated attribute of a class. */
export interface Field {
  readonly name: string;
  readonly annotation: Expression | null;
  /** What stands in where nothing is given; null where it is required. */
  readonly fallback: Expression | null;
  /** Names that replace the attribute's own: pydantic's `alias` and `validation_alias`. */
  readonly aliases: readonly string[];
  /** Names given by `Field(env=…)` or `Config.fields`, which pydantic 1 reads and pydantic 2 ignores. */
  readonly env: readonly string[];
  readonly line: number;
}

/** What a class of pydantic settings says about where its values come from. */
export interface SettingsConfig {
  readonly prefix: string;
  readonly envFile: Expression | null;
  readonly caseSensitive: boolean;
  readonly extra: string | null;
  readonly ignoresEmpty: boolean;
  readonly nestedDelimiter: string | null;
  readonly line: number;
}

/** A class with annotated attributes: pydantic settings, a request body, a model. */
export interface Model {
  readonly name: string;
  /** Dotted names, with imports resolved. */
  readonly bases: readonly string[];
  readonly fields: readonly Field[];
  /** Null where the class configures nothing. */
  readonly config: SettingsConfig | null;
  /** Whether it derives from pydantic's BaseSettings as far as this file tells. */
  readonly isSettings: boolean;
  readonly line: number;
}

/** Reads the classes of a file as models. */
export function readModels(file: Statements): readonly Model[] {
  const byScope = new Map<string, Assignment[]>();
  for (const one of file.assignments) {
    const group = byScope.get(one.scope);
    if (group === undefined) byScope.set(one.scope, [one]);
    else group.push(one);
  }
  const settings = new Set<string>();
  const inner = (one: PythonClass): boolean =>
    one.scope !== "" && (one.name === "Config" || one.name === "Meta");
  return file.classes.filter((one) => !inner(one)).map((one) => {
    const scope = one.scope === "" ? one.name : `${one.scope}.${one.name}`;
    const own = byScope.get(scope) ?? [];
    const bases = one.bases.map((base) => qualify(base, file.imports));
    const isSettings = bases.some((base) => /(?:^|\.)BaseSettings$/.test(base) || settings.has(base));
    if (isSettings) settings.add(one.name);
    const config = readConfig({
      ...configKeywords(own, byScope.get(`${scope}.Config`) ?? []),
      ...one.keywords,
    }, one.line);
    const renamed = (byScope.get(`${scope}.Config`) ?? []).find((inner) =>
      inner.target === "fields"
    )?.value ?? null;
    const fields = own.filter((field) => field.target !== "model_config" && field.key === null)
      .filter((field) => field.annotation !== null || field.value !== null)
      .map((field) => readField(field, file, renamed));
    return { name: one.name, bases, fields, config, isSettings, line: one.line };
  });
}

function readField(field: Assignment, file: Statements, renamed: Expression | null): Field {
  const { target: name, annotation, value, line } = field;
  const plain = { name, annotation, line, env: envNames(name, renamed) };
  if (
    value?.kind !== "call" || !/(?:^|\.)Field$/.test(qualify(dottedName(value.callee) ?? "", file.imports))
  ) {
    return { ...plain, fallback: value, aliases: [] };
  }
  const given = value.positional[0] ?? value.keywords["default"] ?? value.keywords["default_factory"] ?? null;
  const aliases = [...names(value.keywords["validation_alias"]), ...names(value.keywords["alias"])];
  const env = [...names(value.keywords["env"]), ...plain.env];
  return { ...plain, env, fallback: given?.kind === "ellipsis" ? null : given, aliases };
}

/** Texts of a text, a list of texts, or `AliasChoices(…)`. */
function names(value: Expression | undefined): string[] {
  if (value === undefined) return [];
  const items = value.kind === "list" ? value.items : value.kind === "call" ? value.positional : [value];
  return items.map(textLiteral).filter((text) => text !== null);
}

function envNames(field: string, renamed: Expression | null): string[] {
  if (renamed?.kind !== "dictionary") return [];
  const entry = renamed.entries.find((one) => one.key === field)?.value;
  if (entry?.kind !== "dictionary") return names(entry);
  return names(entry.entries.find((one) => one.key === "env")?.value);
}

function configKeywords(
  own: readonly Assignment[],
  inner: readonly Assignment[],
): Record<string, Expression> {
  const keywords: Record<string, Expression> = Object.create(null);
  const given = own.find((one) => one.target === "model_config")?.value;
  if (given?.kind === "call") Object.assign(keywords, given.keywords);
  if (given?.kind === "dictionary") {
    for (const { key, value } of given.entries) if (key !== null) keywords[key] = value;
  }
  for (const { target, value } of inner) if (value !== null) keywords[target] = value;
  return keywords;
}

function readConfig(keywords: Readonly<Record<string, Expression>>, line: number): SettingsConfig | null {
  if (Object.keys(keywords).length === 0) return null;
  const flag = (name: string): boolean => {
    const value = keywords[name];
    return value?.kind === "boolean" && value.value;
  };
  return {
    prefix: textLiteral(keywords["env_prefix"]) ?? "",
    envFile: keywords["env_file"] ?? null,
    caseSensitive: flag("case_sensitive"),
    extra: textLiteral(keywords["extra"]) ??
      dottedName(keywords["extra"] ?? { kind: "none", line })?.split(".").at(-1) ??
      null,
    ignoresEmpty: flag("env_ignore_empty"),
    nestedDelimiter: textLiteral(keywords["env_nested_delimiter"]),
    line: keywords["env_file"]?.line ?? line,
  };
}
