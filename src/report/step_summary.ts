import type { ChecklistReport } from "../checklist/checklist.ts";
import type { ReportContext } from "./format.ts";
import { markdownBlocks } from "./md.ts";

/** GitHub drops a larger summary whole. */
const LIMIT = 1024 * 1024;
/** For the words that say what was cut. */
const RESERVE = 1024;

/**
 * The Markdown of a checklist for the summary of a step of GitHub Actions: less than 1 MiB of UTF-8, cut between
 * parts, or between the rows of a table, and it says what was cut.
 */
export function stepSummary(report: ChecklistReport, context: ReportContext): string {
  const blocks = markdownBlocks(report, context);
  const whole = blocks.join("\n\n") + "\n";
  if (bytesOf(whole) < LIMIT) return whole;

  const kept: string[] = [];
  let room = LIMIT - RESERVE;
  let rows = 0;
  let parts = 0;
  for (const block of blocks) {
    const size = bytesOf(block) + 2;
    if (size <= room) {
      kept.push(block);
      room -= size;
    } else if (isTable(block)) {
      // The other half is for what needs attention.
      const table = rowsThatFit(block, Math.floor(room / 2));
      rows += table.cut;
      if (table.text !== "") kept.push(table.text);
      room -= bytesOf(table.text) + 2;
    } else {
      parts += 1;
    }
  }
  const cut = [
    ...(rows > 0 ? [rows === 1 ? "1 row of a table" : `${rows} rows of tables`] : []),
    ...(parts > 0 ? [parts === 1 ? "1 part" : `${parts} parts`] : []),
  ];
  return `${kept.join("\n\n")}\n\n**Cut: ${cut.join(" and ")}.** ` +
    "A summary holds 1 MiB; `--report md=FILE` writes all of it.\n";
}

function isTable(block: string): boolean {
  return block.split("\n").some((line) => line.startsWith("| --- "));
}

function rowsThatFit(block: string, room: number): { readonly text: string; readonly cut: number } {
  const lines = block.split("\n");
  const head = lines.findIndex((line) => line.startsWith("| --- ")) + 1;
  let size = 0;
  let fit = 0;
  for (const line of lines) {
    size += bytesOf(line) + 1;
    if (size > room - 2) break;
    fit += 1;
  }
  return fit < head
    ? { text: "", cut: lines.length - head }
    : { text: lines.slice(0, fit).join("\n"), cut: lines.length - fit };
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
