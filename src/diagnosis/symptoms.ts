import { DATABASE_SYMPTOMS } from "./database.ts";
import { KEY_SYMPTOMS } from "./keys.ts";
import { LOGIN_SYMPTOMS } from "./login.ts";
import { PROGRAM_SYMPTOMS } from "./python.ts";
import { SERVER_SYMPTOMS } from "./server.ts";
import { SETTINGS_SYMPTOMS } from "./settings.ts";
import type { Symptom } from "./symptom.ts";
import { TOKEN_SYMPTOMS } from "./tokens.ts";

/** Every known cause, the most telling first: where two are seen, the earlier one is named first. */
export const SYMPTOMS: readonly Symptom[] = [
  ...KEY_SYMPTOMS,
  ...SETTINGS_SYMPTOMS,
  ...PROGRAM_SYMPTOMS,
  ...DATABASE_SYMPTOMS,
  ...LOGIN_SYMPTOMS,
  ...TOKEN_SYMPTOMS,
  ...SERVER_SYMPTOMS,
];
