/**
 * The backend on which `deno task upgrade` runs when it is given none: a small application in the state right
 * after the breaking change was pulled. It is started as a process of its own and knows nothing of Keysplit.
 *
 *     server.ts check         reads the settings and ends: 0, or 1 with the reason on standard error
 *     server.ts serve PORT    does the same and then answers on 127.0.0.1
 *
 * The settings come from `.env` in the working folder; the process environment wins, also an empty variable.
 */

import { parse } from "@std/dotenv";

import { demoEndpoints } from "./endpoints.ts";
import { type DemoSettings, ImproperlyConfigured, readSettings } from "./settings.ts";

function main([command, port]: readonly string[]): number | null {
  if (command !== "check" && (command !== "serve" || !/^\d+$/.test(port ?? ""))) {
    console.error("Usage: server.ts check | serve PORT");
    return 2;
  }
  try {
    const settings = loadSettings();
    if (command === "serve") return serve(settings, Number(port));
    console.log("The settings hold: no issues.");
    return 0;
  } catch (error) {
    if (!(error instanceof ImproperlyConfigured)) throw error;
    console.error(`${error.name}: ${error.message}`);
    return 1;
  }
}

function loadSettings(): DemoSettings {
  const file = parse(envFile());
  return readSettings((name) => Deno.env.get(name) ?? file[name]);
}

function envFile(): string {
  try {
    return Deno.readTextFileSync(".env");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Serves until the process is ended. */
function serve(settings: DemoSettings, port: number): number | null {
  try {
    Deno.serve({
      hostname: "127.0.0.1",
      port,
      onListen: ({ hostname, port }) => console.error(`Listening on http://${hostname}:${port}/`),
    }, demoEndpoints(settings));
    return null;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    console.error("Error: That port is already in use.");
    return 1;
  }
}

if (import.meta.main) {
  const code = main(Deno.args);
  if (code !== null) Deno.exit(code);
}
