import type { CommandContext, CommandResult } from "./_command.ts";
import { evidenceOf, lines, readLog } from "./_read_log.ts";
import { lookFurther, type Surroundings } from "./_surroundings.ts";
import { verdict } from "./_verdict.ts";
import { describe, type DescribedCause } from "../src/diagnosis/describe.ts";
import { diagnose, type Sighting } from "../src/diagnosis/mod.ts";
import { type Exchange, parseExchanges } from "../src/diagnosis/parse_exchanges.ts";
import { secretsOf } from "../src/diagnosis/secrets_of.ts";
import type { Redact } from "../src/gather/causes.ts";
import { createTextDecoder, type Input } from "../src/gather/input.ts";
import { MASK } from "../src/report/redact.ts";

/** More than any exchange that tells something; of a longer text the beginning is read. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Each is looked for at every place and in every encoding, in memory that grows with them. */
const MOST_SECRET_CHARACTERS = 128 * 1024;

/** Reads HTTP exchanges as they were printed, and names what their answers tell; another text as a log. */
export async function readExchange(
  context: CommandContext,
  input: Input,
  around: Surroundings,
): Promise<CommandResult> {
  const begun = await begin(input);
  const { text } = begun;
  const exchanges = parseExchanges(text);
  // Without an answer it is a text like any other: an error of curl, or a body alone.
  if (exchanges.length === 0) {
    return await readLog(context, { ...input, pieces: joined(begun) }, { ...around, mode: "read" });
  }
  await drain(begun);
  const redact = redactorOf(exchanges, around);
  const diagnoses = new Map<string, DescribedCause>();
  for (const exchange of exchanges) {
    const among = diagnose(exchange.seen, around.names);
    for (const diagnosis of among) {
      const { cause } = diagnosis.symptom;
      if (diagnoses.has(cause)) continue;
      const sighting = placed(diagnosis.sighting, exchange);
      const evidence = [evidenceOf(sighting, input, redact)];
      diagnoses.set(cause, describe(diagnosis, { project: around.place, evidence, among }));
    }
  }
  const refused = exchanges.findLast(({ seen }) => seen.status >= 400);
  const count = exchanges.length;
  const what = `${count} ${count === 1 ? "answer" : "answers"}`;
  return verdict(context, {
    project: around.shown,
    title: `${input.title}, ${what} in ${lines(text.replace(/\n$/, "").split("\n").length)}`,
    at: what,
    diagnoses: [...diagnoses.values()],
    clean: "Nothing is wrong in it: every request was answered as it should be",
    trouble: refused === undefined ? null : evidenceOf(
      { line: refused.statusLine, text: `HTTP ${refused.seen.status} ${firstLine(refused)}` },
      input,
      redact,
    ),
    next: [...lookFurther(around), `deno task login ${around.place.typed}`],
  });
}

/** Masks the secrets of all exchanges in each; where they are too many to look for, everything. */
function redactorOf(exchanges: readonly Exchange[], around: Surroundings): Redact {
  const secrets = new Set(exchanges.flatMap(({ seen }) => secretsOf(seen)));
  let size = 0;
  for (const { length } of secrets) size += length;
  return size > MOST_SECRET_CHARACTERS ? () => MASK : around.redact([...secrets]);
}

/** A text that is there already, as something to read. */
export function textInput(title: string, text: string): Input {
  async function* pieces(): AsyncIterable<Uint8Array> {
    yield await Promise.resolve(new TextEncoder().encode(text));
  }
  return { title, path: null, pieces: pieces() };
}

/** The beginning of an input as text, and what comes after it. */
interface Begun {
  readonly text: string;
  readonly rest: AsyncIterable<Uint8Array>;
}

async function begin({ pieces }: Input): Promise<Begun> {
  const source = pieces[Symbol.asyncIterator]();
  const decoder = createTextDecoder();
  let text = "";
  let ended = false;
  while (!ended && text.length < MOST_CHARACTERS) {
    const got = await source.next();
    ended = got.done === true;
    text += got.done === true ? decoder.end() : decoder.decode(got.value);
  }
  return { text, rest: { [Symbol.asyncIterator]: () => source } };
}

async function* joined({ text, rest }: Begun): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(text);
  yield* rest;
}

/** What comes after is read and forgotten: who writes it would be stopped otherwise. */
async function drain({ rest }: Begun): Promise<void> {
  for await (const _ of rest) continue;
}

/** The place in the text that was handed over, not in the body alone. */
function placed({ line, text }: Sighting, { seen, statusLine, bodyLine }: Exchange): Sighting {
  return { line: text === `HTTP ${seen.status}` ? statusLine : bodyLine + line - 1, text };
}

function firstLine({ seen }: Exchange): string {
  return seen.body.split("\n").find((line) => line.trim() !== "")?.trim().slice(0, 200) ?? "";
}
