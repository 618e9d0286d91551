/** One `env_file:` of a compose file. */
export interface EnvFileList {
  /** Of its first entry: 1-based. */
  readonly line: number;
  /** In the order in which they stand: the last one wins. */
  readonly entries: readonly EnvFileEntry[];
}

/** One file of it. */
export interface EnvFileEntry {
  /** As it is written. */
  readonly file: string;
  readonly format: "compose" | "raw";
  /** Whether Compose refuses to start without it. */
  readonly presence: "required" | "optional";
}

/**
 * The lists of every `env_file:`: a text, a list in brackets, or a list of texts or of maps with a `path`. A line
 * reader is enough for that, and finds those in the fragments that services take over by `<<`. Lines come without
 * their comments.
 */
export function composeEnvFiles(rows: readonly string[]): readonly EnvFileList[] {
  const found: { line: number; entries: EnvFileEntry[] }[] = [];
  let inside: number | null = null;
  for (const [index, row] of rows.entries()) {
    const [, blanks = "", content = ""] = /^(\s*)(.*)$/.exec(row) ?? [];
    if (content === "") continue;
    const key = /^(?:-\s+)?["']?env_file["']?\s*:\s*(.*)$/.exec(content);
    if (key) {
      inside = blanks.length;
      found.push({ line: index + 1, entries: textsOf(key[1] ?? "").map(entryOf) });
      continue;
    }
    const last = found.at(-1);
    if (inside === null || last === undefined) continue;
    // A list may stand as deep as its key.
    if (blanks.length < inside || (blanks.length === inside && !content.startsWith("-"))) {
      inside = null;
      continue;
    }
    const item = /^(?:-\s+)?(?:["']?path["']?\s*:\s*)(.+)$/.exec(content) ??
      /^-\s+\{.{0,99}?\bpath["']?\s*:\s*([^,}]+)/.exec(content) ??
      /^-\s+(["']?\$\{[^}]*\}["']?|[^:{]+)$/.exec(content);
    if (item) {
      if (last.entries.length === 0) last.line = index + 1;
      last.entries.push(...textsOf(item[1] ?? "").map(entryOf));
    }
    const entry = last.entries.at(-1);
    if (entry === undefined) continue;
    const format = /(?:^|[{,]\s*)format\s*:\s*["']?raw\b/.test(content) ? "raw" : entry.format;
    const presence = /(?:^|[{,]\s*)required\s*:\s*["']?false\b/.test(content) ? "optional" : entry.presence;
    last.entries[last.entries.length - 1] = { ...entry, format, presence };
  }
  return found.filter(({ entries }) => entries.length > 0);
}

function entryOf(file: string): EnvFileEntry {
  return { file, format: "compose", presence: "required" };
}

function textsOf(value: string): readonly string[] {
  const inner = /^\[(.*)\]$/.exec(value)?.[1] ?? value;
  return inner.split(inner === value ? /\n/ : ",")
    .map((item) => item.trim().replace(/^(["'])(.*)\1$/, "$2"))
    .filter((item) => item !== "" && !/^[&*{|>]/.test(item));
}
