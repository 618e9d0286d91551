import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "@std/dotenv";
import { applyEdits } from "../../src/env/apply_edits.ts";
import { checkIndependently } from "../../src/env/check_independently.ts";
import { parseDocument } from "../../src/env/parse_document.ts";
import { planSet, type SetRequest } from "../../src/env/plan_set.ts";

const KEY = "JWT_SECRET_KEY";
const NEW = "n3w-Value_0123456789";
const COMMENT = "Signs JWTs and nothing else";

/** Latin-1, so that a test can write any byte as one character. */
function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function toText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function plan(text: string, options: Partial<SetRequest> = {}) {
  return planSet(parseDocument(toBytes(text)), { key: KEY, value: NEW, comment: COMMENT, ...options });
}

/** The file after the edits; fails where there are none, and where a second run would find more to do. */
function set(text: string, options: Partial<SetRequest> = {}): string {
  const planned = plan(text, options);
  assert(planned.kind === "edits", `planned ${planned.kind}`);
  const after = applyEdits(toBytes(text), planned.edits);
  assertEquals(checkIndependently(toBytes(text), after, { key: KEY, value: NEW }), null);
  assertEquals(plan(toText(after), options).kind, "nothing");
  return toText(after);
}

function refusal(text: string) {
  const planned = plan(text);
  assert(planned.kind === "refused", `planned ${planned.kind}`);
  assert(planned.refusal.next.length > 0);
  return planned.refusal;
}

function notes(text: string): string {
  const planned = plan(text);
  return planned.kind === "edits" ? planned.notes.join("\n") : "";
}

const ADDED = `# ${COMMENT}\n${KEY}=${NEW}\n`;

