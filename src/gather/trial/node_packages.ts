import { join } from "@std/path";
import type { Files } from "../../io/host.ts";
import { writeNew } from "./copy_code.ts";
import type { PathMap } from "./map_paths.ts";

/**
 * What Node loads before the copy: a package that is not found from a file of the copy is looked for from the file
 * that it was copied from, as Node itself would. Links and NODE_PATH would not do: a link into the project can be
 * written through, and modules of today do not look at NODE_PATH. A package that turns out to be the project's own,
 * by a workspace, is the copy's.
 */
const PRELOADED = String.raw`
"use strict";
const Module = require("node:module");
const { existsSync } = require("node:fs");
const { fileURLToPath, pathToFileURL } = require("node:url");
const [COPY, ORIGINAL] = PLACES;

const isPackage = (name) => !/^(?:\.|\/|#|node:|file:|data:)/.test(name);
const isIn = (folder, path) => path === folder || path.startsWith(folder + "/");
const toOriginal = (path) => ORIGINAL + path.slice(COPY.length);
const toCopy = (path) => {
  if (!isIn(ORIGINAL, path) || path.includes("/node_modules/")) return path;
  const own = COPY + path.slice(ORIGINAL.length);
  return existsSync(own) ? own : path;
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (name, parent, ...rest) {
  try {
    return resolveFilename.call(this, name, parent, ...rest);
  } catch (error) {
    const from = parent?.filename ?? process.cwd() + "/_";
    if (error?.code !== "MODULE_NOT_FOUND" || !isPackage(name) || !isIn(COPY, from)) throw error;
    return toCopy(Module.createRequire(toOriginal(from)).resolve(name));
  }
};

function again(error, name, parentURL) {
  if (error?.code !== "ERR_MODULE_NOT_FOUND" || !isPackage(name) || !parentURL?.startsWith("file:")) return null;
  const from = fileURLToPath(parentURL);
  return isIn(COPY, from) ? pathToFileURL(toOriginal(from)).href : null;
}
function own(resolved) {
  if (!resolved.url.startsWith("file:")) return resolved;
  const path = fileURLToPath(resolved.url);
  return toCopy(path) === path ? resolved : { ...resolved, url: pathToFileURL(toCopy(path)).href };
}

if (Module.registerHooks) {
  Module.registerHooks({
    resolve(name, context, next) {
      try {
        return next(name, context);
      } catch (error) {
        const parentURL = again(error, name, context.parentURL);
        if (parentURL === null) throw error;
        return own(next(name, { ...context, parentURL }));
      }
    },
  });
} else if (Module.register) {
  const source = [
    'import { existsSync } from "node:fs";',
    'import { fileURLToPath, pathToFileURL } from "node:url";',
    "const [COPY, ORIGINAL] = " + JSON.stringify([COPY, ORIGINAL]) + ";",
    "const isPackage = " + isPackage + ";",
    "const isIn = " + isIn + ";",
    "const toOriginal = " + toOriginal + ";",
    "const toCopy = " + toCopy + ";",
    again,
    own,
    "export async function resolve(name, context, next) {",
    "  try { return await next(name, context); } catch (error) {",
    "    const parentURL = again(error, name, context.parentURL);",
    "    if (parentURL === null) throw error;",
    "    return own(await next(name, { ...context, parentURL }));",
    "  }",
    "}",
  ].join("\n");
  Module.register("data:text/javascript," + encodeURIComponent(source), pathToFileURL(__filename));
}
`;

/** Writes what Node preloads into a folder of ours, and returns the NODE_OPTIONS with which it does. */
export function preloadPackages(
  files: Files,
  { folder, map: { from, to }, inherited }: {
    readonly folder: string;
    readonly map: Pick<PathMap, "from" | "to">;
    /** The NODE_OPTIONS of today. */
    readonly inherited: string;
  },
): string {
  const path = join(folder, "packages.cjs");
  const text = PRELOADED.replace("PLACES", () => JSON.stringify([to, from])).trimStart();
  writeNew(files, { path, bytes: new TextEncoder().encode(text), mode: 0o600 });
  // Node takes a value with blanks in double quotes.
  return `${inherited} --require "${path.replaceAll(/["\\]/g, "\\$&")}"`.trim();
}
