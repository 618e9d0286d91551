import type { Checklist, Readiness } from "./checklist.ts";

/** How many commands a report proposes. */
const MOST = 3;

const ORDER: readonly Readiness[] = ["not-ready", "not-known"];

/** What to do first in a fleet: the first command of the first services that are open; a command is said once. */
export function fleetNext(services: readonly Checklist[]): Checklist["next"] {
  const commands = new Map<string, string>();
  for (const readiness of ORDER) {
    for (const service of services) {
      if (service.readiness !== readiness || commands.size === MOST) continue;
      const [first] = service.next;
      if (first === undefined || commands.has(first.command)) continue;
      commands.set(first.command, `${service.scope.name}: ${first.what}`);
    }
  }
  return [...commands].map(([command, what]) => ({ what, command }));
}