const cases: Readonly<Record<string, Readonly<Record<string, readonly [before: string, after: string]>>>> = {
  "planSet() adds": {
    "to an empty file without a blank line": ["", ADDED],
    "behind a byte order mark, guarded by the comment": ["\xef\xbb\xbf", `\xef\xbb\xbf${ADDED}`],
    "a blank line, a comment and the assignment": ["A=1\n", `A=1\n\n${ADDED}`],
    "a missing line ending first, so that nothing is glued": ["SECRET_KEY=abc", `SECRET_KEY=abc\n\n${ADDED}`],
    "with the line ending of the file": [
      "A=1\r\nB=2",
      `A=1\r\nB=2\r\n\r\n${ADDED.replaceAll("\n", "\r\n")}`,
    ],
    "with the line ending of the last line where they are mixed": ["A=1\r\nB=2\n", `A=1\r\nB=2\n\n${ADDED}`],
    "behind a lone CR with one that everybody takes": ["A=1\rB=2\r", `A=1\rB=2\r\n\n${ADDED}`],
    "below lines that only a lone CR sets apart": ["A=1\rFOO\r \r", `A=1\rFOO\r \r\n\n${ADDED}`],
    "above blank and whitespace-only lines at the end": ["A=1\n\n  \t\n\n", `A=1\n\n${ADDED}\n  \t\n\n`],
    "above a whitespace-only line that only comments follow": [
      "A=1\n \n# end\n",
      `A=1\n\n${ADDED} \n# end\n`,
    ],
    "below a comment at the end": ["A=1\n# end", `A=1\n# end\n\n${ADDED}`],
    "above a bare word at the end": ["A=1\nFOO\n", `A=1\n\n${ADDED}FOO\n`],
    "above an export without a value": ["A=1\nexport FOO", `A=1\n\n${ADDED}export FOO`],
    "below a bare word that another assignment follows": ["FOO\nA=1\n", `FOO\nA=1\n\n${ADDED}`],
    "below a bare line of its own name that another follows": [
      `${KEY}\nA=1\n`,
      `${KEY}\nA=1\n\n${ADDED}`,
    ],
    "behind a backslash that continues the line": ["A=C:\\dir\\\n", `A=C:\\dir\\\n\n${ADDED}`],
    "behind an empty value with a trailing blank": ["A= \n", `A= \n\n${ADDED}`],
    "behind a value that spans lines": ['A="x\ny"\n', `A="x\ny"\n\n${ADDED}`],
    "where a comment alone has the key": [`#${KEY}=old\n`, `#${KEY}=old\n\n${ADDED}`],
    "where names only contain the key": [
      `MY_${KEY}=a\n${KEY}_OLD=b\n${KEY.toLowerCase()}=c\n`,
      `MY_${KEY}=a\n${KEY}_OLD=b\n${KEY.toLowerCase()}=c\n\n${ADDED}`,
    ],
    "where a value alone has the key": [`A=${KEY}=x\n`, `A=${KEY}=x\n\n${ADDED}`],
    "to bytes that are not UTF-8": ["A=\xff\xfe\xe9\n", `A=\xff\xfe\xe9\n\n${ADDED}`],
    "below a merge conflict": [
      "<<<<<<< HEAD\nA=1\n=======\nA=2\n",
      `<<<<<<< HEAD\nA=1\n=======\nA=2\n\n${ADDED}`,
    ],
  },
  "planSet() replaces": {
    "an unquoted value": [`A=1\n${KEY}=old\nB=2\n`, `A=1\n${KEY}=${NEW}\nB=2\n`],
    "an empty value": [`${KEY}=\nB=2\n`, `${KEY}=${NEW}\nB=2\n`],
    "an empty value without a line ending": [`${KEY}=`, `${KEY}=${NEW}`],
    "an empty value and the blanks behind it": [`${KEY}=  \t\nB=2\n`, `${KEY}=${NEW}\nB=2\n`],
    "what stands in double quotes": [`${KEY}="old"\n`, `${KEY}="${NEW}"\n`],
    "what stands in single quotes": [`${KEY}='old'\n`, `${KEY}='${NEW}'\n`],
    "what stands in backticks": [`${KEY}=\`old\`\n`, `${KEY}=\`${NEW}\`\n`],
    "what stands in empty quotes": [`${KEY}=""\n`, `${KEY}="${NEW}"\n`],
    "a value with escaped quotes": [`${KEY}="o\\"ld\\\\"\n`, `${KEY}="${NEW}"\n`],
    "the value of an export": [`export ${KEY}=old\n`, `export ${KEY}=${NEW}\n`],
    "an indented value": [`\t ${KEY}=old\n`, `\t ${KEY}=${NEW}\n`],
    "a value between blanks": [`${KEY} = old\n`, `${KEY} = ${NEW}\n`],
    "a value and the blanks behind it": [`${KEY}=old  \t\nB=2\n`, `${KEY}=${NEW}\nB=2\n`],
    "a value before CR LF": [`${KEY}=old\r\nB=2\r\n`, `${KEY}=${NEW}\r\nB=2\r\n`],
    "a value before a lone CR": [`${KEY}=old\rB=2\r`, `${KEY}=${NEW}\rB=2\r`],
    "a value behind a byte order mark": [`\xef\xbb\xbf${KEY}=old\n`, `\xef\xbb\xbf${KEY}=${NEW}\n`],
    "a value that is not UTF-8": [
      `${KEY}=\xff\xe9\nA=\xff\nB=\xc3\xa9\n`,
      `${KEY}=${NEW}\nA=\xff\nB=\xc3\xa9\n`,
    ],
    "a value with `=` and `#` in it": [`${KEY}=a=b#c==\n`, `${KEY}=${NEW}\n`],
    "a value that begins with `#`": [`${KEY}=#x9f\n`, `${KEY}=${NEW}\n`],
    "a quoted value that spans lines": [`A=1\n${KEY}="a\nb\n\nc"\nB=2\n`, `A=1\n${KEY}="${NEW}"\nB=2\n`],
    "a wrapped base64 key in quotes": [`${KEY}='QUJD\r\nREVG=='\r\nB=2\r\n`, `${KEY}='${NEW}'\r\nB=2\r\n`],
    "quotes that loaders do not agree on": [`${KEY}="a"b # c\n`, `${KEY}=${NEW}\n`],
    "a value of one word that begins with `#` behind a blank": [`${KEY}= #x9f\n`, `${KEY}= ${NEW}\n`],
    "every definition": [
      `${KEY}=a\nA=1\nexport ${KEY}="b"\n${KEY}=\n`,
      `${KEY}=${NEW}\nA=1\nexport ${KEY}="${NEW}"\n${KEY}=${NEW}\n`,
    ],
    "only those that differ": [`${KEY}=${NEW}\n${KEY}=b\n`, `${KEY}=${NEW}\n${KEY}=${NEW}\n`],
    "a value above an open quote": [`${KEY}=old\nA="x\n`, `${KEY}=${NEW}\nA="x\n`],
  },
  "planSet() moves a comment to a line above": {
    "from an empty value": [`A=1\n${KEY}=   # how to\nB=2\n`, `A=1\n# how to\n${KEY}=${NEW}\nB=2\n`],
    "from an empty value without a blank": [`${KEY}=# how to\n`, `# how to\n${KEY}=${NEW}\n`],
    "from a value": [`${KEY}=old # note\n`, `# note\n${KEY}=${NEW}\n`],
    "from a quoted value": [`${KEY}="old"# don't share\n`, `# don't share\n${KEY}="${NEW}"\n`],
    "with the line ending of the file": [`${KEY}=old # note\r\n`, `# note\r\n${KEY}=${NEW}\r\n`],
    "where the file ends without a line ending": [`${KEY}=old # note`, `# note\n${KEY}=${NEW}`],
    "without a backslash that would continue it": [`${KEY}=old # note \\\n`, `# note\n${KEY}=${NEW}\n`],
    "although the value is the new one already": [`${KEY}=${NEW} # note\n`, `# note\n${KEY}=${NEW}\n`],
  },
};

