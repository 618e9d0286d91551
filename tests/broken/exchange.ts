import { request as send } from "node:http";
import type { Seen } from "../../src/diagnosis/mod.ts";

/** A request as it is sent. */
export interface Ask {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Sends it to a loopback server, and gives the whole exchange.
 *
 * @throws {Error} when there is no answer within ten seconds
 */
export function exchange(baseUrl: string, ask: Ask): Promise<Extract<Seen, { kind: "http" }>> {
  const headers = { host: new URL(baseUrl).host, ...ask.headers };
  const body = ask.body ?? "";
  return new Promise((resolve, reject) => {
    const outgoing = send(`${baseUrl}${ask.path}`, {
      method: ask.method,
      agent: false,
      headers: { ...headers, "content-length": `${new TextEncoder().encode(body).length}` },
      signal: AbortSignal.timeout(10_000),
    }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => (text += chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({
          kind: "http",
          request: { method: ask.method, url: ask.path, headers: Object.entries(headers), body },
          status: incoming.statusCode ?? 0,
          headers: Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
          body: text,
        }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
