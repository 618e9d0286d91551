import { fieldOf, type YamlNode } from "../read_yaml.ts";

/** One file of an `env_file:`. */
export interface EnvFileEntry {
  /** As it is written. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly format: "compose" | "raw";
  /** Whether Compose refuses to start without it. */
  readonly presence: "required" | "optional";
}

const READ = new WeakMap<YamlNode, readonly EnvFileEntry[]>();

/** The files of an `env_file:`, which is a text or a list of texts and of maps with a `path`; the last one wins. */
export function composeEnvFiles(node: YamlNode): readonly EnvFileEntry[] {
  const known = READ.get(node);
  if (known !== undefined) return known;
  const items = node.kind === "list" ? node.items : [node];
  const entries = items.flatMap((item) => entryOf(item) ?? []);
  READ.set(node, entries);
  return entries;
}

function entryOf(node: YamlNode): EnvFileEntry | null {
  const path = node.kind === "map" ? fieldOf(node, "path")?.value : node;
  if (path?.kind !== "text" || path.text === "") return null;
  const textOf = (key: string) => {
    const value = fieldOf(node, key)?.value;
    return value?.kind === "text" ? value.text.toLowerCase() : "";
  };
  return {
    file: path.text,
    line: path.line,
    format: textOf("format") === "raw" ? "raw" : "compose",
    presence: textOf("required") === "false" ? "optional" : "required",
  };
}
