import { assert, assertEquals, assertThrows } from "@std/assert";
import { applyEdits } from "../../src/env/apply_edits.ts";
import { checkIndependently } from "../../src/env/check_independently.ts";
import { toBytes } from "./documents.ts";

function check(before: string, after: string): string | null {
  return checkIndependently(toBytes(before), toBytes(after), { key: "K", value: "new" });
}

Deno.test({
  name: "checkIndependently() is content where only the key changed",
  permissions: "none",
  fn() {
    assertEquals(check("A=1\n", "A=1\nK=new\n"), null);
    assertEquals(check("A=1\nK=old\n", "A=1\nK=new\n"), null);
    assertEquals(check("A=\xe9\xff\nB=\xc3\xa9\n", "A=\xe9\xff\nB=\xc3\xa9\nK=new\n"), null);
    assertEquals(check("K=\xff\nB=\xc3\xa9\n", "K=new\nB=\xc3\xa9\n"), null);
    assertEquals(check("\xef\xbb\xbfK=\nA=\xff\n", "\xef\xbb\xbfK=new\nA=\xff\n"), null);
    assertEquals(check("PATH=$PATH:x\n", "PATH=$PATH:x\nK=new\n"), null);
  },
});

Deno.test({
  name: "checkIndependently() says what is wrong and no value",
  permissions: "none",
  fn() {
    const missing = "An independent parse does not find the new value of K";
    const other = "An independent parse finds that another variable than K would change";
    assertEquals(check("A=1", "A=1K=new\n"), missing);
    assertEquals(check("A=1\n", "A=1\nK=newer\n"), missing);
    assertEquals(check("A=canary\n", "A=other\nK=new\n"), other);
    assertEquals(check("A=canary\n", "K=new\n"), other);
    assertEquals(check("A=1\n", "A=1\nB=canary\nK=new\n"), other);
  },
});

Deno.test({
  name: "applyEdits() throws where edits overlap or leave the file",
  permissions: "none",
  fn() {
    const edit = (at: number, remove: number) => ({ at, remove, insert: toBytes("x"), line: 1, shown: [] });
    assertEquals(applyEdits(toBytes("abcd"), [edit(1, 1), edit(2, 0), edit(4, 0)]), toBytes("axxcdx"));
    assertThrows(() => applyEdits(toBytes("abcd"), [edit(1, 2), edit(2, 1)]), RangeError);
    assertThrows(() => applyEdits(toBytes("abcd"), [edit(3, 2)]), RangeError);
    assert(applyEdits(toBytes("abcd"), []).length === 4);
  },
});
