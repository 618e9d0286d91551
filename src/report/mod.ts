/**
 * The formats by name. A format is added by one file and one line here.
 *
 * @module
 */
import type { Format, FormatName } from "./format.ts";
import { json } from "./json.ts";
import { text } from "./text.ts";

/** Every format. */
export const FORMATS: Readonly<Record<FormatName, Format>> = { text, json };
