/** What JSON Schemas are put together from. */
export type Schema = Readonly<Record<string, unknown>>;

/** An object with these properties and no others; all but the optional ones are required. */
export function object<T extends object = Record<string, unknown>>(
  properties: Readonly<Record<keyof T & string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  return {
    type: "object",
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
    additionalProperties: false,
  };
}

/** One of the words of a union; a word that is forgotten does not compile. */
export function oneOf<T extends string>(words: Readonly<Record<T, 1>>): Schema {
  return { enum: Object.keys(words) };
}

/** Something, or null. */
export function orNull(schema: Schema): Schema {
  return { oneOf: [schema, { type: "null" }] };
}

/** An object whose property has one value. */
export function has(property: string, value: unknown): Schema {
  return { required: [property], properties: { [property]: { const: value } } };
}

/** What stands among the definitions. */
export function reference(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}
