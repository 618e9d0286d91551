import { severalWorkers } from "../backends/several_workers.ts";
import type { Learned, WorkersFact } from "../rules/facts.ts";
import { retype, SERVED_HERE } from "../rules/retype.ts";
import { converse } from "./backend_http.ts";
import { serveCommand } from "./commands.ts";
import type { CarriedToken } from "./carried_token.ts";
import type { Redact } from "./causes.ts";
import { gatherLogin, SENT_TWICE } from "./login.ts";
import type { Project } from "./project.ts";
import type { Proof, Proving } from "./proof.ts";
import { serve, type Server } from "./serve.ts";
import { accepts, onServer, type Said, type Telling, tellingUrl } from "./telling_url.ts";

/**
 * Whether all workers of a server accept one token: twenty connections at once, then each worker alone, because
 * one asynchronous worker may take all twenty. Where one process serves, it is served once more with two.
 */
export const proveWorkers: Proof = {
  rules: ["workers-agree"],
  facts: ["workers"],
  takes: "another-start",
  prove: async (proving) => ({ workers: await workersOf(proving) }),
};

const CONNECTIONS = 20;
/** Of a request to one worker while others are paused, in seconds: supervisors replace who is silent for five. */
const ALONE_SECONDS = 1;
/** In milliseconds, for a worker that had not started yet. */
const LATE = 1500;

type Judged = Pick<
  WorkersFact & { readonly outcome: "asked" },
  "connections" | "refused" | "workers" | "refusing"
>;

async function workersOf(proving: Proving): Promise<Learned<WorkersFact>> {
  const { host, project, server, conversation, carried, redact } = proving;
  const letsIn = async (telling: Telling) => oneLetsIn(await judge(proving, server, telling, carried));
  const asked = await tellingUrl(host, project, conversation, { ...proving, times: CONNECTIONS, letsIn });
  if (!asked.known) return asked;
  const { where } = asked.value;
  const first = await judge(proving, server, asked.value, carried);
  if (first.refused > 0 || first.workers > 1) {
    return { known: true, value: { outcome: "asked", command: null, where, ...first } };
  }
  if (project.options.baseUrl !== undefined) {
    return {
      known: false,
      why:
        `all ${CONNECTIONS} connections accept it, but how many workers answer at ${server.base} is not known`,
      next: `deno task login ${retype(project.typed, SERVED_HERE)} --prove workers-agree`,
    };
  }
  const several = withTwo(host, project, redact);
  if (several === null) return { known: true, value: { outcome: "one-process" } };
  return await withTwoWorkers(proving, asked.value, several);
}

interface Several {
  readonly project: Project;
  readonly shown: string;
}

/** The project as it is served by two workers, and the command for a person; null where nothing does that. */
function withTwo(host: Proving["host"], project: Project, redact: Redact): Several | null {
  const command = serveCommand(host, project, 0);
  const several = command && severalWorkers(project.tree, project.application, command.words);
  if (!command || !several) return null;
  const { application } = project;
  const changed: Project = {
    ...project,
    application: several.serve === null || application === null
      ? application
      : { ...application, serve: several.serve },
    variables: { ...project.variables, ...several.variables },
  };
  const settings = Object.entries(several.variables).map(([name, value]) => `${name}=${value}`);
  const shown = (serveCommand(host, changed, 8000)?.shown ?? command.shown).replaceAll("{port}", "8000");
  return { project: changed, shown: redact([...settings, shown].join(" ")) };
}

async function withTwoWorkers(
  proving: Proving,
  { oracle }: Telling,
  { project, shown: command }: Several,
): Promise<Learned<WorkersFact>> {
  const { host, redact, credentials } = proving;
  const shown = redact(command);
  const served = await serve(host, project, redact);
  if (served.outcome !== "serves") {
    const why = served.outcome === "fails" ? served.start.causes[0]?.title ?? "it ends at once" : served.why;
    return { known: false, why: `with two workers (${shown}) it does not start: ${why}` };
  }
  const { server } = served;
  try {
    if (!(await server.stillOurs())) return { known: false, why: "the server with two workers has ended" };
    const conversation = converse(host, server.base, project.options.timeout);
    const only = onServer(oracle, server.base);
    const ask = (carried: CarriedToken) =>
      tellingUrl(host, project, conversation, { ...proving, carried, times: CONNECTIONS, only });
    let { carried } = proving;
    let telling = await ask(carried);
    // Nobody knows the token of the first start: what they make of each other's needs one of their own.
    if (telling.known && !accepts(telling.value)) {
      if (proving.login.sent === 2) return { known: false, why: SENT_TWICE };
      const again = await gatherLogin(host, project, conversation, credentials, redact, proving.login.how);
      if (!again.known || again.value.token === null) {
        return { known: false, why: "the login at the server with two workers gave no token" };
      }
      carried = again.value.token;
      telling = await ask(carried);
    }
    if (!telling.known) return telling;
    const value = await judge({ host, project }, server, telling.value, carried);
    if (!accepts(telling.value) && !oneLetsIn(value)) {
      return {
        known: false,
        why: `with two workers ${telling.value.where} refuses the token that they issued`,
      };
    }
    if (value.refused === 0 && value.workers < 2) {
      return {
        known: false,
        why: `all ${CONNECTIONS} connections accept it, but no two workers could be told apart (${shown})`,
      };
    }
    return { known: true, value: { outcome: "asked", command: shown, where: telling.value.where, ...value } };
  } finally {
    await server.stop();
  }
}

/** One worker may have taken all twenty, and another have issued the token: that one accepts it when it is alone. */
function oneLetsIn({ workers, refusing }: Judged): boolean {
  return refusing > 0 && refusing < workers;
}

/** What the twenty said, and where they were of one mind, what each worker says alone. */
async function judge(
  { host, project }: Pick<Proving, "host" | "project">,
  server: Server,
  telling: Telling,
  carried: CarriedToken,
): Promise<Judged> {
  const refused = telling.genuine.filter(({ outcome }) => outcome === "refused").length;
  const connections = telling.genuine.length;
  if (refused > 0 && refused < connections) return { connections, refused, workers: 0, refusing: 0 };
  const afresh = () => converse(host, server.base, Math.min(ALONE_SECONDS, project.options.timeout));
  let quick = afresh();
  const once = async (): Promise<Said> => {
    // That one worker is silent tells nothing of the next; that one says to wait is for all.
    if (quick.throttled() === null) quick = afresh();
    const said = await telling.ask(carried.token, quick);
    return said.outcome === "nothing" ? await telling.ask(carried.token, quick) : said;
  };
  let alone = await server.eachAlone(once);
  if (alone.some(({ outcome }) => outcome === "nothing")) {
    await host.clock.sleep(LATE);
    alone = await server.eachAlone(once);
  }
  const told = alone.filter(({ outcome }) => outcome !== "nothing");
  return {
    connections,
    refused,
    workers: told.length,
    refusing: told.filter(({ outcome }) => outcome === "refused").length,
  };
}
