import { assert, assertEquals } from "@std/assert";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { diagnose } from "../../src/diagnosis/mod.ts";
import type { Break, Way } from "./break.ts";
import { copyBroken, printOf } from "./run_broken.ts";

/** The names that all applications of the tests use. */
export const NAMES = { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" } as const;

/** Declares a test for each break: what it prints, in each way to run it, is judged. */
export async function testBreaks(breaks: readonly Break[]): Promise<void> {
  const places = new Map(
    await Promise.all(
      [...new Set(breaks.map((each) => each.in))].map(async (name) =>
        [name, name === "node" ? await requireNode() : await requireVenv(name)] as const
      ),
    ),
  );
  for (const broken of breaks) {
    const venv = places.get(broken.in) ?? null;
    Deno.test({
      name: `diagnose() of ${broken.application} in ${broken.in}: ${broken.says}`,
      ignore: venv === null,
      async fn() {
        if (venv === null) return;
        using copy = await copyBroken(broken, venv);
        for (const way of broken.ways) {
          const { text, exitCode } = await printOf(copy, broken, way);
          const found = diagnose({ kind: "output", text, exitCode }, NAMES).map(({ symptom }) =>
            symptom.cause
          );
          if (broken.causes.length === 0) assertEquals(found, [], `${titleOf(way)}: ${text}`);
          else {assert(
              acceptedOf(broken, text).includes(found[0] ?? ""),
              `${titleOf(way)}: ${found.join(" ")}\n${text.slice(-3000)}`,
            );}
        }
      },
    });
  }
}

/**
 * Which of Django's checks comes first is a matter of chance. One that wants models hides why the settings cannot be
 * loaded, and then the most that can be said is that.
 */
function acceptedOf({ causes }: Break, text: string): readonly string[] {
  return text.includes("AppRegistryNotReady") ? [...causes, "settings-failure-hidden"] : causes;
}

function titleOf(way: Way): string {
  return typeof way === "object" ? way.words.join(" ") : way;
}
