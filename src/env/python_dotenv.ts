import type { Dialect } from "./dialect.ts";
import {
  GRAMMAR,
  GRAMMAR_1_2_3,
  GRAMMAR_1_2_4,
  type PythonDotenvUse,
  readPythonDotenv,
} from "./pieces/read_python_dotenv.ts";

/** `load_dotenv()`: what Flask, uvicorn and most Python code call. */
export const PYTHON_DOTENV: Dialect = dialect({
  id: "python-dotenv",
  title: "python-dotenv 0.21 to 1.2.2",
  loaders: ["python-dotenv@0.21.0", "python-dotenv@1.0.1", "python-dotenv@1.2.2"],
}, { grammar: GRAMMAR, byteOrderMark: "kept" });

/** Strips a byte order mark, and a backslash in quotes shields whatever follows it. */
export const PYTHON_DOTENV_1_2_3: Dialect = dialect({
  id: "python-dotenv-1.2.3",
  title: "python-dotenv 1.2.3",
  loaders: ["python-dotenv@1.2.3"],
}, { grammar: GRAMMAR_1_2_3, byteOrderMark: "stripped" });

/** Reads `KEY= # hint` as empty. */
export const PYTHON_DOTENV_1_2_4: Dialect = dialect({
  id: "python-dotenv-1.2.4",
  title: "python-dotenv from 1.2.4",
  loaders: ["python-dotenv@1.2.4"],
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
        referencesPrefer: "process",
        into: "environment",
        keys: "exact",
        bare: "unset",
        environment,
      }),
  };
}
