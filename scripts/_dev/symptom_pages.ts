/**
 * Makes docs/symptoms.md: the page of every cause, from the same data as `deno task explain`. With `--check` it
 * only says whether it is out of sync.
 */
import { type Generated, writeOrCheck } from "./generated.ts";
import { whoseDoing } from "../../src/diagnosis/describe.ts";
import { SYMPTOMS } from "../../src/diagnosis/mod.ts";
import { symptomPage } from "../../src/report/symptom_page.ts";

/** The page of all causes. */
export const SYMPTOM_PAGES: readonly Generated[] = [{ path: "docs/symptoms.md", make: pages }];

function pages(): string {
  const rows = SYMPTOMS.map((symptom) => {
    const { cause, title } = symptom;
    return `| [${cause}](#${cause}) | ${title} | ${whoseDoing(symptom)} |`;
  });
  return [
    "<!-- Made from src/diagnosis by `deno task docs`. -->",
    "# The causes that troubleshoot knows",
    "`deno task troubleshoot` names them, `deno task explain CAUSE` prints them. Where a rule answers a cause, the " +
    "rule's page says more.",
    ["| cause | | whose doing |", "| --- | --- | --- |", ...rows].join("\n"),
    ...SYMPTOMS.map((symptom) => symptomPage(symptom).trimEnd()),
  ].join("\n\n") + "\n";
}

if (import.meta.main) Deno.exit(writeOrCheck(SYMPTOM_PAGES, Deno.args));