for (const [does, examples] of Object.entries(cases)) {
  for (const [what, [before, after]] of Object.entries(examples)) {
    Deno.test({ name: `${does} ${what}`, permissions: "none", fn: () => assertEquals(set(before), after) });
  }
}

const plainCases: Readonly<Record<string, readonly [before: string, after: string]>> = {
  "without indent, export, blanks and quotes": [`A=1\n  export ${KEY} = "old"\n`, `A=1\n${KEY}=${NEW}\n`],
  "below a comment behind a byte order mark": [
    `\xef\xbb\xbf${KEY}=old\n`,
    `\xef\xbb\xbf# ${COMMENT}\n${KEY}=${NEW}\n`,
  ],
  "below a comment behind an empty value with a blank": [
    `A= \n\n${KEY}=x\n`,
    `A= \n\n# ${COMMENT}\n${KEY}=${NEW}\n`,
  ],
  "below an empty line and a comment behind a backslash": [
    `A=a\\\n${KEY}=x\n`,
    `A=a\\\n\n# ${COMMENT}\n${KEY}=${NEW}\n`,
  ],
};

for (const [what, [before, after]] of Object.entries(plainCases)) {
  Deno.test({
    name: `planSet() spells plainly ${what}`,
    permissions: "none",
    fn() {
      const planned = plan(before, { spelling: "plain" });
      assert(planned.kind === "edits");
      const written = applyEdits(toBytes(before), planned.edits);
      assertEquals(toText(written), after);
      assertEquals(plan(after, { spelling: "plain" }).kind, "nothing");
    },
  });
}

