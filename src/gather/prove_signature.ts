import type { Proof } from "./proof.ts";
import { signatureOf } from "./signature.ts";

/** Tells on the token's bytes which key signed it: nothing is sent. */
export const proveSignature: Proof = {
  rules: ["signed-with-jwt-key"],
  facts: ["signature"],
  takes: "requests",
  prove: ({ host, project, keys, carried }) =>
    Promise.resolve({ signature: signatureOf(host, project, keys, carried.token).fact }),
};
