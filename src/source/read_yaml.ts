import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";

/** A value of a YAML file with the 1-based line where it begins. What an alias stands for is the same object. */
export type YamlNode = YamlText | YamlList | YamlMap;

/** A scalar as it was meant, without quotes, folds and tags. */
export interface YamlText {
  readonly kind: "text";
  readonly text: string;
  /** Whether nothing was written, or `~` or `null`. */
  readonly isNull: boolean;
  readonly line: number;
}

export interface YamlList {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
  readonly line: number;
}

export interface YamlMap {
  readonly kind: "map";
  /** In the order in which they stand, `<<` as it is written. */
  readonly entries: readonly YamlEntry[];
  readonly line: number;
}

export interface YamlEntry {
  readonly key: string;
  /** Of the key. */
  readonly line: number;
  readonly value: YamlNode;
}

/** No compose file that a person wrote is longer, and the parser takes a second for the worst of this length. */
const LONGEST = 1 << 16;

/** What was read of a YAML text. */
export interface YamlRead {
  readonly documents: readonly YamlNode[];
  /** Whether that is all of it: it is not too long, not nested too deep, and without an error. */
  readonly isWhole: boolean;
}

/**
 * The documents of a YAML text, as far as it can be read. Merge keys are left to who reads a field: copied into every
 * map that names them they could outgrow the memory.
 */
export function readYaml(text: string): YamlRead {
  if (text.length > LONGEST) return { documents: [], isWhole: false };
  const lineCounter = new LineCounter();
  try {
    const parsed = [...parseAllDocuments(plainBreaks(text), {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "silent",
    })];
    return {
      documents: parsed.map(({ contents }) => nodesOf(lineCounter).convert(contents)),
      isWhole: parsed.every(({ errors }) => errors.length === 0),
    };
  } catch (error) {
    // The parser goes down with every level, and so does the conversion.
    if (error instanceof RangeError) return { documents: [], isWhole: false };
    throw error;
  }
}

/** Go's parser knows the line breaks of YAML 1.1 too, and UTF-16: that arrives decoded as if it was UTF-8. */
function plainBreaks(text: string): string {
  const decoded = /^\uFFFD\uFFFD/.test(text) ? text.slice(2).replaceAll("\0", "") : text;
  return decoded.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, "\n");
}

function nodesOf(lines: LineCounter) {
  const anchors = new Map<string, YamlNode>();
  const convert = (node: unknown, fallback = 1): YamlNode => {
    const nothing: YamlText = { kind: "text", text: "", isNull: true, line: fallback };
    if (isAlias(node)) return anchors.get(node.source) ?? nothing;
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return nothing;
    const line = node.range ? lines.linePos(node.range[0]).line : fallback;
    const made = ((): YamlNode => {
      if (isScalar(node)) {
        const isNull = node.value === null;
        const plain = node.type === "PLAIN" ? node.source : undefined;
        return { kind: "text", text: isNull ? "" : plain ?? String(node.value), isNull, line };
      }
      if (isSeq(node)) {
        return {
          kind: "list",
          items: node.items.map((item) => convert(isPair(item) ? null : item, line)),
          line,
        };
      }
      const entries = node.items.map(({ key, value }): YamlEntry => {
        const name = convert(key, line);
        const at = isAlias(key) ? line : name.line;
        return { key: name.kind === "text" ? name.text : "", line: at, value: convert(value, at) };
      });
      return { kind: "map", entries, line };
    })();
    if (node.anchor !== undefined) anchors.set(node.anchor, made);
    return made;
  };
  return { convert };
}

const FIELDS = new WeakMap<YamlMap, Map<string, YamlEntry | null>>();
const DEEPEST = 200;

/** An entry of a map by its key: its own, else one that it takes over by `<<`, of which the first map counts. */
export function fieldOf(node: YamlNode | undefined, key: string, depth = 0): YamlEntry | undefined {
  if (node?.kind !== "map" || depth > DEEPEST) return undefined;
  let known = FIELDS.get(node);
  if (known === undefined) {
    known = new Map(node.entries.filter((entry) => entry.key !== "<<").map((entry) => [entry.key, entry]));
    FIELDS.set(node, known);
  }
  const own = known.get(key);
  if (own !== undefined) return own ?? undefined;
  const merged = node.entries.filter((entry) => entry.key === "<<").flatMap(({ value }) =>
    value.kind === "list" ? value.items : [value]
  );
  for (const map of merged) {
    const found = fieldOf(map, key, depth + 1);
    if (found !== undefined) {
      known.set(key, found);
      return found;
    }
  }
  known.set(key, null);
  return undefined;
}

/** Every entry of a map, those that it takes over by `<<` too. */
export function fieldsOf(node: YamlNode | undefined): readonly YamlEntry[] {
  const found: YamlEntry[] = [];
  const visited = new Set<YamlNode>();
  const waiting: (YamlNode | undefined)[] = [node];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (visited.has(at)) continue;
    visited.add(at);
    if (at.kind === "list") waiting.push(...at.items);
    for (const entry of at.kind === "map" ? at.entries : []) {
      if (entry.key === "<<") waiting.push(entry.value);
      else found.push(entry);
    }
  }
  return found;
}

/** The text of a scalar; empty for everything else. */
export function textOf(node: YamlNode | undefined): string {
  return node?.kind === "text" ? node.text : "";
}

/** The items of a list; what is no list is one item, and nothing is none. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node === undefined ? [] : node.kind === "list" ? node.items : [node];
}
