import { ADVICE_SYMPTOMS } from "./advice.ts";
import { CODE_SYMPTOMS } from "./code.ts";
import { DATABASE_SYMPTOMS } from "./database.ts";
import { DEPLOYMENT_SYMPTOMS } from "./deployment.ts";
import { ENV_FILE_SYMPTOMS } from "./env_file.ts";
import { KEY_SYMPTOMS } from "./keys.ts";
import { LOGIN_SYMPTOMS } from "./login.ts";
import { PROGRAM_SYMPTOMS } from "./python.ts";
import { ROTATION_SYMPTOMS } from "./rotation.ts";
import { SERVER_SYMPTOMS } from "./server.ts";
import { SERVICE_SYMPTOMS } from "./services.ts";
import { SETTINGS_SYMPTOMS } from "./settings.ts";
import type { Symptom } from "./symptom.ts";
import { TOKEN_SYMPTOMS } from "./tokens.ts";

/**
 * Every known cause, the most telling first: where two are seen, the earlier one is named first. What explains
 * another cause, or came of it, stands behind it.
 */
export const SYMPTOMS: readonly Symptom[] = [
  ...KEY_SYMPTOMS,
  ...ENV_FILE_SYMPTOMS,
  ...SETTINGS_SYMPTOMS,
  ...PROGRAM_SYMPTOMS,
  ...CODE_SYMPTOMS,
  ...DATABASE_SYMPTOMS,
  ...SERVICE_SYMPTOMS,
  ...LOGIN_SYMPTOMS,
  ...TOKEN_SYMPTOMS,
  ...DEPLOYMENT_SYMPTOMS,
  ...ROTATION_SYMPTOMS,
  ...SERVER_SYMPTOMS,
  ...ADVICE_SYMPTOMS,
];
