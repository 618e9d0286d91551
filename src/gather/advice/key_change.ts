import { MAKES_A_KEY } from "../../diagnosis/advice.ts";

/** What is said where a key, or the file that holds it, is changed. */
const SAID = /\.env\b|jwt|secret|signing[ _-]?key|rotat(?:e|ed|es|ing|ion)|environment variable/i;
/** A command that writes an env file. */
const WRITES =
  />\s{0,4}["']?\S{0,200}\.env\b|\b(?:sed\s{1,4}-i|cp|mv|vim?|nano|tee)\b[^|;&\n]{0,200}\.env\b|\brotat/i;
/** Makes the containers anew, so that a restart beside it is for something else. */
const RECREATES = /\bcompose\b[^|;&\n]{0,200}\s(?:up|down|rm|create)\b|--force-recreate/;

/** What stands around a restart. */
export interface Around {
  /** What is said before it: sentences, headings, comments, names. */
  readonly said: readonly string[];
  /** The commands before it. */
  readonly commands: readonly string[];
  /** All that belongs to the same walk. */
  readonly whole: readonly string[];
}

/** Whether containers are restarted after a key was changed, and are not made anew as well. */
export function followsKeyChange({ said, commands, whole }: Around): boolean {
  if (whole.some((text) => RECREATES.test(text))) return false;
  return said.some((text) => SAID.test(text)) ||
    commands.some((text) => WRITES.test(text) || MAKES_A_KEY.test(text));
}
