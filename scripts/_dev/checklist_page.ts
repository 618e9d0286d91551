/**
 * Makes docs/checklist.md: every item, the rules that answer it and what a person attests, from the same list as
 * `deno task checklist`. With `--check` it only says whether it is out of sync.
 */
import { type Generated, writeOrCheck } from "./generated.ts";
import type { Item } from "../../src/checklist/item.ts";
import { ITEMS } from "../../src/checklist/items.ts";
import { STATEMENTS_FILE } from "../../src/checklist/statements.ts";

/** The page of the checklist. */
export const CHECKLIST_PAGES: readonly Generated[] = [{ path: "docs/checklist.md", make: page }];

function page(): string {
  const attested = ITEMS.filter(({ attest }) => attest !== undefined);
  return [
    "<!-- Made from src/checklist/items.ts by `deno task docs`. -->",
    "# The checklist before a release",
    "`deno task checklist PROJECT` asks whether the change is complete, here, at this commit. It gathers what the " +
    "commands gather one by one, starts the application and logs in, and answers each item with its evidence. " +
    "`deno task checklist:offline` has neither the permission to run nor to connect: what it cannot learn is not known.",
    "| item | id | rules that answer it | standards |\n| --- | --- | --- | --- |\n" +
    ITEMS.map(row).join("\n"),
    "The worst answer of its rules is the answer of an item. It is **ready** where no item of weight error fails and " +
    "none is unknown: exit 0. Exit 1 where one fails, 3 where none fails and one is not known. An item that only warns " +
    "keeps nothing back. An item that may stay unknown is named: `--accept-unknown ITEM`, which the report says.",
    "## What people say",
    "Where no rule can answer, somebody who knows says so:",
    '```sh\ndeno task checklist attest team-notified ~/src/shop/backend --by "Ada" --note "mail to all on Friday"\n```',
    ["| item | what is attested |", "| --- | --- |"]
      .concat(attested.map(({ id, attest = "" }) => `| ${id} | ${attest} |`)).join("\n"),
    `It is kept in \`${STATEMENTS_FILE}\` of the project, to be committed with the change, and is bound to what it was ` +
    "said of: a digest of the files that git tracks (without git: of code, configuration and documents), without env " +
    "files and without that file, and the key's fingerprint. It is stale when one of them changes, or after `--until`. " +
    "The digest is what `sha256sum` prints of the files in the order of their paths, hashed once more; of a link it is " +
    "what the link says, and of a submodule the id that git has of it. An attestation " +
    "never outweighs a rule that fails.",
    "A decision to release although an item does not hold is a waiver, with a reason and an end:",
    '```sh\ndeno task checklist waive tests-pass ~/src/shop/backend --by "Ada" --reason "two tests are mended next week" \\\n' +
    "  --until 2027-01-31\n```",
    "Until that day the item stands under *Waived* and keeps nothing back. After it the item fails, for good measure as " +
    "an error, until it holds or is waived again.",
    "Several services at once: [fleet.md](fleet.md). In CI: [ci.md](ci.md).",
  ].join("\n\n") + "\n";
}

function row({ id, title, rules, attest, references }: Item): string {
  const links = rules.map((rule) => `[${rule}](rules/${rule}.md)`).join(", ");
  const people = attest === undefined
    ? ""
    : rules.length === 0
    ? "people attest it"
    : "; else people attest it";
  return `| ${title} | \`${id}\` | ${links}${people} | ${references.join("; ")} |`;
}

if (import.meta.main) Deno.exit(writeOrCheck(CHECKLIST_PAGES, Deno.args));
