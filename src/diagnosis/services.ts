import { findDatabase } from "./database.ts";
import { findLine, findRaised } from "./find.ts";
import type { Seen, Sighting, Symptom } from "./symptom.ts";

/** What celery, rq and kubectl log without a class. */
const SAID =
  /consumer: Cannot connect to \w{1,20}:\/\/|^Error -?\d{1,4} connecting to \S{1,200}|^The connection to the server \S{1,200} was refused|dial tcp \S{1,100}: connect: connection refused/;

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
    cause: "permission-denied",
    title: "A file may not be read, written or run",
    rule: null,
    not: "An env file that may not be read, which is a cause of its own",
    why: "The file belongs to another user, or its mode lacks the right that was needed",
    remedy: {
      text: "Compare the owner and the mode of the file that the message names with the user of the process",
      commands: ["id", "ls -la {project}"],
    },
    find: (seen) =>
      findLine(seen, /: [Pp]ermission denied$/, isOfOtherFile) ??
        findRaised(seen, {
          name: /^PermissionError$|^Error$/,
          message: /^(?:\[Errno 13\] Permission denied: |EACCES: permission denied, (?!listen))/,
          where: ({ head }) => isOfOtherFile(head.text),
        }),
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
  }) ?? findLine(seen, SAID);
}

function isOfOtherFile(text: string): boolean {
  return !/(?<!\.\/)\.env\b/.test(text);
}
