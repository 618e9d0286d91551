import type { Alphabet, Facts, ReadingFact } from "./facts.ts";
import {
  type JwtReader,
  jwtReaders,
  listed,
  loadedFiles,
  lowerFirst,
  seesKey,
  writeSo,
} from "./loaded_files.ts";
import type { Remedy, Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

const ALIKE: ReadonlySet<Alphabet> = new Set<Alphabet>(["hex", "alphanumeric", "base64url", "base64"]);

/** Holds when all loaders that the project uses read the same JWT key from the same file. */
export const loadersAgree: Rule = {
  id: "loaders-agree",
  title: "its loaders read the same",
  severity: "error",
  stage: "files",
  why: "The host reads the .env by one loader and the container by another, and each has its own idea of a " +
    "comment, a quote, a $ or a second assignment. The same line then gives two processes two different " +
    "keys: each refuses the other's tokens, and every check of length and strength passes in both.",
  references: ["https://datatracker.ietf.org/doc/html/rfc7515#section-5.2"],
  check(facts) {
    if (!facts.loadedFiles?.known) return notLearned(facts.loadedFiles, "the loaders were not looked for");
    const files = loadedFiles(facts).map(jwtReaders);
    for (const readers of files) {
      const seeing = readers.filter(seesKey);
      const first = seeing.find(({ loader }) => loader.own) ?? seeing[0];
      const other = seeing.find(({ reading }) => reading.same !== first?.reading.same);
      if (first && other) return differ(facts, first, other, seeing);
    }
    for (const readers of files) {
      const unsure = readers.find(({ reading }) => reading.outcome === "unpredictable");
      if (!unsure || !readers.some(seesKey)) continue;
      return {
        outcome: "unknown",
        message: `what ${unsure.loader.title} reads from ${unsure.file.path} is not known: ${
          lowerFirst(unsure.reading.why)
        }`,
        evidence: [
          { path: unsure.file.path },
          ...(unsure.loader.seen ? [{ ...unsure.loader.seen, text: unsure.loader.title }] : []),
        ],
        remedy: writeSo(
          facts,
          `Write plain lines without commands, quotes and comments into ${unsure.file.path}`,
        ),
      };
    }
    const compared = files.map((readers) => readers.filter(seesKey)).filter((readers) => readers.length > 1);
    if (compared.length === 0) return notApplicable("no env file gives the key to two known loaders");
    return pass(
      compared.map((readers) =>
        `${listed(readers.map(({ loader }) => loader.title))} read the same from ${readers[0]?.file.path}`
      ).join("; "),
      compared.flatMap((readers) => evidenceOf(readers[0])),
    );
  },
};

function differ(facts: Facts, first: JwtReader, other: JwtReader, seeing: readonly JwtReader[]) {
  const { path } = first.file;
  const said = [first, other].map(({ loader, reading }) => `${loader.title}: ${reading.why}`);
  const lines = [first, other].flatMap(({ reading }) => reading.line ?? []);
  return fail(
    `${first.loader.title} and ${other.loader.title} read different keys from ${path}`,
    [
      ...[first, other].map((reader, index) => ({
        path,
        ...(reader.reading.line === null ? {} : { line: reader.reading.line }),
        text: said[index] ?? "",
      })),
      ...[first, other].flatMap(({ loader }) => loader.seen ? [{ ...loader.seen, text: loader.title }] : []),
    ],
    mended(facts, { path, lines, seeing }),
  );
}

/** A loader that filled in references read another key than the one that was written. */
const FILLED_IN = /\breferences (?:filled in|read)\b/;

/** The line that all of them read alike, where one of them reads the value that was meant, and it can be written so. */
function mended(facts: Facts, { path, lines, seeing }: {
  readonly path: string;
  readonly lines: readonly number[];
  readonly seeing: readonly JwtReader[];
}): Remedy {
  const isMeant = ({ key, why }: ReadingFact) =>
    key !== null && ALIKE.has(key.alphabet) && !FILLED_IN.test(why);
  if (!seeing.some(({ reading }) => isMeant(reading))) {
    const text = "No spelling of this key is read alike: give all of them a new one, made with Keysplit";
    return { text, commands: ["deno task generate"] };
  }
  const hasComment = seeing.some(({ reading }) => reading.why.includes("comment"));
  const places = listed(lines.toSorted((a, b) => a - b));
  return lines[0] === lines[1]
    ? writeSo(
      facts,
      `Write line ${places} of ${path} so${hasComment ? ", and the comment on a line of its own" : ""}`,
    )
    : writeSo(facts, `Keep one of the lines ${places} of ${path}, without quotes and comment`);
}

function evidenceOf(reader: JwtReader | undefined) {
  if (reader === undefined) return [];
  const { file: { path }, reading: { line } } = reader;
  return [line === null ? { path } : { path, line }];
}
