import { basename, dirname } from "@std/path";
import type { Dialect, Reading } from "../env/dialect.ts";
import { dialectForFile } from "../env/dialect_for_file.ts";
import { assignmentsOf } from "../env/document.ts";
import { parseDocument } from "../env/parse_document.ts";
import type { Host } from "../io/host.ts";
import type { LoadedFileFact, LoaderFact, Measurement, MendFact, ReadingFact } from "../rules/facts.ts";
import { sameSecret, Secret } from "../secret.ts";
import { findFlaws } from "./loaders/find_flaws.ts";
import { decodeUtf16, findHiding } from "./loaders/find_hiding.ts";
import { findMend } from "./loaders/find_mend.ts";
import { isReadable } from "./choose_env_file.ts";
import { isUnexported, type LoaderInUse, loadersInUse } from "./loaders.ts";
import type { Project } from "./project.ts";
import { shownPath } from "./shown_path.ts";

/** What the files are read with. */
interface Given {
  /** The env files of the project that are there. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** The environment that references are filled in from. */
  readonly variables: Readonly<Record<string, string>>;
  readonly measure: (secret: Secret) => Promise<Measurement>;
}

/** Reads each env file of the project as every loader in use that reads this file. */
export async function gatherLoadedFiles(
  host: Pick<Host, "files">,
  project: Project,
  given: Given,
): Promise<readonly LoadedFileFact[]> {
  const inUse = loadersInUse(project);
  const found: LoadedFileFact[] = [];
  for (const { path, bytes } of given.files) {
    const readers = readersOf(project, inUse, { path, bytes });
    const lines = linesOf(bytes, project.names.jwt);
    const jwt = await readingsOf(host, project, { ...given, path, bytes, readers, name: project.names.jwt });
    const session = project.names.session === null ? [] : await readingsOf(host, project, {
      ...given,
      path,
      bytes,
      readers,
      name: project.names.session,
    });
    const mend = mendOf(jwt, { path, bytes, name: project.names.jwt, variables: given.variables });
    const own = jwt.find(({ reader, secret }) => reader.own && secret !== null) ??
      jwt.find(({ secret }) => secret !== null);
    const won = jwt.flatMap(({ fact }) => fact?.line ?? []);
    const valued = jwt.flatMap(({ fact }) => fact?.line && fact.key?.characters ? [fact.line] : []);
    found.push({
      path: shownPath(project, path),
      lines: ascending([...lines.all, ...won]),
      valued: ascending([...lines.valued, ...valued]),
      loaders: readers.map((reader, index): LoaderFact => ({
        dialect: reader.dialect.id,
        title: reader.dialect.title,
        own: reader.own,
        seen: reader.seen,
        precedence: reader.precedence,
        jwt: jwt[index]?.fact ?? null,
        session: session[index]?.fact ?? null,
        misreads: misreadBy(reader.dialect),
        misreadsKey: own?.value !== undefined && !readsBare(reader.dialect, own.value),
      })),
      flaws: findFlaws(bytes, {
        path,
        name: project.names.jwt,
        dialects: readers.map(({ dialect }) => dialectForFile(dialect, path)),
        variables: given.variables,
      }),
      ...(mend === null ? {} : { mend }),
    });
  }
  return found;
}

/** The line that all loaders of the JWT key read alike; null where they do already, or another file is to blame. */
function mendOf(
  jwt: readonly Read[],
  { path, bytes, name, variables }: {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly name: string;
    readonly variables: Readonly<Record<string, string>>;
  },
): MendFact | null {
  const readers = jwt.flatMap(({ reader, fact, value }) =>
    fact === null ? [] : [{
      dialect: dialectForFile(reader.dialect, path),
      own: reader.own,
      value: value ?? null,
      line: fact.line,
      elsewhere: fact.hidden?.by === "nearer-file" || fact.hidden?.by === "winning-file",
    }]
  );
  const same = new Set(readers.map(({ value }) => value)).size < 2 && readers.every(({ value }) => value);
  if (same || readers.some(({ elsewhere }) => elsewhere)) return null;
  return findMend(bytes, { name, readers, variables });
}

