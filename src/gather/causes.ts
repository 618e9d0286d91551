import { placeCommand } from "../diagnosis/describe.ts";
import { diagnose } from "../diagnosis/mod.ts";
import type { Seen } from "../diagnosis/symptom.ts";
import type { CauseFact } from "../rules/facts.ts";
import type { Project } from "./project.ts";

/** What masks secrets in a text. */
export type Redact = (text: string) => string;

/**
 * The causes in what was printed or answered: recognised before redaction, shown after it. What the same words may
 * mean as well is left out: the rules have the key itself to look at.
 */
export function causesIn(seen: Seen, project: Project, redact: Redact): readonly CauseFact[] {
  const certain = diagnose(seen, project.names).filter(({ insteadOf }) => insteadOf === undefined);
  return certain.map(({ symptom, sighting }) => ({
    cause: symptom.cause,
    title: symptom.title,
    rule: symptom.rule,
    line: sighting.line,
    text: redact(sighting.text).trim().slice(0, 300),
    remedy: {
      text: symptom.remedy.text,
      commands: symptom.remedy.commands.map((command) =>
        placeCommand(command, { typed: project.typed, folder: project.shown })
      ),
    },
  }));
}
