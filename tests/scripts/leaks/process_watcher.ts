// Looks at every new process again and again until its standard input ends, then prints all that it saw as JSON.
// A program of its own, because Deno lets nobody read /proc who is refused anything, and the tests run with
// --ignore-env.
import type { Watched } from "./watch_processes.ts";

const BETWEEN = 30;

const old = new Set(processes());
const seen = new Map<string, Watched>();
const timer = setInterval(() => {
  for (const id of processes()) {
    if (old.has(id)) continue;
    const commandLine = read(`/proc/${id}/cmdline`);
    const key = `${id} ${commandLine}`;
    if (commandLine === "" || seen.has(key)) continue;
    const environment = read(`/proc/${id}/environ`);
    // A fork that has become another program between the two looks is seen whole by the next one.
    if (read(`/proc/${id}/cmdline`) === commandLine) seen.set(key, { commandLine, environment });
  }
}, BETWEEN);
console.log("watching");
await Deno.stdin.readable.pipeTo(new WritableStream());
clearInterval(timer);
console.log(JSON.stringify([...seen.values()]));

function processes(): readonly string[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => /^\d+$/.test(name));
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // It has ended, or belongs to somebody else.
    return "";
  }
}
