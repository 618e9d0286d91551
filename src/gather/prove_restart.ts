import type { Learned, RestartFact } from "../rules/facts.ts";
import { retype, SERVED_HERE } from "../rules/retype.ts";
import { converse } from "./backend_http.ts";
import type { Proof, Proving } from "./proof.ts";
import { signatureOf } from "./signature.ts";
import { withPort } from "./same_port.ts";
import { serve } from "./serve.ts";
import { isOver, onServer, tellingUrl } from "./telling_url.ts";

/** Whether a token outlives the server that issued it. The server is ended for it: nothing asks it afterwards. */
export const proveRestart: Proof = {
  rules: ["restart-survives"],
  facts: ["restart"],
  takes: "another-start",
  // Whose the signature is tells why a token dies; it is read off the bytes, nothing is sent for it.
  prove: async (proving) => ({
    restart: await restartOf(proving),
    signature: signatureOf(proving.host, proving.project, proving.keys, proving.carried.token).fact,
  }),
};

async function restartOf(proving: Proving): Promise<Learned<RestartFact>> {
  const { host, project, server, conversation, redact, carried } = proving;
  if (project.options.baseUrl !== undefined) {
    return {
      known: false,
      why: "a server that runs already is not ended here",
      next: `deno task login ${retype(project.typed, SERVED_HERE)} --prove restart-survives`,
    };
  }
  const before = await tellingUrl(host, project, conversation, proving);
  if (!before.known) return before;
  const port = Number(new URL(server.base).port);
  await server.stop();

  const served = await serve(withPort(host, port), project, redact);
  if (served.outcome === "not-known") return { known: false, why: `the second start: ${served.why}` };
  if (served.outcome === "fails") {
    const cause = served.start.causes[0]?.title ?? "it ends before it answers";
    return {
      known: false,
      why: `it does not start a second time: ${cause}`,
      next: `deno task startup ${project.typed}`,
    };
  }
  const again = served.server;
  try {
    if (!(await again.stillOurs())) {
      return { known: false, why: "the second server does not answer any more" };
    }
    const { oracle, where } = before.value;
    const after = await tellingUrl(host, project, converse(host, again.base, project.options.timeout), {
      ...proving,
      only: onServer(oracle, again.base),
    });
    if (!after.known) return { known: false, why: `after the restart ${after.why}` };
    const [said] = after.value.genuine;
    if (said === undefined || said.outcome === "nothing") {
      return { known: false, why: `after the restart ${said?.why ?? "nothing was asked"}` };
    }
    const accepted = said.outcome === "accepted";
    if (!accepted && isOver(carried.token, after.value.now())) {
      return { known: false, why: "the token was over before the server had started again" };
    }
    if (!accepted && new URL(again.base).port !== String(port)) {
      return {
        known: false,
        why: "its port was taken when it started again, and a token may be bound to its URL",
        next: `deno task login ${project.typed} --prove restart-survives`,
      };
    }
    return { known: true, value: { where, status: said.status, accepted, seconds: served.seconds } };
  } finally {
    await again.stop();
  }
}
