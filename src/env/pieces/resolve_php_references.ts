/** Characters; references that refer to each other twice over would otherwise grow without end. */
const LONGEST = 2 ** 26;

/**
 * Fills in `${NAME}` at each of these offsets of a dollar sign, the last one first, so that what is filled in
 * can become part of a name further left. A name that is not known stays as it stands. Null when the value
 * grows too long.
 */
export function resolvePhpReferences(
  text: string,
  dollars: readonly number[],
  lookup: (name: string) => string | undefined,
): string | null {
  /** What stands behind the dollar sign at hand, from the end of the text on. */
  const pieces: string[] = [];
  let end = text.length;
  let added = 0;
  for (const dollar of dollars.toReversed()) {
    push(pieces, text.slice(dollar + 1, end));
    const name = takeName(pieces);
    const put = name === null ? "$" : lookup(name) ?? `\${${name}}`;
    added += put.length;
    if (added > LONGEST) return null;
    push(pieces, put);
    end = dollar;
  }
  push(pieces, text.slice(0, end));
  // Added up and not joined: a value that grows from line to line is then not copied each time.
  return pieces.toReversed().reduce((joined, piece) => joined + piece, "");
}

function push(pieces: string[], piece: string): void {
  if (piece !== "") pieces.push(piece);
}

const OF_NAME = /[a-zA-Z0-9_.]*/y;

/** Takes `{NAME}` off the front of the pieces, of which the last one comes first. Null where none is there. */
function takeName(pieces: string[]): string | null {
  if (!pieces.at(-1)?.startsWith("{")) return null;
  let name = "";
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = pieces[index] ?? "";
    const start = index === pieces.length - 1 ? 1 : 0;
    OF_NAME.lastIndex = start;
    const part = OF_NAME.exec(piece)?.[0] ?? "";
    name += part;
    const behind = start + part.length;
    if (behind === piece.length) continue;
    if (piece[behind] !== "}" || name === "") return null;
    pieces.length = index;
    push(pieces, piece.slice(behind + 1));
    return name;
  }
  return null;
}
