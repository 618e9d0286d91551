import type { CiKind } from "../../rules/facts.ts";
import { fieldOf, textOf, type YamlNode } from "../read_yaml.ts";
import { assignmentsIn, envFilesIn } from "./assignments.ts";
import { type HandedFile, MOST_HANDED, type Place } from "./place.ts";

/** Lines of a shell, and where the first one is: 1-based. */
export interface Script {
  readonly lines: readonly string[];
  readonly line: number;
}

/** A job as a place: what its scripts assign comes before what it is given. */
export function jobOf<Kind extends CiKind>(
  { scripts, variables, ...at }:
    & Pick<Place<Kind>, "path" | "line" | "kind" | "name" | "variables">
    & { readonly scripts: readonly Script[] },
): Place<Kind> {
  const assigned = scripts.flatMap(({ lines, line }) => assignmentsIn(lines, line));
  const files: readonly HandedFile[] = scripts.flatMap(({ lines, line }) => envFilesIn(lines, line));
  return {
    ...at,
    role: "job",
    variables: [...assigned, ...variables].slice(0, MOST_HANDED),
    files: files.slice(0, MOST_HANDED),
    stores: [],
    runs: scripts.slice(0, 50).map(({ lines }) => lines.join("\n").slice(0, 2000)),
  };
}

/** The scripts of some fields, each a text or a list of them. */
export function scriptsIn(node: YamlNode | undefined, fields: readonly string[]): readonly Script[] {
  return fields.flatMap((field) => {
    const value = fieldOf(node, field)?.value;
    return (value?.kind === "list" ? value.items : [value]).flatMap(scriptOf);
  });
}

/** One script; none where there is no text. */
export function scriptOf(node: YamlNode | undefined): readonly Script[] {
  const lines = textOf(node).split("\n");
  return node === undefined || lines.length === 0
    ? []
    : [{ lines, line: node.line + (lines.length > 1 ? 1 : 0) }];
}
