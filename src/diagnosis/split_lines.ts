import { endOfPart } from "./end_of_part.ts";

/** Cuts a text that comes in pieces into lines. */
export interface LineSplitter {
  add(piece: string): void;
  /** The last line, where no line feed ended it. */
  end(): void;
}

/** Longest part of a line that is held: a longer line comes in parts, each with the line's number. */
export const PART_LIMIT = 64 * 1024;

/**
 * Makes a splitter that calls `take` with each line, without its line end, and its 1-based number. Empty lines
 * count and are passed on.
 */
export function createLineSplitter(take: (number: number, text: string) => void): LineSplitter {
  let number = 1;
  let open = "";
  /** Whether a part of the open line was passed on already. */
  let parted = false;

  function addToLine(text: string): void {
    open += text;
    while (open.length > PART_LIMIT) {
      // So that no word, no message and no secret is cut where that can be helped.
      const end = endOfPart(open, PART_LIMIT);
      take(number, open.slice(0, end));
      open = open.slice(end);
      parted = true;
    }
  }

  function endLine(): void {
    const text = open.endsWith("\r") ? open.slice(0, -1) : open;
    if (!parted || text !== "") take(number, text);
    number += 1;
    open = "";
    parted = false;
  }

  return {
    add(piece) {
      let start = 0;
      for (let feed = piece.indexOf("\n"); feed >= 0; feed = piece.indexOf("\n", start)) {
        addToLine(piece.slice(start, feed));
        endLine();
        start = feed + 1;
      }
      addToLine(piece.slice(start));
    },
    end() {
      if (open !== "") endLine();
    },
  };
}
