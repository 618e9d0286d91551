import type { Learned } from "../rules/facts.ts";
import type { Host } from "../io/host.ts";
import type { Project } from "./project.ts";

/** A Deno permission that a gatherer uses. */
export type Permission = "read" | "write" | "run" | "env" | "net";

/**
 * How one fact is learned. Without a permission in `needs` the fact is not known, and says which flag would
 * make it so; nothing is thrown for that.
 */
export interface Gatherer<Input, Output> {
  /** The name of the fact. */
  readonly fact: string;
  readonly needs: readonly Permission[];
  readonly gather: (host: Host, project: Project, input: Input) => Promise<Learned<Output>>;
}

/** Asks a gatherer, or says which permission it lacks. */
export async function gather<Input, Output>(
  gatherer: Gatherer<Input, Output>,
  host: Host,
  project: Project,
  input: Input,
): Promise<Learned<Output>> {
  for (const permission of gatherer.needs) {
    if (await host.may(permission)) continue;
    return {
      known: false,
      why: `${gatherer.fact} needs the permission to ${permission}`,
      next: project.grant(`--allow-${permission}`),
    };
  }
  return await gatherer.gather(host, project, input);
}
