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

function answered(answer: string | null): string {
  if (answer === null) throw new KeysplitError("stopped", "Stopped");
  return answer;
}

/**
 * The extra headers of the login: `NAME=VALUE`, or `NAME=$VARIABLE` where the value is secret.
 *
 * @throws {KeysplitError} `usage` for a header that is neither, or whose variable is not set
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
    if (!value.startsWith("$")) {
      headers[name] = value;
      continue;
    }
    const variable = host.environment.get(value.slice(1));
    if (variable === undefined) {
      throw new KeysplitError("usage", `--header ${name}: the variable ${value.slice(1)} is not set`);
    }
    headers[name] = variable;
  }
  return headers;
}
