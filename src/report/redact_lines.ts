import { MASK } from "./mask_runs.ts";

/** What pydantic 2 printed of a rejected value goes on until it says the value's type. */
const OPEN_INPUT = /input_value=(?!.{0,20000}, input_type=)/;
const INPUT_END = /, input_type=[\w.]{1,80}\]/;
const BLOCK_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}(?:KEY|CERTIFICATE|MESSAGE)[A-Z ]{0,20}-----/;
const BLOCK_END = /-----END [A-Z0-9 ]{1,60}-----/;
/** A value or a key of more lines than this is none: its end was lost. */
const MOST_LINES = 200;

/**
 * Makes of a redactor one for lines that come one after another: a secret that goes over several lines (a
 * rejected value, a private key) is masked in each of them.
 */
export function createLineRedactor(redact: (text: string) => string): (line: string) => string {
  let end: RegExp | null = null;
  let left = 0;
  return (line) => {
    if (end !== null && left > 0) {
      const found = end.exec(line);
      left -= 1;
      if (found === null) return MASK;
      end = null;
      return MASK + redact(line.slice(found.index));
    }
    const block = BLOCK_BEGIN.exec(line);
    if (block !== null && !BLOCK_END.test(line)) {
      end = BLOCK_END;
      left = MOST_LINES;
      return redact(line.slice(0, block.index)) + block[0] + MASK;
    }
    end = OPEN_INPUT.test(line) ? INPUT_END : null;
    left = MOST_LINES;
    return redact(line);
  };
}
