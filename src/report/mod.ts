/**
 * The formats by name. A format is added by one file and one line here.
 *
 * @module
 */
import type { Format, FormatName } from "./format.ts";
import { json } from "./json.ts";
import { text } from "./text.ts";

/** The formats that every command has. */
export const FORMATS = { text, json } as const satisfies Partial<Record<FormatName, Format>>;
