/** A part of the house. Which part a file belongs to follows from its path alone. */
export type Floor = "rules" | "pure" | "gather" | "io" | "demo" | "library" | "scripts" | "tests";

/** What each part may import. A folder of `src` that is not named here is pure. */
const MAY_IMPORT = {
  rules: ["rules"],
  pure: ["rules", "pure"],
  io: ["rules", "pure", "io"],
  gather: ["rules", "pure", "io", "gather"],
  demo: ["rules", "pure", "demo"],
  library: ["rules", "pure"],
  scripts: ["rules", "pure", "io", "gather", "demo", "library", "scripts"],
  tests: ["rules", "pure", "io", "gather", "demo", "library", "scripts", "tests"],
} as const satisfies Record<Floor, readonly Floor[]>;

const WORDS = {
  rules: "a rule",
  pure: "a pure module",
  gather: "a gatherer",
  io: "a module of src/io",
  demo: "the embedded backend",
  library: "the library",
  scripts: "a script",
  tests: "a test",
} as const satisfies Record<Floor, string>;

/** The floors where values go in and values come out, and nothing else happens. */
export const PURE: ReadonlySet<Floor | null> = new Set(["rules", "pure"]);

/** The floor of a file by its path in the checkout; null for what belongs to none, such as this very tool. */
export function floorOf(path: string): Floor | null {
  if (path === "mod.ts") return "library";
  if (path === "src/policy.ts" || path.startsWith("src/rules/")) return "rules";
  if (path.startsWith("src/gather/")) return "gather";
  if (path.startsWith("src/io/")) return "io";
  if (path.startsWith("src/demo/")) return "demo";
  if (path.startsWith("src/")) return "pure";
  if (path.startsWith("scripts/")) return "scripts";
  return path.startsWith("tests/") ? "tests" : null;
}

/** One import: the paths of both files in the checkout; `to` is as written where it is no path. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: "type" | "value";
}

/** What is wrong with an import, as a sentence; null where it goes down. */
export function complainAbout({ from, to, kind }: Import): string | null {
  const floor = floorOf(from);
  if (floor === null || floor === "tests") return null;
  const target = floorOf(to);
  if (target === null) {
    return floor === "rules" ? `A rule imports nothing but rules and the policy, not "${to}"` : null;
  }
  // A pure module may say what it would need of the world, and is given it.
  if (floor === "pure" && kind === "type" && to === "src/io/host.ts") return null;
  if (target === "demo" && floor === "scripts" && to !== "src/demo/mod.ts") {
    return `The embedded backend is an application of its own: import src/demo/mod.ts, not "${to}"`;
  }
  const allowed: readonly Floor[] = MAY_IMPORT[floor];
  return allowed.includes(target)
    ? null
    : `Imports go down only: ${WORDS[floor]} may not import "${to}", which is ${WORDS[target]}`;
}
