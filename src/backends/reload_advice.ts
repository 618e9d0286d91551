import { quoted, typedPath } from "../rules/quoted.ts";
import type { SourceTree } from "./backend.ts";
import { depthOf, nameOf } from "./paths.ts";

/** What makes a server take its settings again, by a file that shows how it is started. */
export interface ReloadAdvice {
  /** E.g. `Docker Compose`. */
  readonly how: string;
  /** Relative to the root. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly note: string;
  /** As they can be typed anywhere. */
  readonly commands: readonly string[];
}

/** The project's folder as a shell needs it, and as it is typed after a command. */
interface Place {
  readonly root: string;
  readonly typed: string;
}

interface Shown {
  readonly path: string;
  readonly text: string;
  readonly tree: SourceTree;
  readonly place: Place;
}

interface Starter {
  readonly file: RegExp;
  /** The line that shows it. */
  readonly shows: RegExp;
  readonly advise: (shown: Shown) => Omit<ReloadAdvice, "path" | "line">;
}

const STARTERS: readonly Starter[] = [
  {
    file: /^(?:docker-)?compose[^/]*\.ya?ml$/,
    shows: /^services:/m,
    advise: ({ path, text, place }) => ({
      how: "Docker Compose",
      note: "`docker compose restart` keeps the environment that the container was made with",
      commands: [
        `docker compose -f ${typedPath(place.root, path)} up -d --force-recreate${
          /^[ \t]+build:/m.test(text) ? " --build" : ""
        }`,
      ],
    }),
  },
  {
    file: /\.ya?ml$/,
    shows: /^kind:\s*Deployment\b/m,
    advise: ({ text }) => ({
      how: "Kubernetes",
      note: "a changed Secret reaches no pod that runs with it in its environment",
      commands: [`kubectl rollout restart deployment/${deploymentName(text)}`],
    }),
  },
  {
    file: /\.service$/,
    shows: /^ExecStart=/m,
    advise: ({ path }) => ({
      how: "systemd",
      note: "a reload of the unit may only send HUP; EnvironmentFile is read at a start",
      commands: [`sudo systemctl restart ${quoted(nameOf(path))}`],
    }),
  },
  {
    file: /^(?:Procfile|Dockerfile[^/]*|Makefile|justfile|gunicorn[^/]*\.py|[^/]*\.sh)$/,
    shows: /^.*\bgunicorn\b.*$|^[ \t]*(?:workers|bind|preload_app)[ \t]*=/m,
    advise: ({ text, tree, place }) =>
      preloads(text) || configurations(tree).some((path) => preloads(tree.text(path) ?? ""))
        ? {
          how: "gunicorn with preload",
          note: "a HUP keeps the key: the settings are loaded in the master, which has to start again",
          commands: ["pkill -TERM -o gunicorn"],
        }
        : {
          how: "gunicorn",
          note: "a HUP with a bad key ends the whole service, so the check comes first",
          commands: [`deno task startup ${place.typed}`, "pkill -HUP -o gunicorn"],
        },
  },
  {
    file: /^(?:Procfile|Dockerfile[^/]*|Makefile|justfile|package\.json|[^/]*\.sh)$/,
    shows: /^.*\bmanage\.py runserver\b.*$|^.*\buvicorn\b.*--reload\b.*$|^.*\bflask\b.*\brun\b.*$/m,
    advise: () => ({
      how: "a development server",
      note: "it reloads for code and not for `.env`: end it, and start it again",
      commands: [],
    }),
  },
];

const MOST = 3;

/** How the project shows that it is started, and what makes that take a new key; the nearest file of each kind. */
export function reloadAdvice(tree: SourceTree, place: Place): readonly ReloadAdvice[] {
  return STARTERS.flatMap((starter): readonly ReloadAdvice[] => {
    const paths = tree.paths.filter((path) => starter.file.test(nameOf(path)))
      .toSorted((a, b) => depthOf(a) - depthOf(b));
    for (const path of paths) {
      const text = tree.text(path) ?? "";
      const shown = starter.shows.exec(text);
      if (shown === null) continue;
      const line = text.slice(0, shown.index).split("\n").length;
      return [{ path, line, ...starter.advise({ path, text, tree, place }) }];
    }
    return [];
  }).slice(0, MOST);
}

/** What the first `metadata` with a name says. */
function deploymentName(text: string): string {
  const metadata = /^metadata:/m.exec(text)?.index ?? 0;
  return /^ {1,8}name:[ \t]*["']?([A-Za-z0-9.-]+)/m.exec(text.slice(metadata))?.[1] ?? "NAME";
}

function configurations(tree: SourceTree): readonly string[] {
  return tree.paths.filter((path) => /^gunicorn[^/]*\.py$/.test(nameOf(path)));
}

function preloads(text: string): boolean {
  return /--preload\b|^[ \t]*preload_app[ \t]*=[ \t]*True\b/m.test(text);
}
