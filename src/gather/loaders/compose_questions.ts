import { environmentOf } from "../../source/deploy/compose_services.ts";
import type { YamlNode } from "../../source/read_yaml.ts";

/**
 * The first line below some values of a compose file that takes a variable from the shell or from the project's `.env`:
 * `${NAME…}` anywhere, or `NAME` without a value under `environment:`; null where there is none.
 */
export function lineThatAsks(roots: readonly YamlNode[], name: string): number | null {
  const spelled = name.replaceAll(/[.-]/g, "\\$&");
  const reference = new RegExp(`(?<!\\$)(?:\\$\\$)*\\$\\{?${spelled}(?!\\w)`);
  const lines: number[] = [];
  const visited = new Set<YamlNode>();
  const visit = (node: YamlNode): void => {
    if (visited.has(node)) return;
    visited.add(node);
    if (node.kind === "text") {
      if (node.text.includes("$") && reference.test(node.text)) lines.push(node.line);
    } else if (node.kind === "list") node.items.forEach(visit);
    else {
      for (const { key, value } of node.entries) {
        if (key === "environment" && environmentOf(value, name) === null) lines.push(lineOf(value, name));
        visit(value);
      }
    }
  };
  roots.forEach(visit);
  return lines.length === 0 ? null : lines.reduce((a, b) => Math.min(a, b));
}

function lineOf(environment: YamlNode, name: string): number {
  const named = environment.kind === "map"
    ? environment.entries.find(({ key }) => key === name)
    : environment.kind === "list"
    ? environment.items.find((item) => item.kind === "text" && item.text === name)
    : undefined;
  return named?.line ?? environment.line;
}