const refusals: Readonly<Record<string, readonly [text: string, line: number, says: string]>> = {
  "to add below an open quote": ['A=1\nB="abc\nC=1\n', 2, "opens a quote"],
  "to add below an open single quote": ["A=1\nB='abc", 2, "opens a quote"],
  "to add below a quote that is closed in the middle of a later line": ['A="x\nB="y\n', 1, "opens a quote"],
  "to add below a quote whose end is escaped": ['A="C:\\dir\\"\nB=1\n', 1, "opens a quote"],
  "to add below a quote that only an even number of backslashes closes": [
    'A="x\\\\"\nB=y"\n',
    1,
    "opens a quote",
  ],
  "to add below an open quote behind a colon": ['A: "x\nB=1\n', 1, "opens a quote"],
  "to replace below an open quote": [`A=1\nB="abc\n${KEY}=old\n`, 2, "opens a quote"],
  "to replace a value whose own quote is open": [`${KEY}="old\nB=1\n`, 1, "opens a quote"],
  "a definition inside the quotes of another": [
    `A=1\nB="x\n${KEY}=fake\n"\n`,
    3,
    "inside the quotes that line 2",
  ],
  "where one of two definitions is inside quotes": [
    `${KEY}=a\nB="x\n${KEY}=fake\n"\n`,
    3,
    "inside the quotes",
  ],
  "a definition inside quotes behind a colon": [`B: "x\n${KEY}=fake\n"\n`, 2, "inside the quotes"],
  "to drop an assignment inside its own quotes": [`${KEY}="a\nX=1\nc"\n`, 2, "hold an assignment on line 2"],
  "a bare line of its own name below the definition": [`${KEY}=a\n${KEY}\n`, 2, "without a value"],
  "to add above a bare line of its own name": [`A=1\nexport ${KEY}\n`, 2, "without a value"],
  "NUL": ["A=1\nB=x\0y\n", 2, "NUL"],
  "UTF-16": ["\xff\xfeA\0=\x001\0\n\0", 1, "UTF-16"],
};

for (const [what, [text, line, says]] of Object.entries(refusals)) {
  Deno.test({
    name: `planSet() refuses ${what}`,
    permissions: "none",
    fn() {
      const refused = refusal(text);
      assertEquals(refused.line, line);
      assertStringIncludes(refused.message, says);
    },
  });
}

Deno.test({
  name: "planSet() does nothing where the value is there already",
  permissions: "none",
  fn() {
    for (const text of [`${KEY}=${NEW}\n`, `export ${KEY}="${NEW}"`, `${KEY} = '${NEW}'\r\n`]) {
      assertEquals(plan(text), { kind: "nothing" });
    }
  },
});

Deno.test({
  name: "planSet() says what a person should know",
  permissions: "none",
  fn() {
    assertStringIncludes(notes(`${KEY}=a\nA=1\n${KEY}=b\n`), "2 times, on lines 1 and 3");
    assertStringIncludes(notes(`${KEY}=a # note\n`), "on line 1 moves to a line above");
    assertStringIncludes(notes(`A= \n${KEY}=a\n`), "Line 1 ends in a blank");
    assertStringIncludes(notes(`A=x\\\n${KEY}=a\n`), "Line 1 ends in a backslash");
    assertStringIncludes(notes(`\xef\xbb\xbf${KEY}=a\n`), "byte order mark");
    assertStringIncludes(notes("A=1\nFOO\n"), "above line 2");
    assertEquals(notes(`A=1\n${KEY}=a\n`), "");
  },
});

Deno.test({
  name: "planSet() shows lines with their numbers and no value",
  permissions: "none",
  fn() {
    const added = plan("# c\nDATABASE_URL=postgres\n");
    assert(added.kind === "edits");
    assertEquals(added.edits.map(({ line, shown }) => ({ line, shown })), [{
      line: 3,
      shown: [
        { sign: " ", line: 2, text: "DATABASE_URL=••••" },
        { sign: "+", line: 3, text: "" },
        { sign: "+", line: 4, text: `# ${COMMENT}` },
        { sign: "+", line: 5, text: `${KEY}=••••` },
      ],
    }]);
    const replaced = plan(`${KEY}=   # how to\nA=1\nexport ${KEY}='a\nb' # x\n${KEY}=c\n`);
    assert(replaced.kind === "edits");
    assertEquals(replaced.edits.map(({ line, shown }) => ({ line, shown })), [
      {
        line: 1,
        shown: [
          { sign: "-", line: 1, text: `${KEY}=` },
          { sign: "+", line: 1, text: "# how to" },
          { sign: "+", line: 2, text: `${KEY}=••••` },
        ],
      },
      {
        line: 4,
        shown: [
          { sign: "-", line: 3, text: `export ${KEY}='••••'` },
          { sign: "+", line: 4, text: "# ••••" },
          { sign: "+", line: 5, text: `export ${KEY}='••••'` },
        ],
      },
      {
        line: 6,
        shown: [
          { sign: "-", line: 5, text: `${KEY}=••••` },
          { sign: "+", line: 6, text: `${KEY}=••••` },
        ],
      },
    ]);
  },
});

