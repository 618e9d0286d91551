import { MASK } from "./mask_runs.ts";

/** What pydantic 2 printed of a rejected value goes on until it says the value's type. */
const OPEN_INPUT = /input_value=(?!.{0,20000}, input_type=)/;
const INPUT_END = /, input_type=[\w.]{1,80}\]/;
const BLOCK_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}(?:KEY|CERTIFICATE|MESSAGE)[A-Z ]{0,20}-----/;
const BLOCK_END = /-----END [A-Z0-9 ]{1,60}-----/;

/**
 * Makes of a redactor one for lines that come one after another: a secret that goes over several lines (a
 * rejected value, a private key) is masked in each of them.
 */
export function createLineRedactor(redact: (text: string) => string): (line: string) => string {
  let end: RegExp | null = null;
  return (line) => {
    if (end !== null) {
      const found = end.exec(line);
      if (found === null) return MASK;
      end = null;
      return MASK + redact(line.slice(found.index));
    }
    const block = BLOCK_BEGIN.exec(line);
    if (block !== null && !BLOCK_END.test(line)) {
      end = BLOCK_END;
      return redact(line.slice(0, block.index)) + block[0] + MASK;
    }
    if (OPEN_INPUT.test(line)) end = INPUT_END;
    return redact(line);
  };
}
