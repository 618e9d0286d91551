/**
 * The shape of plain data, written once: as a type that the compiler holds it to, and as a JSON Schema that a
 * file from elsewhere is held to. A field that a type has and its shape forgets does not compile.
 *
 * @module
 */

/** The part of JSON Schema that shapes are made of. */
export type Schema = Readonly<Record<string, unknown>>;

/** A schema that holds for `T`, and for nothing wider or narrower. */
export interface Shape<T> {
  readonly schema: Schema;
  /** For the compiler alone. */
  readonly of?: (value: T) => T;
}

/** The shape of a field that may be absent. */
export interface Optional<T> {
  readonly optional: Shape<T>;
}

/** Texts are bounded, because they are shown. */
export const text: Shape<string> = { schema: { type: "string", maxLength: 8192 } };
/** A number, finite. */
export const number: Shape<number> = { schema: { type: "number" } };
/** True or false. */
export const flag: Shape<boolean> = { schema: { type: "boolean" } };

/** A text of a certain form. */
export function like(pattern: string): Shape<string> {
  return { schema: { type: "string", pattern } };
}

/** One of the words of a union; all of them have to be named. */
export function word<T extends string>(words: Readonly<Record<T, 1>>): Shape<T> {
  return { schema: { enum: Object.keys(words) } };
}

/** One of the words of a list. */
export function wordOf<T extends string>(words: readonly T[]): Shape<T> {
  return { schema: { enum: words } };
}

/** One value. */
export function constant<const T extends string | number | boolean>(value: T): Shape<T> {
  return { schema: { const: value } };
}

/** A list of up to 20,000. */
export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return { schema: { type: "array", items: item.schema, maxItems: 20_000 } };
}

/** Something, or null. */
export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return { schema: { anyOf: [shape.schema, { type: "null" }] } };
}

/** One shape or another. */
export function either<A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> {
  const of = ({ schema }: Shape<unknown> | Shape<A> | Shape<B>) =>
    Array.isArray(schema.anyOf) ? schema.anyOf : [schema];
  return { schema: { anyOf: [...of(one), ...of(other)] } };
}

/** A field that may be absent. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

/** The fields of an object: each of them, and for those that may be absent that they may. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Optional<Exclude<T[K], undefined>>
    : Shape<T[K]>;
};

/** An object with these fields and no others. */
export function object<T>(fields: Fields<T>): Shape<T> {
  const entries = Object.entries(fields) as [string, Shape<unknown> | Optional<unknown>][];
  const schemaOf = (field: Shape<unknown> | Optional<unknown>) =>
    "optional" in field ? field.optional.schema : field.schema;
  return {
    schema: {
      type: "object",
      required: entries.filter(([, field]) => !("optional" in field)).map(([name]) => name),
      properties: Object.fromEntries(entries.map(([name, field]) => [name, schemaOf(field)])),
      additionalProperties: false,
    },
  };
}

/** An object whose names are free, up to 1,000 of them. */
export function dictionary<T>(value: Shape<T>): Shape<Readonly<Partial<Record<string, T>>>> {
  return { schema: { type: "object", additionalProperties: value.schema, maxProperties: 1000 } };
}

/** What is wrong with a value, and where; null where it has the shape. No value is quoted. */
export function complaintAbout(value: unknown, { schema }: Pick<Shape<unknown>, "schema">): string | null {
  return complaint(value, schema, "");
}

function complaint(value: unknown, schema: Schema, at: string): string | null {
  const wrong = (what: string) => `${at === "" ? "it" : at} ${what}`;
  if ("const" in schema) return value === schema.const ? null : wrong(`is not ${schema.const}`);
  if (Array.isArray(schema.enum)) {
    return schema.enum.includes(value) ? null : wrong(`is none of ${schema.enum.join(", ")}`);
  }
  if (Array.isArray(schema.anyOf)) return complaintOfAny(value, schema.anyOf, at);
  switch (schema.type) {
    case "null":
      return value === null ? null : wrong("is not null");
    case "boolean":
      return typeof value === "boolean" ? null : wrong("is neither true nor false");
    case "number":
      return typeof value === "number" ? null : wrong("is no number");
    case "string":
      return complaintOfText(value, schema, wrong);
    case "array":
      return complaintOfList(value, schema, at);
    default:
      return complaintOfObject(value, schema, at);
  }
}

function complaintOfText(value: unknown, schema: Schema, wrong: (what: string) => string): string | null {
  if (typeof value !== "string") return wrong("is no text");
  if (typeof schema.maxLength === "number" && value.length > schema.maxLength) return wrong("is too long");
  return typeof schema.pattern !== "string" || new RegExp(schema.pattern).test(value)
    ? null
    : wrong("has another form");
}

function complaintOfList(value: unknown, schema: Schema, at: string): string | null {
  const name = at === "" ? "it" : at;
  if (!Array.isArray(value)) return `${name} is no list`;
  if (value.length > Number(schema.maxItems)) return `${name} is too long`;
  for (const [index, item] of value.entries()) {
    const found = complaint(item, schema.items as Schema, `${at}[${index}]`);
    if (found !== null) return found;
  }
  return null;
}

function complaintOfObject(value: unknown, schema: Schema, at: string): string | null {
  const name = at === "" ? "it" : at;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `${name} is no object`;
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>;
  const rest = schema.additionalProperties as Schema | false;
  const missing = (schema.required as readonly string[] | undefined)?.find((field) =>
    !Object.hasOwn(value, field)
  );
  if (missing !== undefined) return `${name} has no ${missing}`;
  const entries = Object.entries(value);
  if (entries.length > 1000) return `${name} has too many fields`;
  for (const [field, part] of entries) {
    const own = Object.hasOwn(properties, field) ? properties[field] : rest;
    // Its name may be anything, so it is not said.
    if (own === undefined || own === false) return `${name} has a field that is not known`;
    const found = complaint(part, own, Object.hasOwn(properties, field) ? `${at}.${field}` : `${at}.*`);
    if (found !== null) return found;
  }
  return null;
}

/** Where one branch fits as far as its fixed words tell, its complaint says more than that none fits. */
function complaintOfAny(value: unknown, branches: readonly Schema[], at: string): string | null {
  const found = branches.map((branch) => complaint(value, branch, at));
  if (found.includes(null)) return null;
  const near = branches.findIndex((branch) => isMeant(value, branch));
  return found[near] ?? `${at === "" ? "it" : at} has no shape that is known`;
}

function isMeant(value: unknown, { properties }: Schema): boolean {
  if (typeof value !== "object" || value === null || typeof properties !== "object" || properties === null) {
    return false;
  }
  const fixed = Object.entries(properties as Readonly<Record<string, Schema>>)
    .filter(([, schema]) => "const" in schema || "enum" in schema);
  return fixed.length > 0 &&
    fixed.every(([name, schema]) =>
      complaint((value as Readonly<Record<string, unknown>>)[name], schema, "") === null
    );
}
