import type { Application, Backend, SourceTree } from "./backend.ts";
import { findFastapiEntry } from "./fastapi_entry.ts";
import { findFastapiKeys } from "./fastapi_keys.ts";
import { findFastapiPaths } from "./fastapi_routes.ts";
import { findKeyFiles } from "./key_files.ts";
import { filesWith } from "./python_modules.ts";
import { readPackages, titleOf } from "./versions.ts";

/** Packages that issue JWTs in a FastAPI project, with the module that shows their use. */
const ISSUERS: readonly (readonly [title: string, package_: string, module: RegExp])[] = [
  ["python-jose", "python-jose", /from jose\b|import jose\b/],
  ["fastapi-users", "fastapi-users", /fastapi_users/],
  ["Authlib", "authlib", /authlib/],
  ["PyJWT", "pyjwt", /^\s*(?:import jwt\b|from jwt\b)/m],
];

/** FastAPI with PyJWT, python-jose or a library over them. */
export const fastapi: Backend = {
  id: "fastapi",
  title: "FastAPI",
  recognise(tree: SourceTree): Application | null {
    const entry = findFastapiEntry(tree);
    if (entry === null) return null;
    const packages = readPackages(tree, entry.folder);
    const issuer = ISSUERS.find(([, , module]) => filesWith(tree, module, entry.importRoot).length > 0);
    const keys = findFastapiKeys(entry, packages);
    const paths = findFastapiPaths(entry);
    const parts: (readonly [string, string])[] = [["FastAPI", "fastapi"]];
    if (issuer !== undefined) parts.push([issuer[0], issuer[1]]);
    const readers = filesWith(tree, /read_text|read_bytes|\bopen\(/, entry.importRoot);
    return {
      backend: "fastapi",
      title: titleOf(packages, parts),
      folder: entry.folder || ".",
      loader: keys.loader,
      names: { jwt: keys.jwt, session: keys.session },
      readsJwtKey: keys.readsJwtKey,
      algorithm: keys.algorithm,
      check: entry.check,
      serve: entry.serve,
      login: paths.login,
      verifyPaths: [],
      protectedPaths: paths.protected,
      signing: keys.signing,
      keyFiles: findKeyFiles(entry.project, { files: readers, folder: entry.folder }),
    };
  },
  claims: (now, id) => ({ sub: "1", exp: now + 300, iat: now, jti: id }),
  reload: [
    { how: "restart the process", note: "always" },
    { how: "an edit of `.env` under `uvicorn --reload`", note: "no: it watches Python files only" },
    {
      how: "`kill -HUP` of gunicorn",
      note: "not with --preload; and with a bad key the whole service ends: check first",
    },
    { how: "`docker compose restart`", note: "no: `docker compose up -d` makes the container anew" },
    { how: "waiting for workers to be replaced", note: "never: old and new keys are then mixed" },
  ],
};
