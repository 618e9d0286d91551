import type { Dialect } from "./dialect.ts";
import {
  DJANGO_ENVIRON_0_11,
  DJANGO_ENVIRON_0_12,
  DJANGO_ENVIRON_0_4,
  DJANGO_ENVIRON_0_4_5,
} from "./django_environ.ts";
import { NPM_DOTENV } from "./npm_dotenv.ts";
import { PROCESS_ONLY } from "./process_only.ts";
import { PYDANTIC_SETTINGS, PYDANTIC_SETTINGS_1_2_4 } from "./pydantic_settings.ts";
import { PYTHON_DECOUPLE } from "./python_decouple.ts";
import { PYTHON_DOTENV, PYTHON_DOTENV_1_2_3, PYTHON_DOTENV_1_2_4 } from "./python_dotenv.ts";

export type { Dialect, Reading } from "./dialect.ts";

/** Every dialect, those of one loader together, its releases oldest first. */
export const DIALECTS: readonly Dialect[] = [
  PYTHON_DECOUPLE,
  PYTHON_DOTENV,
  PYTHON_DOTENV_1_2_3,
  PYTHON_DOTENV_1_2_4,
  DJANGO_ENVIRON_0_4,
  DJANGO_ENVIRON_0_4_5,
  DJANGO_ENVIRON_0_11,
  DJANGO_ENVIRON_0_12,
  PYDANTIC_SETTINGS,
  PYDANTIC_SETTINGS_1_2_4,
  NPM_DOTENV,
  PROCESS_ONLY,
];

/** The dialect of this id, or undefined where there is none. */
export function dialectOf(id: string): Dialect | undefined {
  return DIALECTS.find((dialect) => dialect.id === id);
}
