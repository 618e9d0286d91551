/** A piece of a document: a paragraph, an item, a row of a table, a heading, or a block of code. */
export interface Passage {
  readonly kind: "prose" | "heading" | "code";
  /** 1-based line of its first line. */
  readonly line: number;
  readonly lines: readonly string[];
  /** Passages of one section share a number; the steps of a section are parts of it. */
  readonly section: number;
  /** The heading that it stands under, and for code what is said right before it. */
  readonly said: readonly string[];
}

const FENCE = /^\s{0,12}(`{3,}|~{3,})/;
const HEADING = /^(#{1,6})\s+(.*)$/;
/** Headings of steps: what was changed in one is applied in the next. */
const NUMBERED = /^(?:\*\*)?(?:step|phase)?\s*\d/i;
const LATER = /^(?:re)?start|^verify|^check|^apply|^then\b/i;
/** What begins a piece of its own: an item of a list, a row of a table. */
const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)]|\|)\s?/;

/** Reads a document in Markdown, or of plain text, into its pieces, in order. */
export function readPassages(text: string): readonly Passage[] {
  const passages: Passage[] = [];
  let open: string[] = [];
  let fence: string | null = null;
  let section = 0;
  let heading = "";
  let before = "";

  function close(end: number, kind: Passage["kind"]): void {
    const said = kind === "code" ? [heading, before] : [heading];
    if (open.length > 0) passages.push({ kind, line: end - open.length, lines: open, section, said });
    before = kind === "code" ? "" : open.join(" ");
    open = [];
  }

  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const number = index + 1;
    const mark = FENCE.exec(line)?.[1];
    if (fence !== null) {
      if (mark === undefined || !mark.startsWith(fence)) open.push(line);
      else {
        close(number, "code");
        fence = null;
      }
    } else if (mark !== undefined) {
      if (open.length > 0) close(number, "prose");
      fence = mark;
    } else if (line.trim() === "") {
      if (open.length > 0) close(number, "prose");
    } else {
      const title = HEADING.exec(line);
      if ((title !== null || ITEM.test(line)) && open.length > 0) close(number, "prose");
      open.push(line);
      if (title === null) continue;
      const [, marks = "", words = ""] = title;
      const isStep = marks.length > 1 && (NUMBERED.test(words) || (LATER.test(words) && marks.length > 2));
      if (!isStep) section += 1;
      heading = words;
      close(number + 1, "heading");
    }
  }
  close(text.split(/\r?\n/).length + 1, fence === null ? "prose" : "code");
  return passages;
}