Deno.test({
  name: "planSet() shows nothing of a line that may be the rest of a key or a terminal's command",
  permissions: "none",
  fn() {
    const context = (text: string) => {
      const planned = plan(text);
      assert(planned.kind === "edits");
      return planned.edits[0]!.shown[0]!.text;
    };
    assertEquals(context("A=QUJD\nREVGSElK==\n"), "••••");
    assertEquals(context("A=QUJD\nREVGSElK=\n"), "••••");
    assertEquals(context("A=1\n# OLD=secret\n"), "# OLD=••••");
    assertEquals(context("A=1\n# \x1b[2Jx\u202e\n".replace("\u202e", "\xe2\x80\xae")), "# ·[2Jx·");
    assertEquals(context(`# ${"x".repeat(1000)}\n`).length, 101);
  },
});

Deno.test({
  name: "planSet() throws on what loaders read differently",
  permissions: "none",
  fn() {
    for (const value of ["", "a b", "a#b", "$a", "a\nb", "'a'", "a\\", "=a", "a=", "é", "$&", "a;b"]) {
      const error = assertThrows(() => plan("", { value }), TypeError);
      assert(value.length < 2 || !error.message.includes(value));
    }
    for (const key of ["", "1A", "A B", "A-B", "A="]) assertThrows(() => plan("", { key }), TypeError);
    for (const comment of ["", "a\nb", "a\\", "a\r", " "]) {
      assertThrows(() => plan("", { comment }), TypeError);
    }
    assertEquals(plan("", { value: "a+b/c=d.e:f" }).kind, "edits");
  },
});

Deno.test({
  name: "planSet() takes linear time",
  permissions: "none",
  fn() {
    const many = 200_000;
    const texts = [
      `A=${"x".repeat(1_000_000)}\n`,
      `A="${"\\".repeat(many)}\n`,
      "A='x\nA=\"y\nA=`z\n".repeat(many / 15),
      "\n".repeat(many),
      " ".repeat(many),
      "A \n".repeat(many / 3),
      `${KEY}=x # y\n`.repeat(many / 20),
      `A="${"\n".repeat(many)}"\n`,
      "=".repeat(many),
      `A="\\\\"${'\\"'.repeat(many)}x\n`,
    ];
    const started = performance.now();
    for (const text of texts) {
      const bytes = new TextEncoder().encode(text);
      const planned = planSet(parseDocument(bytes), { key: KEY, value: NEW, comment: COMMENT });
      if (planned.kind === "edits") {
        checkIndependently(bytes, applyEdits(bytes, planned.edits), { key: KEY, value: NEW });
      }
    }
    // Half a second here; quadratic time would be minutes.
    assert(performance.now() - started < 10_000);
  },
});

Deno.test({
  name: "parse() of the independent parser finds what was added behind every tail that is not refused",
  permissions: "none",
  fn() {
    for (
      const tail of [
        "OTHER=",
        "OTHER= ",
        "OTHER=\\",
        "# c\\",
        "  ",
        "X",
        "export X",
        "a: b",
        "it's",
        "=",
        "\r",
      ]
    ) {
      for (const ending of ["", "\n", "\r\n", "\r", "\n\n"]) {
        assertEquals(parse(set(`FIRST=1\n${tail}${ending}`))[KEY], NEW);
      }
    }
  },
});
