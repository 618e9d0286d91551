/**
 * Measures how many words of a list `--wordlist` tries a second, on one thread and reading included, beside what
 * `openssl speed` says that this machine can do. Prints, and fails at nothing: a machine may be busy.
 */
import { decodeToken, forge } from "../../src/tokens.ts";
import { wordTrial } from "../../src/word_list.ts";

const SECONDS = 3;
const WORDS = 20_000;
const PROMISED = 100_000;

function main(): number {
  const header = { alg: "HS256", typ: "JWT" };
  // As long as the access tokens of SimpleJWT are.
  const claims = {
    token_type: "access",
    exp: 1_800_000_000,
    iat: 1_799_999_100,
    jti: "0".repeat(32),
    user_id: 1,
  };
  const bytes = forge({ header, claims }, { key: new Uint8Array() }).lastIndexOf(".");
  for (const alg of ["HS256", "HS384", "HS512"] as const) {
    const text = forge({ header: { ...header, alg }, claims }, {
      key: crypto.getRandomValues(new Uint8Array(64)),
    });
    print(`keysplit, ${alg}, one thread`, `${rateOf(text).toLocaleString("en")} keys a second`);
  }
  print("promised for HS256", `${PROMISED.toLocaleString("en")} keys a second`);
  print("openssl speed -hmac sha256", limitOf(bytes));
  return 0;
}

function print(subject: string, text: string): void {
  console.log(`${subject.padEnd(32)}${text}`);
}

function rateOf(token: string): number {
  const decoded = decodeToken(token);
  if (decoded.outcome !== "token") throw new Error("Cannot decode the token of the benchmark");
  const trial = wordTrial(decoded);
  const piece = new TextEncoder().encode(
    Array.from({ length: WORDS }, (_, i) => `password${i * 7919}\n`).join(""),
  );
  // What is compiled on the way is not measured.
  trial.take(piece);
  const before = trial.words();
  const start = performance.now();
  let seconds = 0;
  while (seconds < SECONDS) {
    if (trial.take(piece) !== null) throw new Error("A word fits a random key");
    seconds = (performance.now() - start) / 1000;
  }
  return Math.round((trial.words() - before) / seconds);
}

/** What one thread of OpenSSL makes of messages of this length, with one key that is set up once. */
function limitOf(bytes: number): string {
  const args = ["speed", "-seconds", "2", "-bytes", `${bytes}`, "-hmac", "sha256"];
  try {
    const { success, stdout, stderr } = new Deno.Command("openssl", { args, clearEnv: true }).outputSync();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    const thousands = /^hmac\(sha256\)\s+([\d.]+)k/m.exec(said)?.[1];
    if (!success || thousands === undefined) return "not measured: this openssl has no such test";
    const rate = Math.round(Number(thousands) * 1000 / bytes);
    return `${
      rate.toLocaleString("en")
    } MACs a second of ${bytes} bytes under one key, the limit of this machine`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "not measured: openssl is not installed";
    throw error;
  }
}

if (import.meta.main) Deno.exit(main());
