import { KeysplitError } from "../errors.ts";
import type { Host } from "../io/host.ts";
import { absolute, isLoopback } from "./backend_http.ts";
import type { Project } from "./project.ts";

/** Stands in for the server that will be served, whose port is not known yet. */
const OWN_SERVER = "http://127.0.0.1";

/**
 * Checks what was said of the server before anything is changed or sent. Credentials go to this machine, or to
 * a host that the user named, granted and reaches by TLS; every URL leads to that one server.
 *
 * @throws {KeysplitError} `usage` for what is no URL, plain HTTP to another host, or a second server;
 * `permission` where Deno was not told to let it be reached
 */
export async function requireServer(host: Pick<Host, "may">, project: Project): Promise<void> {
  const { baseUrl, loginUrl, verifyUrl, protectedUrl } = project.options;
  const base = baseUrl ?? OWN_SERVER;
  const url = URL.parse(base);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new KeysplitError("usage", "--base-url needs a URL such as http://127.0.0.1:8000");
  }
  for (const given of [base, loginUrl, verifyUrl, protectedUrl]) {
    if (given === undefined) continue;
    const { username, password } = new URL(absolute(base, given));
    if (username === "" && password === "") continue;
    throw new KeysplitError("usage", "A URL holds a name or a password: give those as credentials", {
      next: ["KEYSPLIT_USERNAME and KEYSPLIT_PASSWORD in the environment"],
    });
  }
  if (baseUrl === undefined) return;
  if (url.protocol === "http:" && !isLoopback(base)) {
    throw new KeysplitError(
      "usage",
      `Plain HTTP would show the password and the token to every host on the way to ${url.host}`,
      { next: ["name the server by https://"] },
    );
  }
  if (await host.may("net", url.host)) return;
  const flags = `--allow-net=${url.host}${url.protocol === "https:" ? " --allow-sys" : ""}`;
  throw new KeysplitError("permission", `Reaching ${url.host} needs a permission`, {
    next: [project.grant(flags)],
  });
}