/** The loaders that read a file; the application's own too where nothing else does, for the file was named. */
function readersOf(
  project: Pick<Project, "envFiles" | "names">,
  inUse: readonly LoaderInUse[],
  { path, bytes }: { readonly path: string; readonly bytes: Uint8Array },
): readonly LoaderInUse[] {
  const reading = inUse.filter((loader) =>
    loader.files.includes(path) || (loader.own && nearerFile(loader, path) !== null)
  );
  // Where another loader gives the key nobody waits for a shell that exports nothing.
  const exporting = reading.filter((one) =>
    !isUnexported(one) || seesValue(one.dialect.read(bytes, project.names.jwt, {}))
  );
  const readers = exporting.length > 0 ? exporting : reading;
  return readers.length > 0 ? readers : inUse.filter(({ own }) => own && project.envFiles.includes(path));
}

/** Loaders that look in one folder after the other, and stop at the first file. */
const CLIMBING = /^(?:python-decouple|python-dotenv)/;

/** The file that a climbing loader would meet before this one; null where there is none. */
function nearerFile({ dialect, files }: LoaderInUse, path: string): string | null {
  const [first] = files;
  if (
    first === undefined || files.includes(path) || !CLIMBING.test(dialect.id) || basename(path) !== ".env"
  ) {
    return null;
  }
  const [near, far] = [dirname(first), dirname(path)];
  const above = near.startsWith(far === "/" ? far : `${far}/`);
  return above || (near === far && basename(first) === "settings.ini") ? first : null;
}

/**
 * The file whose assignment a loader takes instead of the one in this file, wherever it reads this one; null where
 * this file's counts. What is read in one mode alone, as `.env.production`, hides nothing for sure.
 */
function winningFile(
  { files }: Pick<Host, "files">,
  { dialect, lists }: LoaderInUse,
  { path, name, variables }: {
    readonly path: string;
    readonly name: string;
    readonly variables: Readonly<Record<string, string>>;
  },
): { readonly path: string; readonly value: string } | null {
  const before = lists.filter((list) => list.includes(path)).map((list) => list.slice(0, list.indexOf(path)));
  const sets = before.map((list) => new Set(list));
  const always = (before[0] ?? []).filter((one) =>
    sets.every((list) => list.has(one)) && !/\.(?:production|development)(?:\.local)?$/.test(one)
  );
  for (const one of always) {
    try {
      if (!isReadable(files, one)) continue;
      const value = valueOf(dialect.read(files.read(one), name, variables));
      if (value !== null) return { path: one, value };
    } catch {
      // A file that is not there, or that may not be read, hides nothing.
    }
  }
  return null;
}

function valueOf(reading: Reading): string | null {
  return reading.outcome === "value" ? reading.value : null;
}

interface Read {
  readonly reader: LoaderInUse;
  readonly fact: ReadingFact | null;
  readonly secret: Secret | null;
  readonly value?: string;
}

