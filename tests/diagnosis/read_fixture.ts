import type { Seen } from "../../src/diagnosis/symptom.ts";

const FOLDER = new URL("../fixtures/startup_outputs/", import.meta.url);

/** The recorded outputs with the causes that each may be given; `none` where nothing may be recognised. */
export async function readFixtures(): Promise<
  readonly { name: string; causes: readonly string[]; seen: Seen }[]
> {
  const table = await Deno.readTextFile(new URL("expected.tsv", FOLDER));
  const rows = table.trimEnd().split("\n").slice(1).map((row) => row.split("\t"));
  return await Promise.all(rows.map(async ([name = "", causes = ""]) => {
    const text = await Deno.readTextFile(new URL(name, FOLDER));
    return { name, causes: causes.split("|"), seen: name.endsWith(".http") ? exchange(text) : run(text) };
  }));
}

function run(text: string): Seen {
  const { exit, stdout, stderr } = JSON.parse(text) as { exit: number; stdout: string; stderr: string };
  return { kind: "output", text: stdout + stderr, exitCode: exit };
}

/** A raw request, a line `===== response`, and the raw answer. */
export function exchange(text: string): Seen {
  const [asked = "", answered = ""] = text.split(/^===== response\n/m);
  const request = message(asked);
  const response = message(answered);
  const [method = "", url = ""] = request.first.split(" ");
  const body = request.body.trim();
  const status = Number(response.first.split(" ")[1]);
  return {
    kind: "http",
    request: { method, url, headers: request.headers, body },
    status,
    headers: response.headers,
    body: response.body,
  };
}

function message(text: string) {
  const end = text.indexOf("\n\n");
  const [first = "", ...lines] = text.slice(0, end < 0 ? undefined : end).split("\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return { first, headers, body: end < 0 ? "" : text.slice(end + 2) };
}
