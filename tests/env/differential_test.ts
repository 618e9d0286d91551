import { assertEquals, assertNotEquals } from "@std/assert";
import { requireVenv } from "../backends/require_venv.ts";
import { agrees, dialectFor, differ } from "../differential/differ.ts";
import { sampleDocuments } from "../differential/documents.ts";
import { COMMANDS } from "../differential/loaders/commands.ts";
import { type Ask, askMany, driver } from "../differential/loaders/loader.ts";
import { nodeAtHand } from "../differential/loaders/node.ts";
import { askPython, type PythonKind } from "../differential/loaders/python.ts";
import { SHELLS } from "../differential/loaders/shell.ts";
import { leaveOut, leaveOutUnlessRequired } from "../require.ts";

const SEED = 7;
const BY_ONE_PROCESS = 300;
const BY_A_PROCESS_EACH = 40;

async function agreesWith(loader: string, ask: Ask, count: number) {
  const dialect = dialectFor(loader);
  assertNotEquals(dialect, undefined, `no dialect stands for ${loader}`);
  if (dialect === undefined) return;
  const { disagreements } = await differ(dialect, ask, sampleDocuments(count, SEED));
  assertEquals(disagreements, []);
}

for (const loader of [...SHELLS, ...COMMANDS.filter(({ name }) => name.startsWith("deno"))]) {
  Deno.test(`read() foretells ${loader.name} on random documents`, async () => {
    const ask = await loader.prepare();
    if ("missing" in ask) return leaveOutUnlessRequired(loader.name, ask.missing);
    await agreesWith(loader.name, ask, BY_A_PROCESS_EACH);
  });
}

Deno.test("read() foretells the Node at hand on random documents", async () => {
  const node = await nodeAtHand();
  if (node === null) return leaveOutUnlessRequired("Node", "node is not there");
  const loader =
    { 20: "node-env-file@20.20.2", 22: "node-env-file@22.23.3", 24: "node-env-file@24.21.0" }[node.major];
  if (loader === undefined) return leaveOut("Node", `no dialect was measured against Node ${node.major}`);
  await agreesWith(loader, askMany([node.path, driver("read_with_node.cjs"), "parse-env"]), BY_ONE_PROCESS);
});

const OF_VENV: readonly (readonly [loader: string, kind: PythonKind])[] = [
  ["python-decouple@3.8", "decouple"],
  ["python-dotenv@1.2.4", "dotenv"],
  ["pydantic-settings@2.14.1+python-dotenv@1.2.4", "pydantic_settings"],
];

for (const [loader, kind] of OF_VENV) {
  Deno.test(`read() foretells ${loader} on random documents`, async () => {
    const venv = await requireVenv("fastapi");
    if (venv === null) return;
    await agreesWith(loader, askPython(venv.python, { kind, packages: "" }), BY_ONE_PROCESS);
  });
}

Deno.test("agrees() takes no unpredictable reading where the file alone decides", () => {
  const reading = { outcome: "unpredictable", reason: "it may be anything" } as const;
  const answer = { value: "1" };
  const ofText = (text: string) => agrees(reading, { answer, document: new TextEncoder().encode(text) });
  assertEquals(ofText("K=1\n"), false);
  assertEquals(ofText("K=`date`\n"), true);
});
