import type { Application, CommandTemplate, SourceTree } from "./backend.ts";

/** How an application is served by two worker processes instead of one. */
export interface SeveralWorkers {
  /** The command; null for the one that serves it anyway. */
  readonly serve: CommandTemplate | null;
  /** What its environment says of the number. */
  readonly variables: Readonly<Record<string, string>>;
}

const NAMES_GUNICORN =
  /(?:^|\/)(?:Procfile|Dockerfile[^/]*|[^/]*\.Dockerfile|(?:docker-)?compose[^/]*\.ya?ml|requirements[^/]*\.(?:txt|in)|pyproject\.toml|Pipfile|[^/]*\.sh|[^/]*\.service|gunicorn[^/]*\.py|fly\.toml|render\.yaml)$/;

/**
 * How two workers serve an application, where its server can have several: gunicorn and uvicorn take their number
 * from WEB_CONCURRENCY where the command names none; what is served by `runserver` alone is served by gunicorn
 * where some file of the project names it. Null where nothing does.
 *
 * @param command the words that serve it now
 */
export function severalWorkers(
  tree: SourceTree,
  application: Application | null,
  command: readonly string[],
): SeveralWorkers | null {
  const text = command.join(" ");
  if (/\b(?:gunicorn|uvicorn)\b/.test(text)) return { serve: null, variables: { WEB_CONCURRENCY: "2" } };
  if (application?.backend !== "django_simplejwt" || !/\bmanage\.py runserver\b/.test(text)) return null;
  const named = tree.paths.some((path) =>
    NAMES_GUNICORN.test(path) && /\bgunicorn\b/.test(tree.text(path) ?? "")
  );
  const target = named ? wsgiOf(tree, application.folder) : null;
  if (target === null) return null;
  const words = ["{python}", "-m", "gunicorn", target, "--bind", "127.0.0.1:{port}", "--workers", "2"];
  return { serve: { words }, variables: {} };
}

/** `shop.wsgi:application`, by the settings or by the file that is usual. */
function wsgiOf(tree: SourceTree, folder: string): string | null {
  const below = folder === "." ? "" : `${folder}/`;
  const inside = tree.paths.filter((path) => path.startsWith(below) && path.endsWith(".py"));
  for (const path of inside.filter((path) => /settings/.test(path))) {
    const dotted = /^WSGI_APPLICATION\s*=\s*["']([\w.]+)\.(\w+)["']/m.exec(tree.text(path) ?? "");
    if (dotted !== null) return `${dotted[1]}:${dotted[2]}`;
  }
  const file = inside.find((path) => path.endsWith("/wsgi.py"));
  if (file === undefined) return null;
  return `${file.slice(below.length, -".py".length).replaceAll("/", ".")}:application`;
}
