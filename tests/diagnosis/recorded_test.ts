import { assertEquals } from "@std/assert";
import { followLog } from "../../src/diagnosis/follow_log.ts";
import { diagnose, type Names } from "../../src/diagnosis/mod.ts";
import { parseExchanges } from "../../src/diagnosis/parse_exchanges.ts";

const FOLDER = new URL("../fixtures/diagnosis/", import.meta.url);
const NAMES: Names = { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" };

/** What was said first of a text; without a cause `clean`, or `unknown` where something tells of trouble. */
function firstOf(name: string, text: string): string {
  const exchange = name.endsWith(".http") ? parseExchanges(text).at(-1)?.seen : undefined;
  if (exchange !== undefined) {
    return diagnose(exchange, NAMES)[0]?.symptom.cause ?? (exchange.status < 400 ? "clean" : "unknown");
  }
  const log = followLog(NAMES, "text");
  for (const [index, line] of text.split("\n").entries()) log.take(index + 1, line);
  const { diagnoses, trouble } = log.read();
  return diagnoses[0]?.symptom.cause ?? (trouble === null ? "clean" : "unknown");
}

Deno.test({
  name: "followLog() and diagnose() name the cause of what real programs printed and answered",
  permissions: { read: [FOLDER] },
  async fn() {
    const table = await Deno.readTextFile(new URL("expected.tsv", FOLDER));
    const rows = table.trimEnd().split("\n").slice(1).map((row) => row.split("\t"));
    const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) =>
      name !== "expected.tsv"
    );
    assertEquals(rows.map(([name]) => name), files.toSorted());
    for (const [name = "", cause = "", program = ""] of rows) {
      const text = await Deno.readTextFile(new URL(name, FOLDER));
      assertEquals(`${name}: ${firstOf(name, text)}`, `${name}: ${cause}`, program);
    }
  },
});
