import type { Facts } from "./facts.ts";
import {
  type JwtReader,
  jwtReaders,
  listed,
  loadedFiles,
  lowerFirst,
  MASK,
  mendOf,
  seesKey,
} from "./loaded_files.ts";
import type { Remedy, Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

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
      if (first && other) return differ(facts, first, other);
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
        remedy: mendOf(facts, unsure.file) ?? {
          text: `Write plain lines without commands, quotes and comments into ${unsure.file.path}`,
          commands: [`${facts.names.jwt}=${MASK}`],
        },
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

const NO_SPELLING: Remedy = {
  text:
    "No spelling of this key was found that all of them read alike: give them a new one, made with Keysplit",
  commands: ["deno task generate"],
};

function differ(facts: Facts, first: JwtReader, other: JwtReader) {
  const { path } = first.file;
  const said = [first, other].map(({ loader, reading }) => `${loader.title}: ${reading.why}`);
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
    mendOf(facts, first.file) ?? NO_SPELLING,
  );
}

function evidenceOf(reader: JwtReader | undefined) {
  if (reader === undefined) return [];
  const { file: { path }, reading: { line } } = reader;
  return [line === null ? { path } : { path, line }];
}
