import type { Application, Backend, SourceTree } from "./backend.ts";
import { findFlaskEntry } from "./flask_entry.ts";
import { findFlaskKeys } from "./flask_keys.ts";
import { findFlaskPaths } from "./flask_routes.ts";
import { findKeyFiles } from "./key_files.ts";
import { filesWith } from "./python_modules.ts";
import { readPackages, titleOf } from "./versions.ts";

/** Flask with Flask-JWT-Extended. */
export const flaskJwtExtended: Backend = {
  id: "flask_jwt_extended",
  title: "Flask with Flask-JWT-Extended",
  recognise(tree: SourceTree): Application | null {
    if (filesWith(tree, /\bflask_jwt_extended\b/).length === 0) return null;
    const entry = findFlaskEntry(tree);
    if (entry === null) return null;
    const packages = readPackages(tree, entry.folder);
    const keys = findFlaskKeys(entry, packages);
    const paths = findFlaskPaths(entry);
    const readers = filesWith(tree, /read_text|read_bytes|\bopen\(/, entry.importRoot);
    return {
      backend: "flask_jwt_extended",
      title: titleOf(packages, [["Flask", "flask"], ["Flask-JWT-Extended", "flask-jwt-extended"]]),
      folder: entry.folder || ".",
      loader: keys.loader,
      names: { jwt: keys.jwt, session: keys.session },
      readsJwtKey: keys.readsJwtKey,
      algorithm: keys.algorithm,
      check: entry.check,
      serve: entry.serve,
      login: { ...paths.login, ...keys.tokens },
      verifyPaths: [],
      protectedPaths: paths.protected,
      signing: keys.signing,
      keyFiles: findKeyFiles(entry.project, { files: readers, folder: entry.folder }),
    };
  },
  claims: (now, id) => ({
    fresh: false,
    iat: now,
    jti: id,
    type: "access",
    sub: "1",
    nbf: now,
    exp: now + 300,
  }),
  reload: [
    { how: "restart the process", note: "always" },
    { how: "an edit of `.env` under `flask run --debug`", note: "no: it watches Python files only" },
    {
      how: "a reload by `flask run --debug` after an edit of Python",
      note: "no where flask itself read the `.env`: the new process inherits the old variables",
    },
    {
      how: "`kill -HUP` of gunicorn",
      note: "not with --preload; and with a bad key the whole service ends: check first",
    },
    { how: "`docker compose restart`", note: "no: `docker compose up -d` makes the container anew" },
    { how: "waiting for workers to be replaced", note: "never: old and new keys are then mixed" },
  ],
};
