/** What one byte sequence typed at a question does to it. */
export type Typed = "open" | "done" | "given-up";

/** The line that is being typed at a question, fed with the bytes of a terminal in raw mode. */
export interface LineEditor {
  /**
   * Takes bytes until the line is done or given up.
   *
   * @returns the state, what the terminal should show for it, and the bytes that belong to the next question
   */
  feed(bytes: Uint8Array): { state: Typed; echo: string; rest: Uint8Array };
  text(): string;
}

const CTRL_C = 3;
const CTRL_D = 4;
const CTRL_H = 8;
const LINE_FEED = 10;
const RETURN = 13;
const CTRL_U = 21;
const ESCAPE = 27;
const BACKSPACE = 127;

const NOTHING = new Uint8Array();

/**
 * A line editor for raw mode: Return ends the line, Ctrl-C gives it up, Ctrl-D gives an empty line up,
 * Backspace takes back a character and Ctrl-U all of them. Keys that send an escape sequence do nothing.
 */
export function lineEditor(): LineEditor {
  // Characters and not bytes, so that Backspace takes a whole one.
  const typed: string[] = [];
  const decoder = new TextDecoder();
  let sequence: "none" | "begun" | "inside" = "none";

  function escaped(byte: number): boolean {
    if (sequence === "none") {
      if (byte === ESCAPE) sequence = "begun";
      return byte === ESCAPE;
    }
    // CSI (`ESC [`) and SS3 (`ESC O`) go on to a final byte; any other sequence is one character.
    const goesOn = sequence === "begun" ? byte === 0x5b || byte === 0x4f : byte < 0x40 || byte > 0x7e;
    sequence = goesOn ? "inside" : "none";
    return true;
  }

  function takeBack(count: number): string {
    return typed.splice(-count, count).map((character) => rubOut(columns(character))).join("");
  }

  function feed(bytes: Uint8Array): { state: Typed; echo: string; rest: Uint8Array } {
    let echo = "";
    for (const [at, byte] of bytes.entries()) {
      if (byte === CTRL_C) return { state: "given-up", echo, rest: NOTHING };
      if (escaped(byte)) continue;
      if (byte === LINE_FEED || byte === RETURN) return { state: "done", echo, rest: bytes.subarray(at + 1) };
      if (byte === CTRL_D && typed.length === 0) return { state: "given-up", echo, rest: NOTHING };
      if (byte === CTRL_H || byte === BACKSPACE) echo += takeBack(Math.min(1, typed.length));
      else if (byte === CTRL_U) echo += takeBack(typed.length);
      else if (byte >= 32) {
        // Empty until the last byte of a character has come.
        const character = decoder.decode(bytes.subarray(at, at + 1), { stream: true });
        if (character === "" || /\p{Cc}/u.test(character)) continue;
        typed.push(character);
        echo += character;
      }
    }
    return { state: "open", echo, rest: NOTHING };
  }

  return { feed, text: () => typed.join("") };
}

function rubOut(width: number): string {
  return "\b".repeat(width) + " ".repeat(width) + "\b".repeat(width);
}

/** East Asian and emoji characters fill two cells, combining marks none. */
function columns(character: string): number {
  if (/^\p{Mark}/u.test(character)) return 0;
  return /^[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
      .test(
        character,
      )
    ? 2
    : 1;
}
