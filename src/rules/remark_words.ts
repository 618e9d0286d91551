import type { LoginRemark } from "./facts.ts";

/** What else is to be known of a login, for a person. */
export function remarkWords(remark: LoginRemark): string {
  switch (remark.kind) {
    case "stale-token": {
      const said = remark.text === "" ? "" : `, ${remark.text}`;
      const sent = remark.headers.join(" and ");
      return `the login view refuses an old token: with ${sent} it answered ${remark.status}${said}; ` +
        "after a change of key whoever sends one cannot log in until that view authenticates nobody";
    }
    case "sent-again":
      return `it was sent twice: the first answer was ${remark.status}${
        remark.text === "" ? "" : `, ${remark.text}`
      }`;
    case "redirect":
      return remark.leads === "within"
        ? `the answer leads to ${remark.to}; no redirect is followed, --login-url names it`
        : `the answer leads to another server, ${remark.to}; nothing was sent there`;
    case "answer":
      return remark.says === ""
        ? `the answer holds no JWT, only ${remark.names.map((name) => `"${name}"`).join(", ")}`
        : `the answer says: ${remark.says}`;
    case "compressed":
      return `the body came as ${remark.encoding}, which was not asked for, and was not unpacked`;
    case "cut":
      return "the body is longer than 1 MiB, and only that much was read";
    case "encrypted":
      return "the token is encrypted (JWE, five parts): what signed it, if anything did, is not to be seen";
    case "retry-after":
      return `the server asks to wait ${remark.seconds} s (Retry-After)`;
  }
}
