import type { SourceTree } from "./backend.ts";
import { depthOf, folderOf, nameOf, upward } from "./paths.ts";
import { isAside } from "./python_modules.ts";

const REQUIREMENTS =
  /^(?:requirements[^/]*\.(?:txt|in)|[^/]*requirements\.txt|constraints\.txt|(?:base|common|prod|production|dev|local)\.txt)$/i;
const MANIFESTS = new Set([
  "pyproject.toml",
  "Pipfile",
  "Pipfile.lock",
  "poetry.lock",
  "uv.lock",
  "setup.py",
  "setup.cfg",
]);

/** What the manifests of a project say about its packages. */
export interface Packages {
  /** Whether any manifest names the package. */
  has(name: string): boolean;
  /** `5.2.1` as it is pinned exactly, or null. */
  version(name: string): string | null;
}

/** Reads requirements, pyproject, Pipfile and lock files in the application's folder, above it and just below it. */
export function readPackages(tree: SourceTree, folder: string): Packages {
  const above = upward(folder);
  const manifests = tree.paths.filter((path) => {
    const name = nameOf(path);
    const at = folderOf(path);
    const near = above.includes(at) || nameOf(at) === "requirements" && above.includes(folderOf(at));
    return near && !isAside(path) && (MANIFESTS.has(name) || REQUIREMENTS.test(name));
  }).toSorted((a, b) => depthOf(b) - depthOf(a));
  const texts = manifests.map((path) => tree.text(path) ?? "");
  return {
    has: (name) =>
      texts.some((text) => new RegExp(`(?:^|["'\\s])${spelled(name)}(?![\\w.-]*[\\w])`, "im").test(text)),
    version: (name) => {
      for (const text of texts) {
        const found = PINS.map((pin) => pin(name).exec(text)?.[1]).find((version) => version !== undefined);
        if (found !== undefined) return found;
      }
      return null;
    },
  };
}

const PINS: readonly ((name: string) => RegExp)[] = [
  // Django==5.2.1, "Django == 5.2.1", django~=5.2.1
  (name) =>
    new RegExp(
      `(?:^|["'\\s])${
        spelled(name)
      }(?:\\[[\\w,\\s-]*\\])?\\s*(?:==|~=(?=\\s*\\d+\\.\\d+\\.))\\s*(\\d+(?:\\.\\d+)*)`,
      "im",
    ),
  // poetry.lock, uv.lock
  (name) => new RegExp(`^name\\s*=\\s*"${spelled(name)}"\\s*\\nversion\\s*=\\s*"(\\d+(?:\\.\\d+)*)`, "im"),
  // Pipfile, Pipfile.lock
  (name) => new RegExp(`"?${spelled(name)}"?\\s*=\\s*"==(\\d+(?:\\.\\d+)*)`, "i"),
  (name) => new RegExp(`"${spelled(name)}":\\s*\\{[^{}]*"version":\\s*"==(\\d+(?:\\.\\d+)*)`, "i"),
];

/** Package names are compared without case, and `-`, `_` and `.` are one. */
function spelled(name: string): string {
  return name.replace(/[-_.]/g, "[-_.]");
}

/** `Django 5.2, SimpleJWT 5.5`: the packages that are there, with their versions where they are pinned. */
export function titleOf(
  packages: Packages,
  parts: readonly (readonly [title: string, name: string])[],
): string {
  return parts.map(([title, name]) => {
    const version = packages.version(name);
    return version === null ? title : `${title} ${version.split(".").slice(0, 2).join(".")}`;
  }).join(", ");
}

/** Whether a pinned version is at least another one; false where it is not known. */
export function isAtLeast(version: string | null, least: string): boolean {
  if (version === null) return false;
  const have = version.split(".").map(Number);
  for (const [i, wanted] of least.split(".").map(Number).entries()) {
    const part = have[i] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
