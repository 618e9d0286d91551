/** What a name stands for; undefined where it is not known. */
export type Lookup = (name: string) => string | undefined;

/** Characters; references that refer to each other twice over would otherwise grow without end. */
const LONGEST = 2 ** 26;

const ESCAPED: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  $: "$",
  " ": " ",
  n: "\n",
};

/** Where the reader stands; in a name it remembers by `quoted` what it is in the middle of. */
type State = "plain" | "single" | "name" | "braced" | "escape" | "behind";

/**
 * The value of dotenvy and dotenv-rs: quoted and bare parts one after the other. A name ends at the first
 * character that is no letter and no digit, which then stands for itself, even a closing quote. Null where
 * the parser refuses the value.
 */
export function readDotenvyValue(input: string, lookup: Lookup): string | null {
  let output = "";
  let name = "";
  let state: State = "plain";
  let isInDouble = false;
  for (const character of input) {
    if (output.length > LONGEST) return null;
    if (state === "behind") {
      if (character === "#") break;
      if (character !== " " && character !== "\t") return null;
    } else if (state === "escape") {
      const escaped = ESCAPED[character];
      if (escaped === undefined) return null;
      output += escaped;
      state = "plain";
    } else if (state === "single") {
      if (character === "'") state = "plain";
      else output += character;
    } else if (state === "braced") {
      if (character === "}") {
        output += lookup(name) ?? "";
        name = "";
        state = "plain";
      } else name += character;
    } else if (state === "name") {
      if (isLetterOrDigit(character)) name += character;
      else if (character === "{" && name === "") state = "braced";
      else {
        output += lookup(name) ?? "";
        name = "";
        if (character !== "$") {
          output += character;
          state = "plain";
        }
      }
    } else if (character === "$") state = "name";
    else if (character === "\\") state = "escape";
    else if (character === '"') isInDouble = !isInDouble;
    else if (isInDouble) output += character;
    else if (character === "'") state = "single";
    else if (character === " " || character === "\t") state = "behind";
    else output += character;
  }
  if (state === "braced" || state === "single" || isInDouble) return null;
  return state === "name" ? output + (lookup(name) ?? "") : output;
}

/** Rust's `char::is_alphanumeric`. */
function isLetterOrDigit(character: string): boolean {
  return /^[\p{Alphabetic}\p{N}]$/u.test(character);
}
