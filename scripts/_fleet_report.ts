import { EXIT, extraOf, shared } from "./_checklist_result.ts";
import type { CommandContext, CommandResult } from "./_command.ts";
import type { Checklist, ChecklistReport } from "../src/checklist/checklist.ts";
import { fleetNext } from "../src/checklist/fleet_next.ts";
import { fleetText } from "../src/report/fleet_text.ts";

/** The checklists of a fleet as a command leaves them. */
export function fleetReport(context: CommandContext, report: ChecklistReport): CommandResult {
  const { shown, settings, progress } = context;
  const { readiness, services, sharedKeys } = report;
  const open = services.filter((service) => service.readiness === "not-known");
  return {
    findings: [],
    next: fleetNext(services).map(({ command }) => command),
    exitCode: EXIT[readiness],
    notKnown: {
      code: "not-known",
      message: `Not known: ${open.length} of ${services.length} services`,
      next: fleetNext(open).map(({ command }) => command),
    },
    text: fleetText(report, {
      style: progress.style,
      project: settings.loadFacts.length > 0 ? null : shown,
    }),
    extra: { readiness, services: services.map(serviceOf), sharedKeys },
    ...shared(context, report),
  };
}

function serviceOf(service: Checklist) {
  const { scope, error } = service;
  return { name: scope.name, ...extraOf(service), ...(error === undefined ? {} : { error }) };
}
