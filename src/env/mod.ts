import { BASH } from "./bash.ts";
import { DASH } from "./dash.ts";
import { SYSTEMD_ENVIRONMENT_FILE } from "./systemd_environment_file.ts";
import type { Dialect } from "./dialect.ts";
import { DIRENV_DOTENV } from "./direnv_dotenv.ts";
import { PODMAN_ENV_FILE } from "./podman_env_file.ts";
import { SYMFONY_DOTENV } from "./symfony_dotenv.ts";
import { PHPDOTENV, PHPDOTENV_5_4 } from "./phpdotenv.ts";
import { FOREMAN } from "./foreman.ts";
import { RUBY_DOTENV, RUBY_DOTENV_2 } from "./ruby_dotenv.ts";
import { DENO_2_5_ENV_FILE } from "./deno_2_5_env_file.ts";
import { DOTENV_RS, DOTENVY } from "./dotenvy.ts";
import { GODOTENV, GODOTENV_1_6 } from "./godotenv.ts";
import { DOCKER_COMPOSE_1, DOCKER_COMPOSE_1_PROJECT } from "./docker_compose_1.ts";
import { COMPOSE_GO, COMPOSE_GO_PROJECT } from "./compose_go.ts";
import {
  DJANGO_ENVIRON_0_11,
  DJANGO_ENVIRON_0_12,
  DJANGO_ENVIRON_0_4,
  DJANGO_ENVIRON_0_4_5,
} from "./django_environ.ts";
import { DENO_ENV_FILE } from "./deno_env_file.ts";
import { BUN } from "./bun.ts";
import { DOCKER_ENV_FILE } from "./docker_env_file.ts";
import { DOTENVX } from "./dotenvx.ts";
import { ENV_CMD } from "./env_cmd.ts";
import { KUBECTL_ENV_FILE } from "./kubectl_env_file.ts";
import { NODE_20_ENV_FILE } from "./node_20_env_file.ts";
import { NODE_ENV_FILE } from "./node_env_file.ts";
import { ENVIRONS, ENVIRONS_15 } from "./environs.ts";
import { NPM_DOTENV_8 } from "./npm_dotenv_8.ts";
import { NPM_DOTENV } from "./npm_dotenv.ts";
import { NEXT } from "./next.ts";
import { NPM_DOTENV_EXPAND_1000 } from "./npm_dotenv_expand_1000.ts";
import { NPM_DOTENV_EXPAND_12 } from "./npm_dotenv_expand_12.ts";
import { PROCESS_ONLY } from "./process_only.ts";
import { PYDANTIC_SETTINGS, PYDANTIC_SETTINGS_1_2_4 } from "./pydantic_settings.ts";
import { PYTHON_DECOUPLE } from "./python_decouple.ts";
import { PYTHON_DECOUPLE_INI } from "./python_decouple_ini.ts";
import { PYTHON_DOTENV, PYTHON_DOTENV_1_2_3, PYTHON_DOTENV_1_2_4 } from "./python_dotenv.ts";
import { PLAIN_LINES } from "./plain_lines.ts";
import { SHELL_UNEXPORTED } from "./shell_unexported.ts";
import { STARLETTE } from "./starlette.ts";
import { STD_DOTENV } from "./std_dotenv.ts";
import { VITE, VITE_ON_NODE_20 } from "./vite.ts";

export type { Dialect, Reading } from "./dialect.ts";

/** Every dialect, those of one loader together, its releases oldest first. */
export const DIALECTS: readonly Dialect[] = [
  PYTHON_DECOUPLE,
  PYTHON_DECOUPLE_INI,
  STARLETTE,
  PYTHON_DOTENV,
  PYTHON_DOTENV_1_2_3,
  PYTHON_DOTENV_1_2_4,
  DJANGO_ENVIRON_0_4,
  DJANGO_ENVIRON_0_4_5,
  DJANGO_ENVIRON_0_11,
  DJANGO_ENVIRON_0_12,
  PYDANTIC_SETTINGS,
  PYDANTIC_SETTINGS_1_2_4,
  ENVIRONS,
  ENVIRONS_15,
  NPM_DOTENV_8,
  NPM_DOTENV,
  NPM_DOTENV_EXPAND_12,
  NPM_DOTENV_EXPAND_1000,
  NEXT,
  VITE_ON_NODE_20,
  VITE,
  DOTENVX,
  ENV_CMD,
  NODE_20_ENV_FILE,
  NODE_ENV_FILE,
  DENO_ENV_FILE,
  STD_DOTENV,
  BUN,
  DOCKER_ENV_FILE,
  KUBECTL_ENV_FILE,
  COMPOSE_GO,
  COMPOSE_GO_PROJECT,
  DOCKER_COMPOSE_1,
  DOCKER_COMPOSE_1_PROJECT,
  GODOTENV,
  GODOTENV_1_6,
  SYSTEMD_ENVIRONMENT_FILE,
  BASH,
  DASH,
  DOTENVY,
  DOTENV_RS,
  DENO_2_5_ENV_FILE,
  RUBY_DOTENV_2,
  RUBY_DOTENV,
  FOREMAN,
  PHPDOTENV_5_4,
  PHPDOTENV,
  SYMFONY_DOTENV,
  PODMAN_ENV_FILE,
  DIRENV_DOTENV,
  PROCESS_ONLY,
];

/** Loaders of which a part is foretold, or none: what finds them in a project takes them, nobody else. */
export const UNLISTED: readonly Dialect[] = [...PLAIN_LINES, ...SHELL_UNEXPORTED];

/** The dialect of this id, unlisted ones too; undefined where there is none. */
export function dialectOf(id: string): Dialect | undefined {
  return DIALECTS.find((dialect) => dialect.id === id) ?? UNLISTED.find((dialect) => dialect.id === id);
}
