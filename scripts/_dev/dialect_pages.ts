/**
 * Makes docs/dialects.md by asking each dialect, so that the page cannot say anything else than the code. With
 * `--check` it only says whether it is out of sync.
 */
import { type Generated, writeOrCheck } from "./generated.ts";
import {
  ask,
  codeOf,
  INI_PROBES,
  type Probe,
  READERS,
  signsReadAlike,
  SPELLINGS,
  type Topic,
  TOPICS,
  visible,
} from "./dialect_probes.ts";
import type { Dialect, Reading } from "../../src/env/mod.ts";
import { PYTHON_DECOUPLE_INI } from "../../src/env/python_decouple_ini.ts";

/** Beyond it a list of those that misread a spelling is a number. */
const MOST_NAMED = 12;

const PRECEDENCE = {
  process: { set: "the process", empty: "the process: the key is empty" },
  "ignores-empty": { set: "the process", empty: "the file" },
  file: { set: "the file", empty: "the file" },
} as const satisfies Record<Dialect["precedence"], unknown>;

export const DIALECT_PAGES: readonly Generated[] = [{ path: "docs/dialects.md", make: page }];

function page(): string {
  return [
    "<!-- Made from src/env by `deno task docs`, by asking each dialect. -->",
    "# How each loader reads a `.env`",
    `One line, ${READERS.length} readings. Each was measured against the real loader: what it is and in which releases ` +
    "stands [at the end](#the-loaders).",
    "## Which spelling is read alike by all",
    `A key of letters, digits and ${
      codeOf(signsReadAlike())
    }, without quotes, without blanks, without a comment ` +
    "on its line. `deno task generate` makes such keys. How many read each spelling as its writer meant it:",
    table(["written", "meant", "read so by", "not by"], spellingRows()),
    "In the tables below loaders that answer alike share a row. `–`: the key is not set; `error`: the loader, and " +
    "often the application, stops; `command`: the line runs a command; `empty`: set to nothing; ⏎ a line end, ␠ a " +
    "blank, ␍ a carriage return.",
    ...TOPICS.map(section),
    "## settings.ini",
    "python-decouple stops at the first `settings.ini` or `.env` from the code upwards, and reads the former by " +
    "Python's ConfigParser: the options of its section `[settings]`.",
    table(
      ["written in `[settings]`", "read"],
      INI_PROBES.map((probe) => [probe.label, cellOf(ask(PYTHON_DECOUPLE_INI, probe))]),
    ),
    "## The process and the file",
    "Which wins where the process has a variable of the name too. The file does not show it, and for most an empty " +
    "variable counts as one.",
    table(["loader", "set in both", "set to nothing in the process"], precedenceRows()),
    "## The loaders",
    "The `id` is what `--loader` and `readEnv` take. Loaders of the same id were measured to read alike.",
    table(["id", "stands for", "measured against"], [...READERS, PYTHON_DECOUPLE_INI].map(loaderRow)),
  ].join("\n\n") + "\n";
}

/** The spelling that most read as it is meant comes first. */
function spellingRows(): readonly (readonly string[])[] {
  return SPELLINGS.map((probe) => ({ probe, others: READERS.filter((dialect) => !isMeant(dialect, probe)) }))
    .toSorted((a, b) => a.others.length - b.others.length)
    .map(({ probe, others }) => [
      probe.label,
      codeOf(probe.meant ?? ""),
      others.length === 0 ? `**all ${READERS.length}**` : String(READERS.length - others.length),
      others.length > MOST_NAMED ? `${others.length} others` : others.map(({ title }) => title).join("; "),
    ]);
}

function isMeant(dialect: Dialect, probe: Probe): boolean {
  const reading = ask(dialect, probe);
  return reading.outcome === "value" && reading.value === probe.meant;
}

function section({ title, sentence, probes }: Topic): string {
  const rows = group(READERS, (dialect) => probes.map((probe) => cellOf(ask(dialect, probe))));
  return [`## ${title}`, sentence, table(["loader", ...probes.map(({ label }) => label)], rows)].join("\n\n");
}

function precedenceRows(): readonly (readonly string[])[] {
  return group(READERS, ({ precedence }) => [PRECEDENCE[precedence].set, PRECEDENCE[precedence].empty]);
}

/** A row for all dialects of the same cells, their titles in its first cell. */
function group(
  dialects: readonly Dialect[],
  cellsOf: (dialect: Dialect) => readonly string[],
): readonly (readonly string[])[] {
  const groups = Map.groupBy(dialects, (dialect) => cellsOf(dialect).join("\0"));
  return Array.from(groups, ([cells, members]) => [
    members.map(({ title }) => title).join("<br>"),
    ...cells.split("\0"),
  ]);
}

function loaderRow({ id, title, loaders }: Dialect): readonly string[] {
  const measured = loaders.map(codeOf).join(", ");
  return [codeOf(id), title, measured === "" ? "reads as the row above" : measured];
}

function cellOf(reading: Reading): string {
  switch (reading.outcome) {
    case "value":
      return reading.value === "" ? "empty" : codeOf(visible(reading.value));
    case "missing":
      return "–";
    case "error":
      return "error";
    case "unpredictable":
      return "command";
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

if (import.meta.main) Deno.exit(writeOrCheck(DIALECT_PAGES, Deno.args));
