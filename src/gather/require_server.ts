import { KeysplitError } from "../errors.ts";
import type { Host } from "../io/host.ts";
import { absolute, isLoopback } from "./backend_http.ts";
import type { Project } from "./project.ts";
import { requestLine } from "./request_line.ts";

/** Stands in for the server that will be served, whose port is not known yet. */
const OWN_SERVER = "http://127.0.0.1";

/**
 * Checks what was said of the server before anything is changed or sent. Credentials go to this machine, or to
 * a host that the user named, granted and reaches by TLS; every URL leads to that one server.
 *
 * @throws {KeysplitError} `usage` for what is no URL of a server alone, plain HTTP to another host, or a second server;
 * `configuration` where the settings file names another host; `permission` where Deno was not told to let it be reached
 */
export async function requireServer(host: Pick<Host, "may">, project: Project): Promise<void> {
  const { instance, ...options } = project.options;
  if (instance !== undefined) {
    requireSecond(instance, options.baseUrl);
    await requireServer(host, { ...project, options: { ...options, baseUrl: instance } });
  }
  const { baseUrl, loginUrl, verifyUrl, protectedUrl } = project.options;
  const base = baseUrl ?? OWN_SERVER;
  const url = URL.parse(base);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new KeysplitError("usage", "--base-url needs a URL such as http://127.0.0.1:8000");
  }
  // Paths begin at the server's root: one that stands in here would be left out without a word.
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new KeysplitError("usage", `--base-url and --instance name a server, such as ${url.origin}`, {
      next: ["give paths with --login-url, --verify-url and --protected-url, each from its first slash"],
    });
  }
  const guarded = protectedUrl === undefined ? undefined : requestLine(protectedUrl).url;
  for (const given of [base, loginUrl, verifyUrl, guarded]) {
    if (given === undefined) continue;
    const { username, password } = new URL(absolute(base, given));
    if (username === "" && password === "") continue;
    throw new KeysplitError("usage", "A URL holds a name or a password: give those as credentials", {
      next: ["KEYSPLIT_USERNAME and KEYSPLIT_PASSWORD in the environment"],
    });
  }
  if (baseUrl === undefined) return;
  // Who gets a password is said by the person who has it: a repository may bring its own settings along.
  if (project.options.baseUrlFrom === "configuration" && !isLoopback(base)) {
    throw new KeysplitError(
      "configuration",
      `The settings file names a server on another machine, ${url.host}`,
      {
        next: [`name it by a flag, if a password may go there:  --base-url ${url.origin}`],
      },
    );
  }
  if (url.protocol === "http:" && !isLoopback(base) && !project.options.insecureHttp) {
    throw new KeysplitError(
      "usage",
      `Plain HTTP to ${url.host} sends in the clear, for every machine on the way: the password, the token of the ` +
        "login, and the tokens of the proof",
      { next: ["name the server by https://", "or, where all of that may be seen, add --insecure-http"] },
    );
  }
  if (await host.may("net", url.host)) return;
  const flags = `--allow-net=${url.host}${url.protocol === "https:" ? " --allow-sys" : ""}`;
  throw new KeysplitError("permission", `Reaching ${url.host} needs a permission`, {
    next: [project.grant(flags)],
  });
}

/** A second instance is told apart from the first, which has to be named too. */
function requireSecond(instance: string, baseUrl: string | undefined): void {
  if (baseUrl === undefined) {
    throw new KeysplitError("usage", "--instance names the second of two servers that run already", {
      next: ["name the first by --base-url"],
    });
  }
  if (serverOf(instance) === serverOf(baseUrl)) {
    throw new KeysplitError("usage", "--instance and --base-url name the same server", {
      next: ["name two servers, each by its own host or port"],
    });
  }
}

/** Names of this machine are one: a server most often answers under all of them. */
function serverOf(text: string): string | undefined {
  const url = URL.parse(text);
  return url !== null && isLoopback(text) ? `${url.protocol}//localhost:${url.port}` : url?.origin;
}
