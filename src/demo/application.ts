import type { Application } from "../backends/backend.ts";

/** Where the demo backend is to be run from; both paths absolute. */
export interface DemoPlace {
  /** The Deno that runs Keysplit: `Deno.execPath()`. */
  readonly deno: string;
  /** The folder of Keysplit's `deno.json`. */
  readonly checkout: string;
  /** Deno's cache, which stays the same where a check gets a HOME of its own; see {@linkcode denoCache}. */
  readonly cache: string;
}

/** Where Deno keeps its cache by default, or by `DENO_DIR`; null where no variable says it. */
export function denoCache(
  variable: (name: string) => string | undefined,
  platform: string,
): string | null {
  const given = variable("DENO_DIR");
  if (given) return given;
  const home = variable("HOME");
  if (platform === "darwin") return home ? `${home}/Library/Caches/deno` : null;
  const caches = variable("XDG_CACHE_HOME") || (home ? `${home}/.cache` : null);
  return caches === null ? null : `${caches}/deno`;
}

/** What detection would say of the demo backend, were there a backend of its own for it. */
export function demoApplication({ deno, checkout, cache }: DemoPlace): Application {
  const run = [
    "env",
    `DENO_DIR=${cache}`,
    deno,
    "run",
    "--no-prompt",
    // The lock file is read and never written: nothing in the checkout changes.
    "--frozen",
    "--allow-net=127.0.0.1",
    "--allow-read",
    "--allow-env",
    "--config",
    `${checkout}/deno.json`,
    `${checkout}/src/demo/server.ts`,
  ];
  return {
    backend: "generic",
    title: "Keysplit's demo backend",
    folder: ".",
    loader: { dialect: "npm-dotenv", title: "npm dotenv", files: [".env"] },
    names: { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" },
    readsJwtKey: true,
    algorithm: "HS256",
    check: { words: [...run, "check"], shown: "server.ts check" },
    serve: { words: [...run, "serve", "{port}"], shown: "server.ts serve" },
    login: { paths: ["/api/token/"], body: "json", usernameField: "username", passwordField: "password" },
    verifyPaths: ["/api/token/verify/"],
    protectedPaths: ["/api/me/"],
    signing: null,
    keyFiles: [],
  };
}
