import { baseFacts } from "../../src/gather/facts.ts";
import type { HeldKey } from "../../src/gather/keys.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { gatherProjectFacts, type ProjectFacts } from "../../src/gather/project_facts.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import type { EnvironmentFact, Facts, GivenFact, PlaceFact } from "../../src/rules/facts.ts";
import { evaluate, RULES } from "../../src/rules/mod.ts";
import type { Finding } from "../../src/rules/rule.ts";
import { Secret } from "../../src/secret.ts";

const TOP = "/home/ada/shop";

/** A Django application whose settings read both keys by python-decouple. */
export const DJANGO: Readonly<Record<string, string>> = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "requirements.txt": "Django==5.2\ndjangorestframework-simplejwt==5.5.1\npython-decouple==3.8\n",
  "shop/settings.py": 'from decouple import config\nSECRET_KEY = config("SECRET_KEY")\n' +
    'JWT_SECRET_KEY = config("JWT_SECRET_KEY")\nINSTALLED_APPS = ["rest_framework_simplejwt"]\n' +
    'SIMPLE_JWT = {"SIGNING_KEY": JWT_SECRET_KEY}\n',
};

/** Two keys that nobody uses. */
export const KEYS = {
  session: "0JzW9s-3xk_Qe7vYtR2bLm8nPc5dGhKaUfXo1iZrTjEwNyBqVuCsDpAgHlMk",
  jwt: "Vq8fT2mXc4Lr7Zb1Kp9Wd3Ns6Gy5Hj0Ae_uRoIiUtQxPzMvBnCkLjHgFdSaYwE",
} as const;

/** An env file with both keys and two settings more. */
export const ENV = `SECRET_KEY=${KEYS.session}\nJWT_SECRET_KEY=${KEYS.jwt}\n` +
  "DATABASE_URL=postgres://db/shop\nCELERY_BROKER_URL=redis://cache\n";

/** What is gathered of a project with these files, and what the rules say of it. */
export interface Described extends ProjectFacts {
  readonly all: Facts;
  readonly findings: readonly Finding[];
}

/** How a project is looked at. */
export interface Looking {
  /** The folder of the project below the top of the repository; the top itself by default. */
  readonly folder?: string;
  /** Whether git tracks a file by its name; it tracks everything but `.env` by default. */
  readonly tracks?: (name: string) => boolean;
  readonly environment?: EnvironmentFact["environment"];
}

/** Gathers the facts of a project of these files, by their paths below the top of its repository. */
export async function describeProject(
  files: Readonly<Record<string, string>>,
  { folder = "", tracks = (name) => name !== ".env", environment }: Looking = {},
): Promise<Described> {
  const entries = Object.entries({ ".git/HEAD": "", ...files }).map((
    [path, text],
  ) => [`${TOP}/${path}`, text]);
  const host = memoryHost({
    files: Object.fromEntries(entries),
    folder: TOP,
    git: (_, words) => {
      const answer = (exitCode: number, output = "") => ({ exitCode, output, error: "" });
      if (words[0] === "rev-parse") return answer(0, "true\n");
      const name = (words.at(-1) ?? "").replace(":(literal)", "");
      return answer(tracks(name) === (words[0] === "ls-files") ? 0 : 1);
    },
  });
  const root = folder === "" ? TOP : `${TOP}/${folder}`;
  const at = { root, shown: "shop", typed: "shop", grant: (flag: string) => flag };
  const project = resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "configuration",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 60,
  });
  // Read here and not by gatherKeys(): fingerprints take their time, and nothing of this needs one.
  const jwt = project.envFiles.flatMap((path): readonly HeldKey[] => {
    const text = files[path.slice(TOP.length + 1)];
    const reading = project.dialect.read(new TextEncoder().encode(text ?? ""), project.names.jwt, {});
    if (reading.outcome !== "value" || reading.value === "") return [];
    const at = { path: path.slice(root.length + 1), line: reading.line };
    return [{ kind: "jwt-key", name: project.names.jwt, ...at, secret: Secret.of(reading.value) }];
  });
  const facts = await gatherProjectFacts(host, project, {
    jwt: jwt[0] ?? null,
    ...(environment === undefined ? {} : { environment }),
  });
  const unasked = { known: false, why: "nobody asked" } as const;
  const all = { ...baseFacts(project, { envFiles: unasked, process: unasked }, "linux"), ...facts };
  const rules = RULES.filter(({ stage }) => stage === "project");
  return { ...facts, all, findings: evaluate(rules, all, project.policy) };
}

/** What one rule says. */
export function findingOf({ findings }: Described, rule: string): Finding {
  const finding = findings.find((one) => one.rule === rule);
  if (finding === undefined) throw new Error(`No finding of ${rule}`);
  return finding;
}

/** The deployment's places as lines: `compose.yaml:3 web, worker: jwt text@6, session –`. */
export async function placesOf(
  files: Readonly<Record<string, string>>,
  looking?: Looking,
): Promise<readonly string[]> {
  const { deployment } = await describeProject({ ...DJANGO, ...files }, looking);
  return deployment.known ? deployment.value.places.map(shown) : [deployment.why];
}

/** The same for the jobs of CI; `!` where forks get an empty key. */
export async function jobsOf(
  files: Readonly<Record<string, string>>,
  looking?: Looking,
): Promise<readonly string[]> {
  const { ci } = await describeProject({ ...DJANGO, ...files }, looking);
  return ci.known ? ci.value.jobs.map((job) => shown(job) + (job.emptyForForks ? " !" : "")) : [ci.why];
}

function shown(place: PlaceFact<string>): string {
  const { path, line, name, role, jwt, session, unseen } = place;
  const given = (one: GivenFact | null) =>
    one === null ? "–" : `${one.from}@${one.path === path ? "" : `${one.path}:`}${one.line}`;
  const rest = unseen.length === 0 ? "" : `, unseen ${unseen.join(" ")}`;
  return `${path}:${line} ${name}, ${role}: jwt ${given(jwt)}, session ${given(session)}${rest}`;
}
