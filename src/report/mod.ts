/**
 * The formats by name. A format is added by one file and one line here.
 *
 * @module
 */
import type { ChecklistFormat, ChecklistFormatName, Format, FormatName } from "./format.ts";
import { github } from "./github.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { md } from "./md.ts";
import { sarif } from "./sarif.ts";
import { text } from "./text.ts";

/** The formats that every command has. */
export const FORMATS = { text, json } as const satisfies Partial<Record<FormatName, Format>>;

/** Every format of a checklist that is made to be shared. */
export const CHECKLIST_FORMATS: Readonly<Record<ChecklistFormatName, ChecklistFormat>> = {
  md,
  html,
  junit,
  sarif,
  github,
};
