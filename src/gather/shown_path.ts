import { relative } from "@std/path";
import type { Project } from "./project.ts";

/** A path as a person would say it: relative to the project where it lies inside. */
export function shownPath({ root }: Pick<Project, "root">, path: string): string {
  const inside = relative(root, path);
  return inside === "" || inside.startsWith("..") ? path : inside;
}
