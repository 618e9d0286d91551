import { assertEquals } from "@std/assert";
import { withoutWorkflowCommands } from "../../src/report/without_workflow_commands.ts";

Deno.test({
  name: "withoutWorkflowCommands() leaves no command of a workflow, and JSON as it was read",
  permissions: "none",
  fn() {
    const text = "::set-output name=a::b\n  \u3000::add-mask::e\nx ##[error]y\na::b\n:::\n";
    assertEquals(
      withoutWorkflowCommands(text, { format: "other" }),
      ": :set-output name=a::b\n  \u3000: :add-mask::e\nx ## [error]y\na::b\n: ::\n",
    );
    const json = JSON.stringify({ text, "##[a": 1 }, null, 2);
    const shown = withoutWorkflowCommands(json, { format: "json" });
    assertEquals([JSON.parse(shown), shown.includes("##[")], [JSON.parse(json), false]);
  },
});
