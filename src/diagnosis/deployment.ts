import { findLine, findRaised, passes } from "./find.ts";
import { judgeKey } from "./judge_key.ts";
import { readOutput } from "./read_output.ts";
import type { Names, Seen, Sighting, Symptom } from "./symptom.ts";

const BLANK = /variable is not set\. Defaulting to a blank string/;
/** Compose 1 writes the name alone, Compose 2 in quotes. */
const NAMED = /\bThe (?:\\?")?(\w{1,200})(?:\\?")? variable is not set/;
const INTERPOLATION =
  /[Ii]nvalid interpolation format for \S{1,200}(?: option in service \S{1,200})?(?=:|\.)/;
const NO_DAEMON = /Cannot connect to the Docker daemon at |Is the docker daemon running\?/;
/** Programs that run beside the server: in a traceback, in the name of a container or dyno, in a journal. */
const BESIDE_FRAMES = /[/\\](?:celery|kombu|rq|dramatiq|huey|apscheduler|django_q|arq)[/\\]/;
const BESIDE_NAMES =
  /^(?:[\w.-]{0,60}[-_])?(?:worker|celery|beat|cron|scheduler|queue|jobs?|consumer|huey)(?:[-_][\w.-]{0,20})?\s{1,40}\||\bapp\[(?:worker|clock|scheduler|release)\.\w{1,20}\]:|\b(?:CRON|cron|crond)\[\d{1,9}\]:/m;

/** Causes that lie in how the key is handed to the process. */
export const DEPLOYMENT_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "compose-blank-default",
    title: "Docker Compose made an empty variable of the key",
    rule: null,
    not: "A key that is missing in the container's own env file: the empty variable hides it",
    why:
      "The compose file says ${NAME}, and neither the shell nor the .env beside the compose file sets it. Compose " +
      "warns and goes on with an empty text",
    remedy: {
      text:
        "Put the key into the .env beside the compose file, or name the file by env_file; ${NAME:?} makes Compose " +
        "stop instead. Then make the containers anew: a restart keeps the old variables",
      commands: ["cd {project} && docker compose config --quiet", "cd {project} && docker compose up -d"],
    },
    find: (seen, names) => findLine(seen, BLANK, (text) => text.includes(names.jwt)),
  },
  {
    cause: "actions-secret-empty",
    title: "The secret of the GitHub Actions run is empty",
    rule: null,
    not: "A key that the project lacks: a run shows a secret as ***, and nothing where it has none",
    why:
      "A run for a pull request from a fork gets no secrets; otherwise the name is not the one that the repository " +
      "or the environment has",
    remedy: {
      text:
        "Give tests a key that is made in the run and serves nothing else; compare the secret's name for deployments",
      commands: ["gh secret list"],
    },
    find: (seen, names) =>
      findLine(seen, /^##\[(?:group|endgroup|error|command)|^env:$/) === null
        ? null
        : findLine(seen, /^\s{1,12}[\w.-]{1,100}:\s{0,4}$/, (text) => text.trim() === `${names.jwt}:`),
  },
  {
    cause: "secret-ends-with-newline",
    title: "The Kubernetes secret ends with a line end",
    rule: "instances-agree",
    not: "Another key: all but the last byte are the same, and yet no token of the other verifies",
    why: "echo KEY | base64 encodes the line end too, and it counts as a byte of the key",
    remedy: {
      text: "Encode the key without it: printf %s, or echo -n, or stringData, which needs no base64",
      commands: [
        "kubectl create secret generic NAME --from-env-file={project}/.env --dry-run=client -o yaml",
      ],
    },
    find: findNewline,
  },
  {
    cause: "cluster-secret-missing",
    title: "The container waits for a secret that the cluster does not have",
    rule: null,
    not: "A failing start: the application has not begun",
    why: "The pod names a secret, or a key in one, that is not in its namespace",
    remedy: {
      text: "Create it, with the name and in the namespace that the pod names",
      commands: ["kubectl get secrets", "kubectl describe pod"],
    },
    find: (seen) =>
      findLine(
        seen,
        /secret "[^"]{1,253}" not found|couldn't find key \S{1,253} in Secret|illegal base64 data at input byte/,
      ),
  },
  {
    cause: "quotes-kept",
    title: "The quotes around the key have become part of it",
    rule: "loaders-agree",
    not: "Another key: without the quotes it is the same",
    why:
      "docker run --env-file, Kubernetes and systemd units take the text after the sign as it is; the loaders of " +
      "Python and Node take quotes away. python-jose even refuses its own tokens with a quoted key",
    remedy: { text: "Write the key without quotes", commands: ["deno task verify {project}"] },
    find: (seen, names) => {
      const quoted = new RegExp(`(?<!LineParse\\()"${names.jwt.replace(/[^\w]/g, "\\$&")}=(?:\\\\"|')`);
      const found = findLine(seen, quoted);
      return found === null ? null : { line: found.line, text: quoted.exec(found.text)?.[0] ?? "" };
    },
  },
  {
    cause: "service-without-key",
    title: "A process beside the server lacks the key",
    rule: "key-present",
    not: "The web server, which may have it",
    why:
      "Workers, schedulers and cron jobs load the same settings, so that they need the key too; each has an " +
      "environment of its own, and cron has next to none",
    remedy: {
      text: "Give the key to every service that loads the settings, from the same place",
      commands: ["deno task verify {project}"],
    },
    find: findServiceBeside,
  },
  {
    cause: "compose-other-blank",
    title: "Docker Compose made an empty variable of another one",
    rule: null,
    not: "The JWT key: the message names another variable",
    why: "The compose file says ${NAME}, and nothing sets it. Compose warns and goes on with an empty text",
    remedy: { text: "Put the variable into the .env beside the compose file", commands: [] },
    find: (seen, names) => findLine(seen, BLANK, (text) => !text.includes(names.jwt) && !isPartOfValue(text)),
  },
  {
    cause: "compose-dollar-in-value",
    title: "Docker Compose reads a dollar sign in a value as a variable",
    rule: "loaders-agree",
    not: "A variable that is missing: the name in the message is a part of a value",
    why:
      "Compose replaces $name and ${name} in the .env beside the compose file and in the compose file itself. A key " +
      "with a dollar sign becomes another key in the container, and a shorter one",
    remedy: {
      text: "Give the application a key without such characters, or write $$ for each dollar sign",
      commands: ["deno task verify {project}", "deno task upgrade {project}"],
    },
    find: findDollar,
  },
  {
    cause: "docker-not-running",
    title: "The Docker daemon does not answer",
    rule: null,
    not: "A failing start: no container was begun",
    why: "Docker is not started, or this user may not reach its socket",
    remedy: { text: "Start Docker, or name the right host in DOCKER_HOST", commands: ["docker info"] },
    find: (seen) =>
      findLine(seen, NO_DAEMON) ??
        findRaised(seen, { name: /^DockerException$/, message: /^Error while fetching server API version/ }),
  },
];

