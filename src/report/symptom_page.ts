import { confidenceOf } from "../diagnosis/confidence.ts";
import { checkOf, whoseDoing } from "../diagnosis/describe.ts";
import type { Symptom } from "../diagnosis/symptom.ts";

const WHOSE = {
  "the key": "the JWT key's, or a change of it",
  "not the key": "not the JWT key's",
  "not known": "not known from its text",
} as const;

/** The page of a cause in Markdown, from its data; commands say PATH for the project. */
export function symptomPage(symptom: Symptom): string {
  const { cause, title, rule, not, why, remedy } = symptom;
  const commands = [...remedy.commands, checkOf(symptom)].map((command) =>
    command.replaceAll("{project}", "PATH")
  );
  return [
    `## ${cause}`,
    `${title}.`,
    [
      `- Whose doing: ${WHOSE[whoseDoing(symptom)]}`,
      ...(rule === null ? [] : [`- The rule that answers it: [${rule}](rules/${rule}.md)`]),
      `- How sure: ${confidenceOf(cause)}`,
      ...(not === undefined ? [] : [`- Not to be confused with: ${not}`]),
    ].join("\n"),
    `${why}.`,
    `${remedy.text}. Then look again:`,
    ["```sh", ...new Set(commands), "```"].join("\n"),
  ].join("\n\n") + "\n";
}
