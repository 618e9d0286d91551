import type { Host } from "../io/host.ts";

/** What is done for each service of a fleet. */
export interface FleetOptions<Service, Result> {
  /** How many at once. */
  readonly jobs: number;
  /** Never throws: what fails is a result too. */
  readonly judge: (service: Service) => Promise<Result>;
  /** Called when one is done; `number` counts them from 1. */
  readonly done: (service: Service, result: Result, number: number) => void;
}

/**
 * Gathers the services of a fleet, a few at a time; the results stand in the order of the services. None is begun
 * after the run was stopped.
 */
export async function gatherFleet<Service, Result>(
  { stopped, clock }: Pick<Host, "stopped" | "clock">,
  services: readonly Service[],
  { jobs, judge, done }: FleetOptions<Service, Result>,
): Promise<readonly Result[]> {
  let isStopped = false;
  void stopped.then(() => isStopped = true);
  const results: Result[] = [];
  let number = 0;
  const queue = services.entries();
  const worker = async () => {
    for (const [at, service] of queue) {
      if (isStopped) return;
      const result = await judge(service);
      results[at] = result;
      done(service, result, ++number);
      // Work that waits for nothing would keep Ctrl-C waiting until the last is done.
      await clock.sleep(0);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, services.length) }, worker));
  return results;
}
