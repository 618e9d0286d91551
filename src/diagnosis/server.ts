import { findLine, findPrinted, findRaised } from "./find.ts";
import { readOutput } from "./read_output.ts";
import type { Seen, Sighting, Symptom } from "./symptom.ts";

const IN_USE =
  /That port is already in use|^\W{0,4}Connection in use: |\bAddress already in use\b|address already in use|\bEADDRINUSE\b|Port \d{1,5} is (?:already )?in use|only one usage of each socket address/i;

/** curl, with its chatter or its last line alone. */
const NOT_REACHED =
  /^curl: \((?:6|7|28|52|56)\) |^\* (?:Failed to connect to \S{1,300} port |Could not resolve host: |Empty reply from server|Recv failure: )/;

/** Causes that lie in how the server is started. */
export const SERVER_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "port-in-use",
    title: "Another process has the port",
    rule: null,
    not: "A failing start: the settings were loaded",
    why: "A server that was started before still runs, with the settings that it had then",
    remedy: { text: "End the older server, or take another port", commands: ["ss -ltnp"] },
    find: (seen) => findPrinted(seen, IN_USE) ?? findRaised(seen, { message: IN_USE }),
  },
  {
    cause: "port-not-permitted",
    title: "The server may not open the port",
    rule: null,
    why: "Ports below 1024 need rights that this user does not have",
    remedy: { text: "Take a port above 1023", commands: [] },
    find: (seen) =>
      findRaised(seen, { message: /You don't have permission to access that port|listen EACCES/ }),
  },
  {
    cause: "server-not-reached",
    title: "Nothing answers at this address",
    rule: null,
    not: "A refusal: no server has seen the request",
    why: "The server does not run, listens at another port or host, or has not finished starting",
    remedy: {
      text: "Start it, and compare the port; its own output says why it does not start",
      commands: ["ss -ltnp", "deno task startup {project}"],
    },
    find: (seen) => findLine(seen, NOT_REACHED),
  },
  {
    cause: "allowed-hosts-empty",
    title: "ALLOWED_HOSTS is empty while DEBUG is off",
    rule: null,
    why: "Without DEBUG, Django's runserver wants to know which hosts it serves",
    remedy: { text: "Set ALLOWED_HOSTS in the settings or their variable", commands: [] },
    find: (seen) => findRaised(seen, { message: /^You must set settings\.ALLOWED_HOSTS if DEBUG is False/ }),
  },
  {
    cause: "host-not-allowed",
    title: "The application does not serve this host name",
    rule: null,
    not: "A malformed login: the request was refused before any view saw it",
    why: "The Host header is not in ALLOWED_HOSTS, or not in what a proxy passes on",
    remedy: { text: "Use a host name that is allowed, or add it", commands: [] },
    find: findHost,
  },
  {
    cause: "worker-failed",
    title: "The server's worker did not start, and the reason is not in this text",
    rule: null,
    not: "A cause: it is what follows from one",
    why: "gunicorn prints the reason far above its last line",
    remedy: { text: "Pass the whole output, from the start", commands: ["deno task startup {project}"] },
    find: (seen) =>
      readOutput(seen).raised.some(({ name }) => name !== "HaltServer") ? null : findPrinted(
        seen,
        /Worker failed to boot|Worker \(pid:\d{1,9}\) exited with code 3/,
      ) ?? findRaised(seen, { name: /^HaltServer$/ }),
  },
];

function findHost(seen: Seen): Sighting | null {
  const logged = findPrinted(seen, /Invalid HTTP_HOST header: /) ??
    findRaised(seen, {
      name: /^DisallowedHost$|^SuspiciousOperation$/,
      message: /^Invalid HTTP_HOST header/,
    });
  if (logged !== null || seen.kind === "output" || seen.status !== 400) return logged;
  const lines = seen.body.slice(0, 20_000).split("\n");
  const line = lines.findIndex((line) => /<h1>Bad Request \(400\)<\/h1>|^Invalid host header$/i.test(line));
  return line < 0 ? null : { line: line + 1, text: (lines[line] ?? "").trim() };
}
