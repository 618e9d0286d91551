import type { Dialect } from "./dialect.ts";
import { GRAMMAR, GRAMMAR_1_2_4, readPythonDotenv } from "./pieces/read_python_dotenv.ts";

/** `read_env()` by `load_dotenv()`, measured over a python-dotenv 1.2.2 that strips a byte order mark. */
export const ENVIRONS: Dialect = {
  id: "environs",
  title: "environs up to 14",
  loaders: ["environs@11.2.1"],
  precedence: "process",
  read: (bytes, key, environment) =>
    readPythonDotenv(bytes, key, {
      grammar: GRAMMAR,
      byteOrderMark: "stripped",
      referencesPrefer: "process",
      into: "environment",
      keys: "exact",
      bare: "unset",
      environment,
    }),
};

/** Keeps the values to itself: references prefer the file, and a NUL is no error. */
export const ENVIRONS_15: Dialect = {
  id: "environs-15",
  title: "environs 15 over python-dotenv from 1.2.4",
  loaders: ["environs@15.2.0"],
  precedence: "process",
  read: (bytes, key, environment) =>
    readPythonDotenv(bytes, key, {
      grammar: GRAMMAR_1_2_4,
      byteOrderMark: "stripped",
      referencesPrefer: "file",
      into: "dictionary",
      keys: "exact",
      bare: "unset",
      environment,
    }),
};
