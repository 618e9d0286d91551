import type { CommandContext } from "./_command.ts";
import { KeysplitError } from "../src/errors.ts";
import type { Credentials } from "../src/gather/login_request.ts";
import { Secret } from "../src/secret.ts";

/**
 * Who logs in: KEYSPLIT_USERNAME and KEYSPLIT_PASSWORD, `--password-stdin`, or a prompt without echo; null
 * where there is none and nobody can be asked.
 *
 * @throws {KeysplitError} `usage` for a header that is not `NAME=VALUE`, `stopped` on Ctrl-C
 */
export async function credentials(context: CommandContext): Promise<Credentials | null> {
  const { host, settings } = context;
  const headers = loginHeaders(context);
  const asks = host.terminal.interactive && !settings.yes;
  const username = host.environment.get("KEYSPLIT_USERNAME") ??
    (asks ? answered(await host.terminal.ask("  Log in    user name (empty: no login)  ")) : null);
  if (username === null || username === "") return null;
  const password = settings.passwordStdin
    ? await host.terminal.readLine()
    : host.environment.get("KEYSPLIT_PASSWORD") ??
      (asks ? answered(await host.terminal.askSecret("            password  ")) : null);
  if (password === null) return null;
  return { username, password: Secret.of(password), headers };
}

/** Headers of the connection and of the body's length. */
const OURS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "transfer-encoding",
  "upgrade",
]);

function answered(answer: string | null): string {
  if (answer === null) throw new KeysplitError("stopped", "Stopped");
  return answer;
}

/**
 * The extra headers of the login: `NAME=VALUE`, or `NAME=$VARIABLE` where the value is secret.
 *
 * @throws {KeysplitError} `usage` for a header that is neither, whose variable is not set, or that cannot be sent
 */
export function loginHeaders(
  { host, settings }: Pick<CommandContext, "host" | "settings">,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const header of settings.headers) {
    const at = header.indexOf("=");
    const name = header.slice(0, at).toLowerCase();
    const value = header.slice(at + 1);
    if (at < 1 || !/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || /[\r\n\0]/.test(value)) {
      throw new KeysplitError("usage", "--header needs NAME=VALUE, or NAME=$VARIABLE where it is secret");
    }
    if (OURS.has(name)) {
      throw new KeysplitError(
        "usage",
        `--header ${name}: how a login is transferred is not for a header to say`,
      );
    }
    const text = value.startsWith("$") ? host.environment.get(value.slice(1)) : value;
    if (text === undefined) {
      throw new KeysplitError("usage", `--header ${name}: the variable ${value.slice(1)} is not set`);
    }
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) {
      throw new KeysplitError("usage", `--header ${name}: its value has a character that no header can hold`);
    }
    headers[name] = text;
  }
  return headers;
}
