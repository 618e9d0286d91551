import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { scanGoLines, trimGoStart } from "./pieces/scan_go_lines.ts";

/** What stands after `=` is the value: quotes, comments and blanks too. One bad line refuses the file. */
export const DOCKER_ENV_FILE: Dialect = {
  id: "docker-run",
  title: "docker run --env-file",
  loaders: ["docker-run-env-file@28.2.2", "docker-cli-kvfile@29.7"],
  precedence: "file",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Readonly<Record<string, string>>): Reading {
  const found: Assignment[] = [];
  for (const { kind, text, number } of scanGoLines(bytes)) {
    if (kind === "too-long") return { outcome: "error", reason: `Line ${number} is longer than 64 KiB` };
    if (text === null) return { outcome: "error", reason: `Line ${number} is not UTF-8` };
    const line = trimGoStart(text);
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    const name = equals === -1 ? line : line.slice(0, equals);
    if (name === "") return { outcome: "error", reason: `Line ${number} has no name before =` };
    if (/[ \t]/.test(name)) return { outcome: "error", reason: `Line ${number} has a blank in its name` };
    if (name !== key) continue;
    if (equals !== -1) {
      found.push({
        key,
        value: line.slice(equals + 1),
        line: number,
        note: "as it stands, quotes and comments too",
      });
    } else if (Object.hasOwn(environment, key)) {
      found.push({ key, value: environment[key] ?? "", line: number, note: "taken from the process" });
    }
  }
  return lastOf(found);
}
