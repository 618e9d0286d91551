import type { Host } from "../io/host.ts";
import type { Learned, UnsafeStartsFact } from "../rules/facts.ts";
import type { Redact } from "./causes.ts";
import type { Gatherer } from "./gatherer.ts";
import type { Project } from "./project.ts";

/** What the trial is given. */
export interface Trial {
  readonly redact: Redact;
  /** Called with what removes the copy: for a run that is stopped before the trial ends. */
  readonly defer: (cleanup: () => void) => void;
}

/** What a copy of the backend does with keys that are not safe: needs `--allow-run` and `--allow-write`. */
export const unsafeStarts: Gatherer<Trial, UnsafeStartsFact> = {
  fact: "what it does with unsafe keys",
  needs: ["run", "write"],
  gather: tryUnsafeKeys,
};

function tryUnsafeKeys(_host: Host, _project: Project, _trial: Trial): Promise<Learned<UnsafeStartsFact>> {
  return Promise.resolve({ known: false, why: "it is not built yet" });
}
