import { guardCode } from "../backends/guard_code.ts";
import type { SigningSite } from "../backends/backend.ts";
import type { Facts } from "../rules/facts.ts";
import type { GatheredKeys } from "./env_files.ts";
import type { Project } from "./project.ts";

/** The facts that every command begins with: names, files, process. */
export function baseFacts(
  { shown, typed, names, algorithm, application, loadsNoFile, options, policy, tree }: Project,
  { envFiles, process, loadedFiles }:
    & Pick<GatheredKeys, "envFiles" | "process">
    & Partial<Pick<GatheredKeys, "loadedFiles">>,
  platform: string,
): Facts {
  const signing = application?.signing ?? null;
  const guard = application === null ? null : guardCode(tree, { application, names, algorithm, policy });
  return {
    project: typed,
    root: shown,
    names,
    algorithm,
    sessionAssumed: options.secretKey === undefined &&
      (application === null || application.backend === "generic"),
    loadsNoFile,
    modes: platform !== "windows",
    envFiles,
    process,
    ...(loadedFiles ? { loadedFiles } : {}),
    ...(signing ? { signingSite: siteOf(signing) } : {}),
    ...(guard ? { guard } : {}),
  };
}

function siteOf({ path, line, text, source, mend, adds }: SigningSite): NonNullable<Facts["signingSite"]> {
  return {
    path,
    line,
    text,
    source,
    ...(mend === undefined ? {} : { mend }),
    ...(adds === undefined ? {} : { adds }),
  };
}
