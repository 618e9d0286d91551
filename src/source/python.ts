import { parser } from "@lezer/python";
import { type DotenvLoad, readDotenvLoads } from "./python/dotenv_loads.ts";
import { type EnvRead, type EnvReading, envReading, readEnvironment } from "./python/env_reads.ts";
import { type JwtCall, readJwtCalls } from "./python/jwt_calls.ts";
import { type Model, readModels } from "./python/models.ts";
import { readRoutes, type Routes } from "./python/routes.ts";
import { readStatements, type Statements } from "./python/statements.ts";
import { lineAt } from "./line_at.ts";

export type { DotenvLoad } from "./python/dotenv_loads.ts";
export type { EnvRead, EnvReader, EnvReading } from "./python/env_reads.ts";
export { partsOf } from "./python/expression.ts";
export type { CallExpression, DictionaryEntry, Expression } from "./python/expression.ts";
export type { Import } from "./python/imports.ts";
export type { JwtCall } from "./python/jwt_calls.ts";
export type { Field, Model, SettingsConfig } from "./python/models.ts";
export type {
  AppObject,
  DecoratedRoute,
  DjangoRoute,
  DjangoTarget,
  Inclusion,
  Routes,
} from "./python/routes.ts";
export type {
  Assignment,
  Parameter,
  PythonCall,
  PythonClass,
  PythonFunction,
  Standing,
} from "./python/statements.ts";

/** What a Python file says about key handling. Every fact has its 1-based line. */
export interface PythonFile extends Statements {
  readonly path: string;
  readonly envReads: readonly EnvRead[];
  /** Whether an expression of this file itself reads an environment variable. */
  readonly envRead: EnvReading;
  /** Classes with annotated attributes, among them pydantic's settings. */
  readonly models: readonly Model[];
  readonly jwtCalls: readonly JwtCall[];
  readonly routes: Routes;
  readonly dotenvLoads: readonly DotenvLoad[];
}

/** Reads a Python file of any version. Never throws: what cannot be parsed is left out, the rest is read. */
export function parsePython(path: string, text: string): PythonFile {
  const file = readStatements(parser.parse(text).topNode, { text, lineAt: lineAt(text) });
  const envRead = envReading(file);
  return {
    ...file,
    path,
    envRead,
    envReads: readEnvironment(file, envRead),
    models: readModels(file),
    jwtCalls: readJwtCalls(file),
    routes: readRoutes(file),
    dotenvLoads: readDotenvLoads(file),
  };
}
