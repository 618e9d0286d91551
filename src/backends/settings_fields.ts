import { constantText, literalNames } from "../source/python/names.ts";
import type { Expression } from "../source/python.ts";
import { modelOfAnnotation, modelOfValues, type Place, type WholeModel } from "./bindings.ts";
import type { PythonProject } from "./python_modules.ts";

/** An attribute of a settings class with the names of the variables that it can be read from, best first. */
export interface SettingsField {
  readonly variables: readonly string[];
  readonly caseSensitive: boolean;
  /** Whether the code itself spells the variables, by an alias or `env`. */
  readonly spelledOut: boolean;
  /** The literal that stands in, or null. */
  readonly fallback: string | null;
}

/** The field that attribute names lead to, through nested settings. */
export function resolveField(
  project: PythonProject,
  model: WholeModel,
  names: readonly string[],
): {
  readonly field: SettingsField | null;
  readonly value: Expression | null;
  readonly place: Place;
  readonly path: string;
  readonly line: number;
} | null {
  const [name, ...rest] = names;
  const found = model.fields.find(({ field }) => field.name === name);
  if (name === undefined || found === undefined) return null;
  const { field, file } = found;
  const place = { file, scope: model.model.name };
  if (rest.length > 0) {
    const inner = (field.annotation === null ? null : modelOfAnnotation(project, field.annotation, place)) ??
      (field.fallback === null ? null : modelOfValues(project, [{ expression: field.fallback, place }]));
    if (inner === null) return null;
    const delimiter = model.nestedDelimiter;
    const prefix = inner.isSettings || delimiter === null ? "" : `${model.prefix}${name}${delimiter}`;
    const nested: WholeModel = inner.isSettings || delimiter === null ? inner : {
      ...inner,
      isSettings: true,
      prefix,
      nestedDelimiter: delimiter,
      caseSensitive: model.caseSensitive,
    };
    return resolveField(project, nested, rest);
  }
  const literals = literalNames(file.assignments);
  // pydantic 2 reads an alias, pydantic 1 what `env` names; both else the attribute's own name.
  const named = usesPydantic2(model) || field.aliases.length > 0 ? field.aliases : field.env;
  return {
    field: model.isSettings
      ? {
        variables: named.length > 0 ? named : [`${model.prefix}${field.name}`],
        caseSensitive: model.caseSensitive,
        spelledOut: named.length > 0,
        fallback: field.fallback === null ? null : constantText(field.fallback, literals),
      }
      : null,
    value: field.fallback,
    place,
    path: file.path,
    line: field.line,
  };
}

/** Whether a settings class is of pydantic 2, which takes `BaseSettings` from another package. */
function usesPydantic2(model: WholeModel): boolean {
  return model.file.imports.some((one) => one.module === "pydantic_settings");
}
