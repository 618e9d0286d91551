import { type Dialect, DIALECTS, type Reading } from "../../src/env/mod.ts";
import { asksForMore, KEY } from "./documents.ts";
import { type Answer, type Ask, ENVIRONMENT } from "./loaders/loader.ts";

/** Where a dialect and its loader part. */
export interface Disagreement {
  readonly document: Uint8Array;
  readonly answer: Answer;
  readonly reading: Reading;
}

/** What came of asking a loader and its dialect about the same documents. */
export interface Difference {
  readonly documents: number;
  /** How many of them the dialect did not foretell, which is right only where a line asks for more than the file. */
  readonly unpredictable: number;
  readonly disagreements: readonly Disagreement[];
}

/** The dialect that stands for this loader of the corpus. */
export function dialectFor(loader: string): Dialect | undefined {
  return DIALECTS.find(({ loaders }) => loaders.includes(loader));
}

/** Asks both. Throws what asking the loader throws. */
export async function differ(
  dialect: Dialect,
  ask: Ask,
  documents: readonly Uint8Array[],
): Promise<Difference> {
  const answers = await ask(documents);
  if (answers.length !== documents.length) throw new Error(`${dialect.id}: not every document was answered`);
  const disagreements: Disagreement[] = [];
  let unpredictable = 0;
  for (const [index, document] of documents.entries()) {
    const answer = answers[index];
    const reading = dialect.read(document, KEY, ENVIRONMENT);
    if (reading.outcome === "unpredictable") unpredictable++;
    if (answer !== undefined && !agrees(reading, { answer, document })) {
      disagreements.push({ document, answer, reading });
    }
  }
  return { documents: documents.length, unpredictable, disagreements };
}

/** Whether the dialect foretold the answer, or rightly said that it cannot. */
export function agrees(
  reading: Reading,
  { answer, document }: { readonly answer: Answer; readonly document: Uint8Array },
): boolean {
  if (reading.outcome === "unpredictable") return asksForMore(document);
  if (reading.outcome === "value") return "value" in answer && answer.value === reading.value;
  return reading.outcome in answer;
}
