import type { Proof } from "./proof.ts";

/** Whether the backend shows a part of a key: asked last, of all that it printed and answered, and it is ended first. */
export const proveOutput: Proof = {
  rules: ["key-not-in-output"],
  facts: ["output"],
  takes: "the-whole-run",
  prove: async ({ server, watched, redact }) => {
    if (watched === undefined) return {};
    await server.stop();
    return { output: watched.fact(redact) };
  },
};
