import { createRequire } from "node:module";
import { join } from "@std/path";
import { leaveOutUnlessRequired } from "../require.ts";
import { requireReportTools } from "./report_tools.ts";

/** What of playwright-core's page is used. */
export interface Page {
  readonly keyboard: { press(key: string): Promise<void> };
  goto(url: string): Promise<unknown>;
  /** Runs a text of JavaScript in the page, whatever its policy allows. */
  evaluate(script: string): Promise<unknown>;
  emulateMedia(media: { readonly media: "screen" | "print" }): Promise<void>;
  screenshot(options: { readonly path: string; readonly fullPage: boolean }): Promise<unknown>;
  pdf(options: { readonly preferCSSPageSize: boolean }): Promise<Uint8Array>;
  on(event: "console", listener: (message: { text(): string }) => void): void;
  on(event: "pageerror" | "crash", listener: (error: unknown) => void): void;
  on(event: "dialog", listener: (dialog: { message(): string; dismiss(): Promise<void> }) => void): void;
  on(event: "request", listener: (request: { url(): string }) => void): void;
}

/** What of playwright-core's browser is used. */
export interface Browser {
  newContext(options: {
    readonly viewport: { readonly width: number; readonly height: number };
    readonly colorScheme: "light" | "dark";
    readonly javaScriptEnabled?: boolean;
  }): Promise<{ newPage(): Promise<Page>; close(): Promise<void> }>;
  close(): Promise<void>;
}

/** Headless Chromium, and the accessibility rules as JavaScript. */
export interface BrowserTools {
  readonly browser: Browser;
  /** Defines `axe`. */
  readonly axe: string;
}

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
] as const;

/**
 * A browser that was started, or null where the tests that need it are left out.
 *
 * @throws {Error} when it cannot be had and KEYSPLIT_REQUIRE_BACKENDS is 1
 */
export async function requireBrowser(): Promise<BrowserTools | null> {
  const tools = await requireReportTools();
  if (tools === null) return null;
  const executablePath = PLACES.find(isThere);
  if (executablePath === undefined) {
    leaveOutUnlessRequired("a browser", "no Chromium was found at the usual places");
    return null;
  }
  const playwright: {
    readonly chromium: {
      launch(
        options: { readonly executablePath: string; readonly args: readonly string[] },
      ): Promise<Browser>;
    };
  } = createRequire(join(tools.folder, "tests.cjs"))("playwright-core");
  return {
    // The sandbox asks for rights that a container does not have; the pages are our own.
    browser: await playwright.chromium.launch({ executablePath, args: ["--no-sandbox"] }),
    axe: Deno.readTextFileSync(join(tools.folder, "node_modules", "axe-core", "axe.min.js")),
  };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
