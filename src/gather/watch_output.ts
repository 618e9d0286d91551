import { type Host, type HttpAnswer, HttpError } from "../io/host.ts";
import { createKeySearch, type KeyHit } from "../key_search.ts";
import type { Learned, OutputFact } from "../rules/facts.ts";
import { pathOf } from "./backend_http.ts";
import type { Redact } from "./causes.ts";
import type { Keys } from "./keys.ts";
import { isCompressed } from "./login_remarks.ts";

/** A host through which everything that a backend prints and answers is searched for parts of the keys. */
export interface Watched {
  readonly host: Host;
  /** What was found, once the servers have ended. */
  readonly fact: (redact: Redact) => Learned<OutputFact>;
}

const MOST_PLACES = 5;

/**
 * Watches a host for parts of the keys: the output of every server that is started through it, and every
 * answer, also one that was broken off. Bytes are searched as they come and not kept.
 */
export function watchOutput(host: Host, keys: Keys): Watched {
  const held = [keys.jwt, ...keys.sessions, keys.replaced, ...keys.previous].flatMap((key) =>
    key === null ? [] : [{ name: key.name, bytes: key.secret.bytes() }]
  );
  const search = createKeySearch(held);
  const found: OutputFact["found"][number][] = [];
  const open: (() => void)[] = [];
  let bytes = 0;
  let cut = 0;
  let packed = 0;
  let printed = false;

  const keep = (where: string, hits: readonly KeyHit[]) => {
    for (const { key, form, line } of hits) {
      const there = found.filter((one) => one.key === key && one.where === where);
      if (there.length === MOST_PLACES || there.some((one) => one.line === line)) continue;
      found.push({ key, where, line, form });
    }
  };
  const stream = (where: string) => {
    const begun = search.begin();
    return {
      add(chunk: Uint8Array) {
        bytes += chunk.length;
        keep(where, begun.add(chunk));
      },
      end: () => keep(where, begun.end()),
    };
  };
  const whole = (where: string, text: Uint8Array) => {
    const one = stream(where);
    one.add(text);
    one.end();
  };

  const seen = (what: string, answer: HttpAnswer) => {
    const { status, reason = "", headers, trailers = [], body } = answer;
    const lines = [...headers, ...trailers].map(([name, value]) => `${name}: ${value}`);
    whole(`the status of ${what}`, new TextEncoder().encode(`${status} ${reason}`));
    whole(`the headers of ${what}`, new TextEncoder().encode(lines.join("\n")));
    whole(`the body of ${what}`, body);
    if (answer.truncated) cut++;
    if (isCompressed(answer) && body.length > 0) packed++;
  };

  const watched: Host = {
    ...host,
    processes: {
      ...host.processes,
      start(command, watch) {
        printed = true;
        const streams = { stdout: stream("standard output"), stderr: stream("standard error") };
        open.push(() => streams.stdout.end(), () => streams.stderr.end());
        return host.processes.start(command, (name, chunk) => {
          streams[name].add(chunk);
          watch?.(name, chunk);
        });
      },
    },
    http: {
      async request(request) {
        const what = `${request.method} ${pathOf(new URL(request.url).origin, request.url)}`;
        try {
          const answer = await host.http.request(request);
          seen(what, answer);
          return answer;
        } catch (error) {
          // A key in what came before a server hung up is printed all the same.
          if (error instanceof HttpError && error.began !== null) seen(what, error.began);
          throw error;
        }
      },
    },
  };

  return {
    host: watched,
    fact(redact) {
      for (const end of open.splice(0)) end();
      const places = found.map((one) => ({ ...one, where: redact(one.where) }));
      return { known: true, value: { keys: search.keys, bytes, printed, cut, packed, found: places } };
    },
  };
}
