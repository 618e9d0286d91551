import { gatherKnownKey } from "./known_key.ts";
import type { Proof } from "./proof.ts";

/** The rule that this proof answers. */
export const KNOWN_KEY = "known-key-forgery-refused";

/** Tells on the token's bytes whether a key signed it that others have: nothing is sent. */
export const proveKnownKey: Proof = {
  rules: [KNOWN_KEY],
  facts: ["knownKey"],
  takes: "requests",
  prove: async ({ host, project, carried, words }) => ({
    knownKey: await gatherKnownKey(host, project, { token: carried.token, words }),
  }),
};