async function readingsOf(
  host: Pick<Host, "files">,
  project: Project,
  about: Given & {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly readers: readonly LoaderInUse[];
    readonly name: string;
  },
): Promise<readonly Read[]> {
  const { path, bytes, name, variables } = about;
  const classes: { readonly secret: Secret; readonly key: Measurement }[] = [];
  const found: Read[] = [];
  const hasValue = linesOf(bytes, name).valued.length > 0;
  for (const reader of about.readers) {
    if (reader.names !== null && !reader.names.includes(name)) {
      found.push({ reader, fact: null, secret: null });
      continue;
    }
    const nearer = nearerFile(reader, path);
    if (nearer !== null && exists(host, nearer)) {
      const shown = shownPath(project, nearer);
      const fact: ReadingFact = {
        outcome: "missing",
        line: null,
        why: `It stops at ${shown}`,
        key: null,
        same: null,
        hidden: hasValue ? { by: "nearer-file", path: shown } : null,
      };
      found.push({ reader, fact, secret: null });
      continue;
    }
    const dialect = dialectForFile(reader.dialect, path);
    const winning = hasValue ? winningFile(host, reader, { path, name, variables }) : null;
    if (winning !== null && winning.value !== valueOf(dialect.read(bytes, name, variables))) {
      const shown = shownPath(project, winning.path);
      const fact: ReadingFact = {
        outcome: "missing",
        line: null,
        why: `It takes the one in ${shown} instead`,
        key: null,
        same: null,
        hidden: { by: "winning-file", path: shown },
      };
      found.push({ reader, fact, secret: null });
      continue;
    }
    const reading = dialect.read(bytes, name, variables);
    const hidden = hasValue && !seesValue(reading) ? findHiding(bytes, { dialect, name, variables }) : null;
    if (reading.outcome !== "value") {
      const fact = {
        outcome: reading.outcome,
        line: null,
        why: reading.reason,
        key: null,
        same: null,
        hidden,
      };
      found.push({ reader, fact, secret: null });
      continue;
    }
    const { line, value } = reading;
    const why = value.endsWith("\r")
      ? `${reading.why}; the carriage return at its end is part of it`
      : reading.why;
    const secret = Secret.of(value);
    let same = classes.findIndex((one) => sameSecret(one.secret, secret));
    if (same < 0) same = classes.push({ secret, key: await about.measure(secret) }) - 1;
    const key = classes[same]!.key;
    found.push({ reader, fact: { outcome: "value", line, why, key, same, hidden }, secret, value });
  }
  return found;
}

function seesValue(reading: Reading): boolean {
  return reading.outcome === "unpredictable" || (reading.outcome === "value" && reading.value !== "");
}

/** The lines that assign a variable as the file is meant; those inside of another value's quotes are not. */
function linesOf(
  bytes: Uint8Array,
  name: string,
): { readonly all: readonly number[]; readonly valued: readonly number[] } {
  const document = parseDocument(decodeUtf16(bytes) ?? bytes);
  const own = new Set(document.nodes);
  const assignments = assignmentsOf(document, name).filter((assignment) => own.has(assignment));
  const valued = assignments.filter(({ token, quote }) => token.end - token.start > (quote === null ? 0 : 2));
  return { all: assignments.map(({ line }) => line), valued: valued.map(({ line }) => line) };
}

function ascending(lines: readonly number[]): readonly number[] {
  return [...new Set(lines)].toSorted((a, b) => a - b);
}

const PUNCTUATION = [...`!"#$%&'()*+,./:;<=>?@[\\]^\`{|}~ `];
const MISREAD = new Map<string, string>();

/** The printable characters that a loader does not read as they are, at the start, inside or at the end of a value. */
function misreadBy(dialect: Dialect): string {
  const known = MISREAD.get(dialect.id);
  if (known !== undefined) return known;
  const misread = PUNCTUATION.filter((character) =>
    [`${character}ab`, `a${character}b`, `ab${character}`].some((value) => !readsBare(dialect, value))
  ).join("");
  MISREAD.set(dialect.id, misread);
  return misread;
}

/** Whether a loader reads a value as it is where that stands without quotes; nothing is said of one not measured. */
function readsBare(dialect: Dialect, value: string): boolean {
  if (dialect.loaders.length === 0) return true;
  const reading = dialect.read(new TextEncoder().encode(`KEY=${value}\n`), "KEY", {});
  return reading.outcome === "value" && reading.value === value;
}

function exists({ files }: Pick<Host, "files">, path: string): boolean {
  try {
    files.lstat(path);
    return true;
  } catch {
    return false;
  }
}
