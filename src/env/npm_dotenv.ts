import type { Dialect, Reading } from "./dialect.ts";
import { lastOf } from "./pieces/assignment.ts";
import { cutAtNul } from "./pieces/cut_at_nul.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { scanNpmDotenv } from "./pieces/scan_npm_dotenv.ts";

/** `#` cuts an unquoted value anywhere; three kinds of quotes, over many lines; nothing is expanded. */
export const NPM_DOTENV: Dialect = {
  id: "npm-dotenv",
  title: "npm dotenv 16 to 18",
  loaders: [
    "npm-dotenv@16.6.1",
    "npm-dotenv@17.4.2",
    "npm-dotenv@18.0.10",
    "npm-dotenv@18.0.10(fast)",
  ],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string): Reading {
  const text = decodeLoosely(bytes).replace(/\r\n?/g, "\n");
  return cutAtNul(lastOf(scanNpmDotenv(text).filter((assignment) => assignment.key === key)));
}
