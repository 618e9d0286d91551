import { isBlank, strip, stripEnd } from "./python_text.ts";

/** An option of a section, before `%` is read. */
export interface IniOption {
  readonly value: string;
  /** 1-based line of its name. */
  readonly line: number;
}

/** Options by their names in lower case. */
export type IniSection = ReadonlyMap<string, IniOption>;

/** What a file holds; `[DEFAULT]`, whose options every section has, is none of its sections. */
export interface IniFile {
  readonly defaults: IniSection;
  readonly sections: ReadonlyMap<string, IniSection>;
}

/** An option of which more lines may follow. */
interface Growing {
  readonly lines: string[];
  readonly line: number;
}

/**
 * A text whose line ends are line feeds as Python's ConfigParser reads it: a line that is indented deeper than the
 * name above it continues its value, empty lines within do, and `#` or `;` start a comment at the start of a line
 * alone. What is wrong with it, where ConfigParser raises.
 */
export function scanPythonIni(text: string): IniFile | string {
  const defaults = new Map<string, Growing>();
  const sections = new Map<string, Map<string, Growing>>();
  let section: Map<string, Growing> | null = null;
  let option: Growing | null = null;
  let indent = 0;
  let trouble: string | null = null;
  for (const [index, raw] of text.split("\n").entries()) {
    const number = index + 1;
    const line = strip(raw);
    if (line.startsWith("#") || line.startsWith(";")) continue;
    if (line === "") {
      option?.lines.push("");
      continue;
    }
    const column = indentOf(raw);
    if (option !== null && column > indent) {
      option.lines.push(line);
      continue;
    }
    indent = column;
    const header = /^\[(.+)\]/.exec(line)?.[1];
    if (header !== undefined) {
      if (sections.has(header)) return `Line ${number} opens a section for the second time`;
      section = header === "DEFAULT" ? defaults : new Map();
      if (section !== defaults) sections.set(header, section);
      option = null;
      continue;
    }
    if (section === null) return `Line ${number} stands before any section`;
    const delimiter = line.search(/[=:]/);
    // ConfigParser goes on to the end of the file, and raises then.
    if (delimiter < 1) {
      trouble ??= `Line ${number} is no option of a section`;
      if (delimiter === -1) continue;
    }
    const name = stripEnd(line.slice(0, delimiter)).toLowerCase();
    if (section.has(name)) return `Line ${number} sets an option of the section for the second time`;
    option = { lines: [strip(line.slice(delimiter + 1))], line: number };
    section.set(name, option);
  }
  if (trouble !== null) return trouble;
  return {
    defaults: join(defaults),
    sections: new Map(Array.from(sections, ([name, each]) => [name, join(each)])),
  };
}

function indentOf(line: string): number {
  let at = 0;
  while (isBlank(line.charCodeAt(at))) at++;
  return at;
}

function join(options: ReadonlyMap<string, Growing>): IniSection {
  return new Map(
    Array.from(options, ([name, { lines, line }]) => [name, { value: stripEnd(lines.join("\n")), line }]),
  );
}
