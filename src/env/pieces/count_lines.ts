/**
 * Turns offsets into 1-based line numbers of a text whose line ends are line feeds. The offsets must not
 * go back: the whole text is counted once, however many are asked.
 */
export function countLines(text: string): (offset: number) => number {
  let line = 1;
  let next = text.indexOf("\n");
  return (offset) => {
    while (next !== -1 && next < offset) {
      line++;
      next = text.indexOf("\n", next + 1);
    }
    return line;
  };
}
