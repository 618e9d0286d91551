import type { Dialect } from "./dialect.ts";
import {
  GRAMMAR,
  GRAMMAR_1_2_4,
  type PythonDotenvUse,
  readPythonDotenv,
} from "./pieces/read_python_dotenv.ts";

/** `BaseSettings` with `env_file`, of pydantic 1 and of pydantic-settings 2: python-dotenv, in any case. */
export const PYDANTIC_SETTINGS: Dialect = dialect({
  id: "pydantic-settings",
  title: "pydantic-settings over python-dotenv up to 1.2.2",
  loaders: ["pydantic@1.10.4", "pydantic-settings@2.14.1"],
}, { grammar: GRAMMAR, byteOrderMark: "kept" });

/** The same over the newer scanner, which strips a byte order mark and reads `KEY= # hint` as empty. */
export const PYDANTIC_SETTINGS_1_2_4: Dialect = dialect({
  id: "pydantic-settings-dotenv-1.2.4",
  title: "pydantic-settings over python-dotenv from 1.2.4",
  loaders: ["pydantic-settings@2.14.1+python-dotenv@1.2.4"],
}, { grammar: GRAMMAR_1_2_4, byteOrderMark: "stripped" });

function dialect(
  about: Pick<Dialect, "id" | "title" | "loaders">,
  release: Pick<PythonDotenvUse, "grammar" | "byteOrderMark">,
): Dialect {
  return {
    ...about,
    precedence: "process",
    read: (bytes, key, environment) =>
      readPythonDotenv(bytes, key, {
        ...release,
        referencesPrefer: "file",
        into: "dictionary",
        keys: "any-case",
        bare: "unset",
        environment,
      }),
  };
}
