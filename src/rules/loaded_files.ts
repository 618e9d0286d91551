import type { Facts, LoadedFileFact, LoaderFact, ReadingFact } from "./facts.ts";
import type { Remedy } from "./rule.ts";

/** A loader in use that gets the JWT key from a file. */
export interface JwtReader {
  readonly file: LoadedFileFact;
  readonly loader: LoaderFact;
  readonly reading: ReadingFact;
}

/** What stands for a value that is not shown. */
export const MASK = "••••";

/** The env files as the loaders in use read them; none where that is not known. */
export function loadedFiles(facts: Facts): readonly LoadedFileFact[] {
  return facts.loadedFiles?.known ? facts.loadedFiles.value : [];
}

/** The loaders that read the JWT key from a file. */
export function jwtReaders(file: LoadedFileFact): readonly JwtReader[] {
  return file.loaders.flatMap((loader) => loader.jwt === null ? [] : [{ file, loader, reading: loader.jwt }]);
}

/** Whether the loader gives the application a value that is not empty. */
export function seesKey({ reading }: JwtReader): boolean {
  return reading.outcome === "value" && (reading.key?.characters ?? 0) > 0;
}

/** Whether the file gives the key a value that the loader does not see. */
export function missesKey(reader: JwtReader): boolean {
  return reader.file.valued.length > 0 && reader.reading.outcome !== "unpredictable" && !seesKey(reader);
}

/** Whether two loaders see different values in a file. */
export function differs(file: LoadedFileFact): boolean {
  return new Set(jwtReaders(file).filter(seesKey).map(({ reading }) => reading.same)).size > 1;
}

/** Whether the application's own loader misses the key that the file of this path assigns. */
export function isHiddenFromApplication(facts: Facts, path: string): boolean {
  return loadedFiles(facts).filter((file) => file.path === path)
    .some((file) => jwtReaders(file).some((reader) => reader.loader.own && missesKey(reader)));
}

/** `A`, `A and B`, `A, B and C`, each once. */
export function listed(words: readonly (string | number)[]): string {
  const each = [...new Set(words)];
  return each.length < 2 ? each.join("") : `${each.slice(0, -1).join(", ")} and ${each.at(-1)}`;
}

/** What is to be done to a line so that all loaders in use read it alike; null where nothing is known to help. */
export function mendOf({ names }: Facts, { path, mend }: LoadedFileFact): Remedy | null {
  if (mend === undefined) return null;
  const { line, quote, dropped, lineEnds, comment, reads } = mend;
  const steps = [
    ...(dropped.length === 0 ? [] : [`delete line ${listed(dropped)}`]),
    ...(lineEnds === "kept" ? [] : ["end lines with LF, not with CRLF"]),
    ...(quote === null ? [] : [`write line ${line} so`]),
    ...(comment ? ["put the comment on a line of its own"] : []),
  ];
  return {
    text: `In ${path} ${listed(steps)}` +
      (reads.length === 0
        ? ""
        : `: all of them then read what ${listed(reads)} ${reads.length > 1 ? "read" : "reads"} now`),
    commands: quote === null ? [] : [`${names.jwt}=${quote}${MASK}${quote}`],
  };
}

/** A sentence inside another one. */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0]?.toLowerCase() + text.slice(1) : text;
}
