import { findLine } from "./find.ts";
import type { Symptom } from "./symptom.ts";

/** A command that prints a new key. */
export const MAKES_A_KEY =
  /token_urlsafe|token_hex|get_random_secret_key|openssl rand|randomBytes|\/dev\/u?random|\bpwgen\b/;

/** Code that deletes the rows of the tokens that were given out. */
export const DELETES_TOKENS =
  /OutstandingToken(?:\._default_manager|\.objects)(?:\.\w{1,40}\([^()]{0,300}\)){0,6}\.(?:_raw_)?delete\(/;

const APPENDED = /(?:>>|\|\s{0,4}tee\s{1,4}(?:-a|--append)\s)\s{0,4}["']?[\w./${}-]{0,200}\.env\b/;

/** Where a command appends a new key to an env file with no name before it; null where it does not. */
export function keyWithoutName(command: string): { readonly at: number; readonly shown: string } | null {
  const appended = APPENDED.exec(command);
  if (appended === null) return null;
  const [before = ""] = command.slice(0, appended.index).split(">>");
  const isNamed = /[A-Za-z_]\w{0,100}=(?!=)/.test(before);
  return MAKES_A_KEY.test(before) && !isNamed ? { at: appended.index, shown: appended[0] } : null;
}

/**
 * Advice that guides give and that does something else than they say. They are looked for in commands and code
 * as much as in logs, so that each can be asked of a project's files too.
 */
export const ADVICE_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "verifying-key-list-ignored",
    title: "VERIFYING_KEY is a list, which SimpleJWT ignores",
    rule: null,
    not: "A period of grace: old tokens are refused all the same",
    why:
      "With an HMAC algorithm SimpleJWT verifies with SIGNING_KEY and does not look at VERIFYING_KEY. A list there " +
      "starts without a complaint and accepts nothing more; a list as SIGNING_KEY fails at the first login",
    remedy: {
      text:
        "Take it out. Everybody logs in again, or the previous key is accepted by a token backend made for it",
      commands: ["deno task explain old-token-refused"],
    },
    find: (seen) => findLine(seen, /["']?VERIFYING_KEY["']?\]?\s{0,8}[:=]\s{0,8}\[/),
  },
  {
    cause: "outstanding-tokens-deleted",
    title: "Deleting the outstanding tokens logs nobody out, and revives revoked tokens",
    rule: null,
    not: "A logout: no access or refresh token is refused for it",
    why:
      "A token is refused for being on the blacklist, and the rows of the blacklist are deleted together with those " +
      "of the outstanding tokens. Refresh tokens that were revoked work again",
    remedy: {
      text: "Change the key: that ends every token. Or put the outstanding tokens on the blacklist",
      commands: ["deno task upgrade {project}"],
    },
    find: (seen) => findLine(seen, DELETES_TOKENS),
  },
  {
    cause: "line-without-name",
    title: "A key was appended to the env file without its name",
    rule: "line-well-formed",
    not: "A key that was set: a line without NAME= assigns nothing",
    why:
      "The generator prints the key alone. Loaders leave such a line out, Node glues it to the next one, and a shell " +
      "runs it as a command",
    remedy: {
      text: "Take the line out, and let the key be added with its name",
      commands: ["deno task upgrade {project}"],
    },
    find: (seen) => findLine(seen, APPENDED, (text) => keyWithoutName(text) !== null),
  },
  {
    cause: "restart-keeps-environment",
    title: "docker compose restart does not take over a changed key",
    rule: "running-process-current",
    not: "A failing start: the containers run, with the variables that they were made with",
    why:
      "A restart starts the same containers again. Variables of env_file and environment are fixed when a container " +
      "is made",
    remedy: {
      text: "Make the containers anew",
      commands: ["cd {project} && docker compose up -d --force-recreate"],
    },
    find: (seen) =>
      findLine(
        seen,
        /\bdocker[ -]compose\b[^|;&#]{0,200}\srestart\b|^\s{0,4}Container \S{1,200}\s{1,8}Restarting\b|^Restarting \S{1,200}\s{1,8}\.\.\./,
      ),
  },
  {
    cause: "shell-is-no-check",
    title: "manage.py shell -c does not show that the settings are good",
    rule: null,
    not: "A check: it ends with 0 and runs its code even where the settings cannot be loaded",
    why:
      "The command loads the settings only where its code reads one, and help and --version do not either. What it " +
      "prints of a key does not show that tokens are signed with it",
    remedy: {
      text: "Use the check, which loads them",
      commands: ["cd {project} && python manage.py check", "deno task startup {project}"],
    },
    find: (seen) => findLine(seen, /\bmanage\.py\s{1,4}shell\s[^|;&]{0,100}(?:-c\b|--command\b)/),
  },
];
