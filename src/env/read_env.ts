import type { Reading } from "./dialect.ts";
import { dialectOf } from "./mod.ts";

/** How a file is read. */
export interface ReadEnvOptions {
  /** The id of a dialect, e.g. `python-decouple`; `DIALECTS` has them all. */
  readonly dialect: string;
  /** Variables that references in the file are filled from; none if not given. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * What the application sees of `key` when the loader of this dialect reads these bytes, with the variables that
 * its process already has; the file alone is read, precedence over the process is the caller's.
 *
 * @example Two loaders, one line
 * ```ts
 * import { readEnv } from "@keysplit/keysplit";
 *
 * const file = new TextEncoder().encode("JWT_SECRET_KEY=abc  # rotated in May\n");
 * const host = readEnv(file, "JWT_SECRET_KEY", { dialect: "python-decouple" });
 * const container = readEnv(file, "JWT_SECRET_KEY", { dialect: "compose-go" });
 *
 * if (host.outcome !== "value" || container.outcome !== "value") throw new Error("Both find it");
 * if (host.value === container.value) throw new Error("decouple keeps the comment, Compose does not");
 * ```
 *
 * @param bytes the file as it is
 * @param key the variable, as the code spells it
 * @throws {RangeError} when there is no such dialect
 */
export function readEnv(bytes: Uint8Array, key: string, options: ReadEnvOptions): Reading {
  const found = dialectOf(options.dialect);
  if (found === undefined) {
    throw new RangeError(`Cannot read as "${options.dialect}": there is no such dialect`);
  }
  return found.read(bytes, key, options.environment ?? {});
}
