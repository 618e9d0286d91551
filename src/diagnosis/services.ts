import { findDatabase } from "./database.ts";
import { findLine, findRaised } from "./find.ts";
import type { Seen, Sighting, Symptom } from "./symptom.ts";

/** Causes that lie in the machine, or in what the application talks to besides its database. */
export const SERVICE_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "service-unreachable",
    title: "Another service that the application needs does not answer",
    rule: null,
    not: "A wrong key: the settings were loaded",
    why: "A cache, a broker of messages or another server does not run, or has another address",
    remedy: { text: "Start the service, and compare its address with the settings", commands: [] },
    find: findService,
  },
  {
    cause: "disk-full",
    title: "The disk is full",
    rule: null,
    why: "A file could not be written",
    remedy: { text: "Make room", commands: ["df -h"] },
    find: (seen) =>
      findRaised(seen, { message: /No space left on device|\bENOSPC\b|database or disk is full/ }),
  },
  {
    cause: "out-of-memory",
    title: "The process was ended for want of memory",
    rule: null,
    not: "A refusal to start: nothing was wrong with the settings",
    why: "The system or its limit ended a process that grew too large",
    remedy: { text: "Give it more memory, or fewer workers", commands: ["free -m"] },
    find: (seen) =>
      findLine(seen, /was sent SIGKILL! Perhaps out of memory|JavaScript heap out of memory|\bOOMKilled\b/) ??
        findRaised(seen, { name: /^MemoryError$/ }),
  },
];

function findService(seen: Seen): Sighting | null {
  if (findDatabase(seen) !== null) return null;
  return findRaised(seen, {
    name:
      /^(?:ConnectionError|ConnectionRefusedError|OperationalError|gaierror|Error|AggregateError|ConnectError)$/,
    message:
      /^(?:\[Errno 111\] (?:Connection refused|Connect call failed)|Error (?:-?\d{1,4} |while )?connecting to .{1,200}|connect (?:ECONNREFUSED|ETIMEDOUT) |getaddrinfo (?:ENOTFOUND|EAI_AGAIN) )/,
  }) ?? findLine(seen, /consumer: Cannot connect to \w{1,20}:\/\//);
}
