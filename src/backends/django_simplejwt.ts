import type { Application, Backend, SourceTree } from "./backend.ts";
import { findDjangoLogin } from "./django_login.ts";
import { type DjangoSettings, findDjangoProjects } from "./django_settings.ts";
import { findDjangoKeys } from "./django_signing.ts";
import { findDjangoPaths } from "./django_urls.ts";
import { findLoader } from "./env_loader.ts";
import { findKeyFiles } from "./key_files.ts";
import { joinPath, nameOf } from "./paths.ts";
import { filesWith } from "./python_modules.ts";
import { readPackages, titleOf } from "./versions.ts";

/** Packages that issue JWTs in a Django project, the likeliest first. */
const ISSUERS: readonly (readonly [title: string, package_: string, module: RegExp])[] = [
  ["SimpleJWT", "djangorestframework-simplejwt", /rest_framework_simplejwt|ninja_jwt/],
  ["drf-jwt", "drf-jwt", /rest_framework_jwt/],
  ["PyJWT", "pyjwt", /^\s*(?:import jwt\b|from jwt\b)/m],
];

/** Django with SimpleJWT, or with another package that signs JWTs. */
export const djangoSimplejwt: Backend = {
  id: "django_simplejwt",
  title: "Django with SimpleJWT",
  recognise(tree: SourceTree): Application | null {
    for (const settings of findDjangoProjects(tree)) {
      const found = describe(settings);
      if (found !== null) return found;
    }
    return null;
  },
  claims: (now, id) => ({ token_type: "access", exp: now + 300, iat: now, jti: id, user_id: "1" }),
  reload: [
    { how: "restart the process", note: "always" },
    {
      how: "`kill -HUP` of gunicorn",
      note: "not with --preload; and with a bad key the whole service ends: check first",
    },
    { how: "an edit of `.env` under `runserver`", note: "no: it watches Python files only" },
    { how: "`docker compose restart`", note: "no: `docker compose up -d` makes the container anew" },
    { how: "waiting for workers to be replaced", note: "never: old and new keys are then mixed" },
  ],
};

function describe(settings: DjangoSettings): Application | null {
  const { project, folder, files, manage } = settings;
  const { tree } = project;
  const packages = readPackages(tree, folder);
  const issuer = ISSUERS.find(([, name, module]) =>
    packages.has(name) && name !== "pyjwt" || filesWith(tree, module, folder).length > 0
  );
  if (issuer === undefined) return null;
  const keys = findDjangoKeys(settings);
  const started = filesWith(tree, /dotenv|read_env/, folder).filter((file) =>
    ["__init__.py", "wsgi.py", "asgi.py"].includes(nameOf(file.path))
  );
  const { jwt, session, readsJwtKey, algorithm, signing, reader, readingPath } = keys;
  const paths = findDjangoPaths(settings);
  return {
    backend: "django_simplejwt",
    title: titleOf(packages, [["Django", "django"], [issuer[0], issuer[1]]]),
    folder: folder || ".",
    loader: findLoader(project, {
      reader,
      readingPath,
      files: [...files, manage, ...started],
      folder,
      packages,
    }),
    names: { jwt, session },
    readsJwtKey,
    algorithm,
    check: { words: ["{python}", "manage.py", "check"] },
    // Looking for a command that there is not, Django loads the settings once more, and lets their error through.
    reason: { words: ["{python}", "manage.py", "keysplit_settings"] },
    serve: { words: ["{python}", "manage.py", "runserver", "127.0.0.1:{port}", "--noreload"] },
    login: findDjangoLogin(settings, paths.login),
    verifyPaths: paths.verify,
    protectedPaths: paths.protected,
    signing,
    keyFiles: findKeyFiles(project, {
      files: files.filter((file) => file.path !== joinPath(folder, "manage.py")),
      folder,
    }),
  };
}
