import type { Application, Backend, LoaderUse, SourceTree } from "./backend.ts";
import { exampleFiles, findLoader, type Reader, usualEnvFile } from "./env_loader.ts";
import { likeliestJwtName } from "./key_names.ts";
import { depthOf, folderOf, nameOf } from "./paths.ts";
import { filesWith, isAside } from "./python_modules.ts";
import { readPackages } from "./versions.ts";

const PROCESS_ENV =
  /\bprocess\.env(?:\.([A-Za-z_]\w*)|\[["']([A-Za-z_]\w*)["']\])|\bconfigService\.get(?:OrThrow)?(?:<[^>]*>)?\(["']([A-Za-z_]\w*)["']/g;
const SCRIPT = /\.(?:[cm]?js|[cm]?ts|jsx|tsx)$/;

/** Any application with an env file: names and loader as far as the code tells, commands and URLs by configuration. */
export const generic: Backend = {
  id: "generic",
  title: "any application with an env file",
  recognise(tree: SourceTree): Application | null {
    const envFile = findEnvFile(tree);
    if (envFile === null) return null;
    const folder = folderOf(envFile);
    return applicationOf(tree, { envFile, folder, loader: loaderOf(tree, folder, envFile) });
  },
  claims: (now, id) => ({ sub: "1", exp: now + 300, iat: now, jti: id }),
  reload: [{ how: "restart the process", note: "always" }],
};

/** Any application without a usual env file, by one that something in it was seen to read; relative to the root. */
export function recogniseByEnvFile(tree: SourceTree, envFile: string): Application {
  const loader = { dialect: "unknown", title: "an unknown loader", files: [envFile] };
  return applicationOf(tree, { envFile, folder: "", loader });
}

function applicationOf(tree: SourceTree, { envFile, folder, loader }: {
  readonly envFile: string;
  readonly folder: string;
  readonly loader: LoaderUse;
}): Application {
  const names = [...pythonNames(tree), ...scriptNames(tree), ...assignedNames(tree, envFile)];
  const jwt = likeliestJwtName(names);
  const session = ["SECRET_KEY", "SESSION_SECRET", "APP_SECRET", "COOKIE_SECRET"].find((name) =>
    names.includes(name)
  );
  return {
    backend: "generic",
    title: titleFor(tree),
    folder: folder || ".",
    loader,
    names: { jwt: jwt ?? "JWT_SECRET_KEY", session: session ?? (jwt === null ? "SECRET_KEY" : null) },
    readsJwtKey: jwt !== null,
    algorithm: "HS256",
    check: null,
    serve: null,
    login: { paths: [], body: "json", usernameField: "username", passwordField: "password" },
    verifyPaths: [],
    protectedPaths: [],
    signing: null,
    keyFiles: [],
  };
}

/** The env file nearest the root, or where the example nearest the root says that one belongs. */
function findEnvFile(tree: SourceTree): string | null {
  const nearest = (paths: readonly string[]): string | undefined =>
    paths.filter((path) => !isAside(path)).toSorted((a, b) => depthOf(a) - depthOf(b))[0];
  const own = nearest(tree.paths.filter((path) => nameOf(path) === ".env"));
  if (own !== undefined) return own;
  const example = nearest(tree.paths.filter((path) => exampleFiles(tree, folderOf(path)).includes(path)));
  return example === undefined ? null : usualEnvFile(tree, folderOf(example));
}

function pythonNames(tree: SourceTree): readonly string[] {
  return filesWith(tree, /environ|getenv|config|BaseSettings/).flatMap((file) => [
    ...file.envReads.map((read) => read.name),
    ...file.models.filter((model) => model.isSettings).flatMap((model) =>
      model.fields.map((field) =>
        field.aliases[0] ?? `${model.config?.prefix ?? ""}${field.name}`.toUpperCase()
      )
    ),
  ]);
}

function scriptNames(tree: SourceTree): readonly string[] {
  return tree.paths.filter((path) => SCRIPT.test(path) && !isAside(path)).flatMap((path) =>
    [...(tree.text(path) ?? "").matchAll(PROCESS_ENV)].map((found) => found[1] ?? found[2] ?? found[3] ?? "")
  );
}

/** Names that the env file or an example beside it assigns. */
function assignedNames(tree: SourceTree, envFile: string): readonly string[] {
  return [envFile, ...exampleFiles(tree, folderOf(envFile))].flatMap((path) =>
    [...(tree.text(path) ?? "").matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/gm)].map((found) => found[1]!)
  );
}

function titleFor(tree: SourceTree): string {
  if (filesWith(tree, /\bFlask\(/).length > 0) return "Flask";
  return tree.paths.some((path) => nameOf(path) === "package.json" && !isAside(path))
    ? "Node"
    : "an application";
}

function loadsDotenv(tree: SourceTree): boolean {
  const manifests = tree.paths.filter((path) => nameOf(path) === "package.json" && !isAside(path));
  return manifests.some((path) => /"dotenv"\s*:/.test(tree.text(path) ?? "")) &&
    !tree.paths.some((path) => SCRIPT.test(path) && /override\s*:\s*true/.test(tree.text(path) ?? ""));
}

function loaderOf(tree: SourceTree, folder: string, envFile: string): LoaderUse {
  const files = filesWith(tree, /dotenv|decouple|read_env/);
  const reader = files.flatMap((file): Reader[] => [
    ...file.dotenvLoads.map((load) => load.loader),
    ...file.envReads.filter((read) => read.via === "decouple").map((read) => read.via),
  ])[0];
  if (reader === undefined) {
    // npm's dotenv leaves a variable that the process has set alone, also an empty one.
    return loadsDotenv(tree)
      ? { dialect: "npm-dotenv", title: "dotenv", files: [envFile] }
      : { dialect: "unknown", title: "an unknown loader", files: [envFile] };
  }
  const readingPath = files[0]?.path ?? null;
  const project = { tree, importRoots: [folder] };
  const loader = findLoader(project, {
    reader,
    readingPath,
    files,
    folder,
    packages: readPackages(tree, folder),
  });
  return { ...loader, files: loader.files.includes(envFile) ? loader.files : [...loader.files, envFile] };
}
