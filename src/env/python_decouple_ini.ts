import type { Dialect, Reading } from "./dialect.ts";
import { fillPythonIni } from "./pieces/fill_python_ini.ts";
import { limitWork } from "./pieces/limit_work.ts";
import { openAsText } from "./pieces/python_text.ts";
import { scanPythonIni } from "./pieces/scan_python_ini.ts";

/** The section that decouple reads. */
const SECTION = "settings";

/**
 * What decouple reads where it meets a `settings.ini` before a `.env`: the options of `[settings]` by Python's
 * ConfigParser, in any case, with `%(name)s` filled in. Quotes and comments behind a value stay.
 */
export const PYTHON_DECOUPLE_INI: Dialect = {
  id: "python-decouple-ini",
  title: "python-decouple 3, settings.ini",
  loaders: ["python-decouple@3.8(settings.ini)"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string): Reading {
  const text = openAsText(bytes);
  if (typeof text !== "string") return text;
  const file = scanPythonIni(text);
  if (typeof file === "string") return { outcome: "error", reason: file };
  const section = file.sections.get(SECTION);
  if (section === undefined) return { outcome: "missing", reason: `The file has no section [${SECTION}]` };
  const find = (name: string) => section.get(name) ?? file.defaults.get(name);
  const option = find(key.toLowerCase());
  if (option === undefined) return { outcome: "missing", reason: "No line of the section assigns it" };
  const { value, line } = option;
  return limitWork(text, (spend) => {
    const result = fillPythonIni(value, { get: (name) => find(name)?.value, spend });
    if (typeof result === "string") return { outcome: "error", reason: `Line ${line} ${result}` };
    const where = section.get(key.toLowerCase()) === option ? `in [${SECTION}]` : "in [DEFAULT]";
    const why = result.filled === value ? where : `${where}, % read`;
    return { outcome: "value", value: result.filled, line, why };
  });
}
