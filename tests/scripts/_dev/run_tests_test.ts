import { assertEquals } from "@std/assert";
import { closingLine, readReport, slowest } from "../../../scripts/_dev/run_tests.ts";

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="5" failures="1" errors="0" time="0.099">
    <testsuite name="./a_test.ts" tests="5" disabled="1" errors="0" failures="1">
        <testcase name="reads &lt;a&gt; &amp; &quot;b&quot;" classname="./a_test.ts" time="0.080" line="1" col="6">
        </testcase>
        <testcase name="fails" classname="./a_test.ts" time="1.008" line="2" col="6">
            <failure message="Uncaught Error: no">Error: no
    at file:///a_test.ts:2:34</failure>
        </testcase>
        <testcase name="is left out" classname="./a_test.ts" time="0.000" line="3" col="6">
            <skipped/>
        </testcase>
        <testcase name="has steps" classname="./tests/b_test.ts" time="0.004" line="4" col="6">
        </testcase>
        <testcase name="has steps &gt; one" classname="./tests/b_test.ts" time="0.000" line="4" col="48">
        </testcase>
    </testsuite>
</testsuites>
`;

Deno.test({
  name: "readReport() reads each test once and no step",
  permissions: "none",
  fn() {
    assertEquals(readReport(REPORT), [
      { name: 'reads <a> & "b"', file: "a_test.ts", seconds: 0.08, outcome: "passed" },
      { name: "fails", file: "a_test.ts", seconds: 1.008, outcome: "failed" },
      { name: "is left out", file: "a_test.ts", seconds: 0, outcome: "skipped" },
      { name: "has steps", file: "tests/b_test.ts", seconds: 0.004, outcome: "passed" },
    ]);
  },
});

Deno.test({
  name: "slowest() aligns its columns",
  permissions: "none",
  fn() {
    assertEquals(slowest(readReport(REPORT)), [
      "   1.01 s  a_test.ts        fails",
      '   0.08 s  a_test.ts        reads <a> & "b"',
      "   0.00 s  tests/b_test.ts  has steps",
      "   0.00 s  a_test.ts        is left out",
    ]);
  },
});

Deno.test({
  name: "closingLine() counts a run that failed outside of a test as a failure",
  permissions: "none",
  fn() {
    const tests = readReport(REPORT);
    assertEquals(closingLine(tests, 1), "2 passed, 1 failed, 1 skipped");
    assertEquals(closingLine(tests.slice(0, 1), 0), "1 passed, 0 failed");
    assertEquals(closingLine([], 1), "0 passed, 1 failed");
  },
});
