import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/dotenv";
import fc from "fast-check";
import { applyEdits } from "../../src/env/apply_edits.ts";
import { checkIndependently } from "../../src/env/check_independently.ts";
import { assignmentsOf } from "../../src/env/document.ts";
import { parseDocument } from "../../src/env/parse_document.ts";
import { type EditPlan, planSet, type SetRequest } from "../../src/env/plan_set.ts";
import { anyBytes, documents, KEY, toBytes, toText } from "./documents.ts";

const NEW = "n3w-Value_0123456789";

function plan(source: string, spelling: NonNullable<SetRequest["spelling"]>): EditPlan {
  return planSet(parseDocument(toBytes(source)), { key: KEY, value: NEW, comment: "Signs JWTs", spelling });
}

/** Every generated document whose plan has edits, with the document after them. */
function forEdits(seed: number, check: (before: string, after: string, planned: EditPlan) => void): void {
  const spelling = fc.constantFrom("kept", "kept", "plain" as const);
  let edited = 0;
  fc.assert(
    fc.property(documents, spelling, (before, spelling) => {
      const planned = plan(before, spelling as "kept" | "plain");
      if (planned.kind !== "edits") return;
      edited++;
      check(before, toText(applyEdits(toBytes(before), planned.edits)), planned);
    }),
    { seed, numRuns: 4000 },
  );
  // Else the properties would hold because nothing is ever edited.
  assert(edited > 1500, `${edited}`);
}

/** As python-decouple, docker and the like see a file: lines, cut at the first `=`. */
function readLines(text: string): readonly string[] {
  return text.replace(/^\xef\xbb\xbf/, "").split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) =>
    !line.startsWith("#") && line.includes("=") && !line.replace(/^export\s+/, "").startsWith(KEY)
  );
}

Deno.test({
  name: "planSet() touches nothing but its own assignment",
  permissions: "none",
  fn() {
    forEdits(11, (before, after, planned) => {
      assert(planned.kind === "edits");
      const own = assignmentsOf(parseDocument(toBytes(before)), KEY);
      for (const { at, remove, insert } of planned.edits) {
        if (own.length > 0) {
          assert(own.some(({ start, contentEnd }) => at >= start && at + remove <= contentEnd));
        } else {
          assertEquals(remove, 0);
          assertEquals(after, before.slice(0, at) + toText(insert) + before.slice(at));
        }
      }
      const inside = own.some(({ start, contentEnd }) => /[\r\n]/.test(before.slice(start, contentEnd)));
      if (!inside) assertEquals(readLines(after), readLines(before));
    });
  },
});

Deno.test({
  name: "planSet() changes no other variable for the independent parser",
  permissions: "none",
  fn() {
    forEdits(12, (before, after) => {
      assertEquals(checkIndependently(toBytes(before), toBytes(after), { key: KEY, value: NEW }), null);
      const read = (text: string) => parse(text.replace(/^\xef\xbb\xbf/, ""));
      assertEquals(read(after), { ...read(before), [KEY]: NEW });
    });
  },
});

Deno.test({
  name: "planSet() twice is once",
  permissions: "none",
  fn() {
    forEdits(13, (before, after) => {
      for (const spelling of ["kept", "plain"] as const) {
        const again = plan(after, spelling);
        if (spelling === "kept" || plan(before, "kept").kind === "nothing") {
          assertEquals(again.kind, "nothing");
        }
        if (again.kind !== "edits") continue;
        assertEquals(plan(toText(applyEdits(toBytes(after), again.edits)), spelling).kind, "nothing");
      }
    });
  },
});

Deno.test({
  name: "planSet() adds a line of its own that is glued to nothing",
  permissions: "none",
  fn() {
    forEdits(14, (before, after) => {
      if (assignmentsOf(parseDocument(toBytes(before)), KEY).length > 0) return;
      assertEquals(after.split(/\r?\n/).filter((line) => line === `${KEY}=${NEW}`).length, 1);
      const found = assignmentsOf(parseDocument(toBytes(after)), KEY);
      assertEquals(found.map(({ contested }) => contested), [null]);
    });
  },
});

Deno.test({
  name: "planSet() shows no value of any variable",
  permissions: "none",
  fn() {
    const canary = fc.stringMatching(/^[A-Za-z0-9+/]{24}$/);
    fc.assert(
      fc.property(documents, canary, (before, canary) => {
        const source = before.replaceAll(/old|fake|x9f|garbage|QUJD/g, canary);
        const planned = plan(source, "kept");
        const said = planned.kind === "edits"
          ? JSON.stringify([planned.notes, planned.edits.map(({ shown }) => shown)])
          : JSON.stringify(planned);
        for (let at = 0; at + 6 <= canary.length; at++) assert(!said.includes(canary.slice(at, at + 6)));
        for (let at = 0; at + 6 <= NEW.length; at++) assert(!said.includes(NEW.slice(at, at + 6)));
      }),
      { seed: 15, numRuns: 1000 },
    );
  },
});

Deno.test({
  name: "planSet() never throws and never leaves its range, whatever the bytes",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const planned = planSet(parseDocument(bytes), { key: "A", value: NEW, comment: "c" });
        if (planned.kind !== "edits") return;
        const after = applyEdits(bytes, planned.edits);
        assertEquals(
          assignmentsOf(parseDocument(after), "A").map(({ contested }) => contested?.how).includes(
            "open-quote",
          ),
          false,
        );
      }),
      { seed: 16, numRuns: 3000 },
    );
  },
});
