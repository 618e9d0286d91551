import { reloadAdvice } from "../backends/reload_advice.ts";
import type { RunningFact } from "../rules/facts.ts";
import type { Proof, Proving } from "./proof.ts";
import { signatureOf } from "./signature.ts";

/** Whether the process that answers at the URL that was named uses the key that the env file holds now. */
export const proveRunning: Proof = {
  rules: ["running-process-current"],
  facts: [],
  takes: "a-running-server",
  prove: (proving) =>
    Promise.resolve(
      proving.project.options.baseUrl === undefined ? {} : {
        running: { known: true, value: runningOf(proving) },
        signature: signatureOf(proving.host, proving.project, proving.keys, proving.carried.token).fact,
      },
    ),
};

function runningOf({ project, server, keys }: Proving): RunningFact {
  const { path, line } = keys.jwt ?? {};
  return {
    url: server.base,
    key: path === undefined ? null : { path, ...(line === undefined ? {} : { line }) },
    reload: reloadAdvice(project.tree, { root: project.shown, typed: project.typed }),
  };
}
