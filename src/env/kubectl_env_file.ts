import type { Dialect, Reading } from "./dialect.ts";
import { scanGoLines, trimGoStart } from "./pieces/scan_go_lines.ts";

/** A Kubernetes name for a variable; also as the key of a Secret or ConfigMap, where it may be 253 long. */
const NAME = /^(?!\.\.?$|\.\.)[-._a-zA-Z][-._a-zA-Z0-9]{0,252}$/;

/** As docker reads, but a name given twice refuses the file, and a line of 64 KiB silently ends it. */
export const KUBECTL_ENV_FILE: Dialect = {
  id: "kubectl-from-env-file",
  title: "kubectl create --from-env-file",
  loaders: ["kubectl-from-env-file@1.32.4"],
  precedence: "file",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Readonly<Record<string, string>>): Reading {
  const names = new Set<string>();
  let found: Reading = { outcome: "missing", reason: "No line of the file assigns it" };
  for (const { kind, text, number } of scanGoLines(bytes)) {
    if (kind === "too-long") break;
    if (text === null) return { outcome: "error", reason: `Line ${number} is not UTF-8` };
    const line = trimGoStart(text);
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    const name = equals === -1 ? line : line.slice(0, equals);
    if (!NAME.test(name)) {
      return { outcome: "error", reason: `Line ${number} has a name that Kubernetes refuses` };
    }
    if (names.has(name)) {
      return { outcome: "error", reason: `Line ${number} assigns a name for the second time` };
    }
    names.add(name);
    if (name !== key) continue;
    found = equals === -1
      ? { outcome: "value", value: ofProcess(environment, key), line: number, why: "taken from the process" }
      : { outcome: "value", value: line.slice(equals + 1), line: number, why: "as it stands, quotes too" };
  }
  return found;
}

function ofProcess(environment: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(environment, name) ? environment[name] ?? "" : "";
}
