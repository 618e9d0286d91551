import { DEFAULTS, type Option, OPTIONS } from "../_options.ts";

type Schema = Readonly<Record<string, unknown>>;

/** The JSON Schema of `keysplit.json`, from the options that may stand there. */
export function configurationSchema(): Schema {
  const options = OPTIONS.filter((option) => option.config);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "keysplit.json",
    description: "Settings of a project that Keysplit judges; a flag wins over the setting of the same name.",
    type: "object",
    properties: {
      $schema: { type: "string" },
      ...Object.fromEntries(options.map((option) => [option.setting, settingSchema(option)])),
    },
    additionalProperties: false,
  };
}

function settingSchema(option: Option): Schema {
  const byDefault = DEFAULTS[option.setting];
  return {
    description: `${option.help} (--${option.flag})`,
    ...typeSchema(option),
    ...(byDefault === undefined ? {} : { default: byDefault }),
  };
}

function typeSchema({ kind, choices, least }: Option): Schema {
  switch (kind) {
    case "flag":
      return { type: "boolean" };
    case "number":
      return { type: "integer", minimum: least ?? 0 };
    case "list":
      return { type: "array", items: { type: "string", minLength: 1 } };
    case "text":
      return choices === undefined ? { type: "string", minLength: 1 } : { type: "string", enum: choices };
  }
}