/** Whether the variable that Compose misses is no name of one: what stands behind a dollar sign of a key. */
function isPartOfValue(text: string): boolean {
  const name = NAMED.exec(text)?.[1];
  return name !== undefined && /[a-z]/.test(name) && /[A-Z0-9]/.test(name) && !name.includes("_");
}

/** What Compose says of a part of a value; that part is left out. */
function findDollar(seen: Seen): Sighting | null {
  const blank = findLine(seen, BLANK, isPartOfValue);
  if (blank !== null) return { line: blank.line, text: blank.text.replace(NAMED, "… variable is not set") };
  const refused = findLine(seen, INTERPOLATION);
  return refused === null ? null : { line: refused.line, text: INTERPOLATION.exec(refused.text)?.[0] ?? "" };
}

/** A value in base64 whose last byte is a line end; the value is left out. */
function findNewline(seen: Seen, names: Names): Sighting | null {
  if (findLine(seen, /^\W{0,8}kind\W{1,4}Secret\b|^\W{0,4}apiVersion\W{1,4}v1\b/) === null) return null;
  const field = /^\s{0,12}"?([\w.-]{1,253})"?:\s{1,4}"?([A-Za-z0-9+/]{16,8000}={0,2})"?,?\s{0,4}$/;
  const found = findLine(seen, field, (text) => {
    const [, name = "", value = ""] = field.exec(text) ?? [];
    return /jwt|key|secret|token/i.test(`${name} ${name === names.jwt ? "jwt" : ""}`) &&
      endsWithLineEnd(value);
  });
  return found === null ? null : { line: found.line, text: found.text.replace(/:\s.*/, ":") };
}

function endsWithLineEnd(base64: string): boolean {
  if (base64.length % 4 !== 0) return false;
  const last = atob(base64.slice(-4));
  return last.endsWith("\n");
}

function findServiceBeside(seen: Seen, names: Names): Sighting | null {
  if (seen.kind === "http") return null;
  const verdict = judgeKey(seen, names).find(({ cause }) => cause === "key-missing" || cause === "key-empty");
  if (verdict === undefined) return null;
  const { raised } = readOutput(seen);
  const isBeside = raised.some((each) => passes(each, BESIDE_FRAMES)) ||
    BESIDE_NAMES.test(lineAt(seen.text, verdict.sighting.line));
  return isBeside ? verdict.sighting : null;
}

/** A line as it was printed, with the prefix that names its service. */
function lineAt(text: string, number: number): string {
  let start = 0;
  for (let line = 1; line < number; line++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return "";
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return text.slice(start, Math.min(end < 0 ? text.length : end, start + 300));
}
