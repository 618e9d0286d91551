import type { Dialect } from "./dialect.ts";
import { PYTHON_DECOUPLE } from "./python_decouple.ts";
import { PYTHON_DECOUPLE_INI } from "./python_decouple_ini.ts";

/** How a loader reads the file of this name: python-decouple reads `.ini` files, as `settings.ini`, another way. */
export function dialectForFile(dialect: Dialect, path: string): Dialect {
  return dialect.id === PYTHON_DECOUPLE.id && path.endsWith(".ini") ? PYTHON_DECOUPLE_INI : dialect;
}
