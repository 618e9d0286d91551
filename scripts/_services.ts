import { basename, resolve } from "@std/path";
import { OPTIONS } from "./_options.ts";
import type { Settings } from "./_settings.ts";
import { valueOf } from "./_parse.ts";
import { KeysplitError } from "../src/errors.ts";
import { FileError, type Host } from "../src/io/host.ts";

/** The key of `keysplit.json` that makes a fleet of a project. */
export const SERVICES = "services";

/** What is said of each of them beside its settings; all but the path may be left out. */
export const SERVICE_WORDS = {
  path: {
    description:
      "The folder of the service: in the project, or anywhere in a file that --config names; relative to this file.",
    pattern: /^[^\p{Cc}\p{Cf}]{1,1000}$/u,
    words: "is the path of a folder",
  },
  name: {
    description:
      "How reports call it; its path by default. Entries of one name are environments of one service.",
    pattern: /^[\p{L}\p{N}][\p{L}\p{N} ._/@-]{0,79}$/u,
    words: "is a name such as shop or team/shop",
  },
} as const;

/** One service of a fleet. */
export interface ServiceEntry {
  /** The folder: as it was written, and absolute once the entry is placed. */
  readonly path: string;
  /** By default its path as it was written. */
  readonly name: string;
  /** What it says itself, over the service's own `keysplit.json`. */
  readonly settings: Partial<Settings>;
}

/** The most that one file may name. */
const MOST = 10_000;

/**
 * Reads the list of a fleet's services.
 *
 * @param name as a message names the list
 * @throws {KeysplitError} `configuration` where it is none, or an entry has an unknown key or a wrong value
 */
export function parseServices(value: unknown, name: string, command: string): readonly ServiceEntry[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST) {
    throw wrong(`${name} needs a list of 1 to ${MOST} services`);
  }
  const entries = value.map((entry, at) => parseService(entry, `${name}[${at}]`, command));
  const seen = new Set<string>();
  for (const { name: called, settings } of entries) {
    const one = JSON.stringify([called, settings.environment ?? null]);
    if (seen.has(one)) {
      throw wrong(`${name} has two services of one name and environment; give one of them another "name"`);
    }
    seen.add(one);
  }
  return entries;
}

function parseService(value: unknown, at: string, command: string): ServiceEntry {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(`${at} is not an object`);
  }
  const words: Partial<Record<keyof typeof SERVICE_WORDS, string>> = {};
  const settings: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(value)) {
    if (isWord(key)) {
      const { pattern, words: what } = SERVICE_WORDS[key];
      if (typeof given !== "string" || !pattern.test(given)) throw wrong(`${at}: ${key} ${what}`);
      words[key] = given;
      continue;
    }
    const option = OPTIONS.find((option) => option.config && option.setting === key);
    if (!option) throw wrong(`${at} has an unknown key ${JSON.stringify(key.slice(0, 40))}`);
    settings[key] = valueOf(option, given, `${at}: ${key}`, command, "configuration");
  }
  if (words.path === undefined) throw wrong(`${at} has no path`);
  const path = words.path.replace(/^(?:\.\/+)+(?=.)/, "").replace(/(?<=.)\/+$/, "");
  return { path, name: words.name ?? path, settings: settings as Partial<Settings> };
}

function isWord(key: string): key is keyof typeof SERVICE_WORDS {
  return Object.hasOwn(SERVICE_WORDS, key);
}

/**
 * The entries with whole paths.
 *
 * @throws {KeysplitError} `configuration` where one lies outside of the folder that it has to be in
 */
export function placeServices(
  host: Pick<Host, "files">,
  entries: readonly ServiceEntry[],
  { folder, within }: {
    /** What their paths are relative to. */
    readonly folder: string;
    /** Null where they may lie anywhere. */
    readonly within: string | null;
  },
): readonly ServiceEntry[] {
  return entries.map((entry) => {
    const path = resolve(folder, entry.path);
    if (within !== null && !isInside(host, path, within)) {
      throw wrong(`keysplit.json names a service outside of the project: ${entry.path}`, [
        "name the file by a flag, then it may name folders anywhere:  --config FILE",
      ]);
    }
    return { ...entry, path, name: entry.name === "." ? basename(path) : entry.name };
  });
}

function isInside({ files }: Pick<Host, "files">, path: string, root: string): boolean {
  const isBelow = (one: string) => one === root || one.startsWith(root === "/" ? root : `${root}/`);
  if (!isBelow(path)) return false;
  try {
    return isBelow(files.realPath(path));
  } catch (error) {
    // What is not there, or may not be read, is said of this service alone.
    if (error instanceof FileError) return true;
    throw error;
  }
}

function wrong(message: string, next: readonly string[] = SCHEMA): KeysplitError {
  return new KeysplitError("configuration", message, { next });
}

const SCHEMA = ["the keys and their values:  docs/schema/keysplit.schema.json"] as const;
