/**
 * What went wrong, by what was printed: every symptom is data and one finder.
 *
 * @module
 */
export { diagnose } from "./diagnose.ts";
export { guessNames } from "./guess_names.ts";
export type { Diagnosis, Names, Seen, Sighting, Symptom } from "./symptom.ts";
export { SYMPTOMS } from "./symptoms.ts";
