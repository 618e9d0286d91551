/**
 * Finds the next of these quotes behind an offset before which stands an even number of backslashes, or -1.
 * Asked for rising offsets it passes over the text once.
 */
export function findClosers(text: string, quote: string): (open: number) => number {
  let close = -2;
  return (open) => {
    if (close === -1 || close > open) return close;
    close = text.indexOf(quote, open + 1);
    while (close !== -1 && isShielded(text, close)) close = text.indexOf(quote, close + 1);
    return close;
  };
}

function isShielded(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === "\\") start--;
  return (at - start) % 2 === 1;
}
