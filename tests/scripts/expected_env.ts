import { assert } from "@std/assert";

/** What stands above an appended key. */
export const COMMENT = "# Signs JWTs and nothing else. Never the same as SECRET_KEY.";

const KEY = /JWT_SECRET_KEY=([A-Za-z0-9_-]{86})(?=\r?\n|$)/;

/** Holds a file to what it held, with a blank line, the comment and one assignment added, and gives the key. */
export function assertAdded(before: string, after: string): string {
  const key = newKeyIn(after);
  assert(after === `${before}\n${COMMENT}\nJWT_SECRET_KEY=${key}\n`, "other bytes than the new lines differ");
  return key;
}

/** Holds a file to what it held, with another value in the line of the key, and gives the key. */
export function assertReplaced(before: string, after: string): string {
  const key = newKeyIn(after);
  const expected = before.replace(/^JWT_SECRET_KEY=.*$/m, () => `JWT_SECRET_KEY=${key}`);
  assert(after === expected, "other bytes than the value differ");
  assert(after !== before, "nothing was replaced");
  return key;
}

function newKeyIn(text: string): string {
  const key = KEY.exec(text)?.[1];
  assert(key !== undefined, "there is no generated key in the file");
  return key;
}
