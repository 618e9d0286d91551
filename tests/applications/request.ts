import { request as send } from "node:http";

/** An HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * One HTTP request to a loopback server. Not by `fetch`, which would obey a proxy variable of whoever runs the tests.
 *
 * @throws {Error} when there is no answer within ten seconds
 */
export function request(
  method: "GET" | "POST",
  url: string,
  { headers = {}, body = "" }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = new TextEncoder().encode(body).length;
    const outgoing = send(url, {
      method,
      agent: false,
      headers: { ...headers, "content-length": `${length}` },
      signal: AbortSignal.timeout(10_000),
    }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => (text += chunk));
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body: text }));
      incoming.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
