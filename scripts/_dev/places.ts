/** Where the few things are allowed that the lint plugin forbids elsewhere; a test holds these lists to the tree. */

/** The files that read a secret out of its wrapper, and what for. */
export const REVEALS: Readonly<Record<string, string>> = {
  "src/gather/trial/give_key.ts": "writes keys into the env files and the environment of a copy",
  "src/gather/login_request.ts": "posts the password",
  "src/secret.ts": "defines it",
  "src/steps/create_env_file.ts": "writes the new keys into an edit",
  "src/steps/set_key.ts": "writes the new key into an edit",
  "scripts/_demo.ts": "hands the embedded backend its own throw-away password and key",
  "src/gather/redactor.ts": "tells the redactor what to mask",
  "scripts/generate.ts": "prints the keys, which is its purpose",
};

/** The pure files that may use WebCrypto, `node:crypto`, `node:buffer` and `jose`. */
export const CRYPTOGRAPHY: readonly string[] = ["src/secret.ts", "src/tokens.ts"];

/** Whether a file may end its process, in its last statement: what somebody starts, and nothing else. */
export function mayExit(path: string): boolean {
  return /^scripts\/(?:_dev\/)?[^_/][^/]*\.ts$/.test(path) || path === "src/demo/server.ts" ||
    path.startsWith("tests/");
}
