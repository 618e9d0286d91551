import type { Dialect, Reading } from "./dialect.ts";
import { GRAMMAR, type PythonDotenvUse, readPythonDotenv } from "./pieces/read_python_dotenv.ts";

/** `env_file:`, read by `dotenv_values()` of python-dotenv; a key that stands alone is taken from the process. */
export const DOCKER_COMPOSE_1: Dialect = {
  id: "docker-compose-1",
  title: "docker-compose 1.29 (env_file)",
  loaders: ["docker-compose@1.29.2(env_file)"],
  precedence: "file",
  read: (bytes, key, environment) => read(bytes, key, { bare: "inherited", environment }),
};

/** The `.env` beside the compose file, from which the references in that file are filled in. */
export const DOCKER_COMPOSE_1_PROJECT: Dialect = {
  id: "docker-compose-1-project",
  title: "docker-compose 1.29 (the project's .env)",
  loaders: ["docker-compose@1.29.2(project .env)"],
  precedence: "process",
  read: (bytes, key, environment) => read(bytes, key, { bare: "unset", environment }),
};

function read(
  bytes: Uint8Array,
  key: string,
  { bare, environment }: Pick<PythonDotenvUse, "bare"> & {
    readonly environment: Readonly<Record<string, string>>;
  },
): Reading {
  return readPythonDotenv(bytes, key, {
    grammar: GRAMMAR,
    byteOrderMark: "stripped",
    referencesPrefer: "file",
    into: "dictionary",
    keys: "exact",
    bare,
    environment,
  });
}
