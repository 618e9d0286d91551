/** More patterns, or longer ones, than a person writes. */
const MOST = 1000;
const LONGEST = 512;
const MOST_STARS = 8;

/** Whether `.dockerignore` leaves a path out, which is relative to the context; the last pattern that fits counts. */
export function isLeftOut(path: string, dockerignore: string): boolean {
  let leftOut = false;
  for (const row of dockerignore.split(/\r?\n/).slice(0, MOST)) {
    const written = row.trim();
    if (written === "" || written.startsWith("#") || written.length > LONGEST) continue;
    const keeps = written.startsWith("!");
    const pattern = patternOf(keeps ? written.slice(1) : written);
    if (pattern !== null && pattern.test(path)) leftOut = !keeps;
  }
  return leftOut;
}

/** Fits the path itself and everything below it. */
function patternOf(written: string): RegExp | null {
  const plain = written.trim().replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");
  if (plain === "" || (plain.match(/\*+/g)?.length ?? 0) > MOST_STARS) return null;
  const source = plain === "."
    ? ".*"
    : plain.replace(/[\\^$.|+(){}]/g, "\\$&").replaceAll(/\*\*\/|\*\*|\*|\?/g, (sign) => {
      switch (sign) {
        case "**/":
          return "(?:.*/)?";
        case "**":
          return ".*";
        case "*":
          return "[^/]*";
        default:
          return "[^/]";
      }
    });
  try {
    return new RegExp(`^${source}(?:/|$)`);
  } catch {
    // A range of characters that is none fits nothing.
    return null;
  }
}
