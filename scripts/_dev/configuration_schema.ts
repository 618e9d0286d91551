import { type Option, OPTIONS } from "../_options.ts";
import { DEFAULTS } from "../_settings.ts";
import { SERVICE_WORDS, SERVICES } from "../_services.ts";

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
      [SERVICES]: servicesSchema(options),
    },
    additionalProperties: false,
  };
}

/** What `checklist` judges side by side: each is a folder, and what is said of it over its own file. */
function servicesSchema(options: readonly Option[]): Schema {
  const words = Object.entries(SERVICE_WORDS).map(([word, { description, pattern }]) => [
    word,
    { description, type: "string", pattern: pattern.source },
  ]);
  const settings = options.map((option) => [option.setting, {
    ...typeSchema(option),
    description: `${option.help}; of this service`,
  }]);
  return {
    description:
      "The services of a fleet, which checklist judges side by side. What an entry says goes over the service's own keysplit.json.",
    type: "array",
    minItems: 1,
    items: {
      type: "object",
      required: ["path"],
      properties: Object.fromEntries([...words, ...settings]),
      additionalProperties: false,
    },
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
