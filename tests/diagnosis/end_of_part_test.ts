import { assertEquals } from "@std/assert";
import { endOfPart } from "../../src/diagnosis/end_of_part.ts";

Deno.test({
  name:
    "endOfPart() cuts at a blank that parts no name from its value, else behind a comma, else at the limit",
  permissions: "none",
  fn() {
    const cuts = (text: string) => text.slice(0, endOfPart(text, 20));
    assertEquals(cuts("one two three four five six"), "one two three four");
    assertEquals(cuts("one two three key: value"), "one two three");
    assertEquals(cuts("one two three key = value"), "one two three");
    assertEquals(cuts('{"some":"text","password":"value"}'), '{"some":"text",');
    assertEquals(cuts("x".repeat(30)), "x".repeat(20));
  },
});
