import { remarkWords } from "./remark_words.ts";
import { retype } from "./retype.ts";
import type { Evidence, Rule } from "./rule.ts";
import { fail, notLearned, pass, unknown } from "./verdicts.ts";

/** Holds when a real login gives a token. */
export const loginWorks: Rule = {
  id: "login-works",
  title: "a login gives a token",
  severity: "error",
  stage: "login",
  why: "The check of a framework loads the settings and signs nothing. Only a login shows that the key can " +
    "sign, and only its answer shows whether it did: some applications answer 200 without a token.",
  references: ["https://datatracker.ietf.org/doc/html/rfc7519#section-7.1"],
  check(facts) {
    if (!facts.login?.known) return notLearned(facts.login, "nobody logged in");
    const { url, status, usernameField, token, causes, remarks = [] } = facts.login.value;
    const seen = remarks.map((remark): Evidence => ({ text: remarkWords(remark) }));
    if (token !== null) {
      const stale = remarks.some(({ kind }) => kind === "stale-token");
      const without = stale ? ", once the old token that --header gave was left out" : "";
      return pass(`${url} answers ${status} with a token in the ${token}${without}`, seen);
    }
    if (remarks.some(({ kind }) => kind === "encrypted")) {
      return unknown(`${url} answers ${status} with an encrypted token (JWE), which tells nothing here`);
    }
    const [cause] = causes;
    return fail(
      `${url} answers ${status} without a token${cause ? `: ${cause.title}` : ""}`,
      [
        { text: `the user's name was sent as "${usernameField}"; --username-field names another` },
        ...causes.map(({ text }) => ({ text })),
        ...seen,
      ],
      cause?.remedy ??
        {
          text: status < 300
            ? "Log in with other credentials, let the application issue JWTs, or name the URL that gives them"
            : "Log in with other credentials or at another URL",
          commands: [
            status < 300
              ? `deno task login ${retype(facts.project, { "--login-url": "/PATH/" })}`
              : `deno task login ${facts.project}`,
          ],
        },
    );
  },
};
