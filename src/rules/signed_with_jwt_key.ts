import type { Facts, SignerFact } from "./facts.ts";
import { judgedKeys } from "./judged_keys.ts";
import { VARIANT_WORDS } from "./key_variant.ts";
import type { Evidence, Rule } from "./rule.ts";
import { fail, notLearned, pass } from "./verdicts.ts";

/** Holds when the token of the running backend verifies with the JWT key and with nothing else. */
export const signedWithJwtKey: Rule = {
  id: "signed-with-jwt-key",
  title: "signed with the JWT key",
  severity: "error",
  stage: "proof",
  why:
    "A validated setting is not a used setting. SimpleJWT without SIGNING_KEY signs with SECRET_KEY, the " +
    "check succeeds and the login works: only a token tells.",
  references: [
    "https://django-rest-framework-simplejwt.readthedocs.io/en/latest/settings.html#signing-key",
    "https://datatracker.ietf.org/doc/html/rfc7515#section-5.2",
  ],
  check(facts) {
    if (facts.proof?.known && !facts.proof.value.checksSignatures) {
      const { method, url } = facts.proof.value;
      return fail(`${method} ${url} accepts a token that no key signed: it checks no signature`, [], {
        text: "Let the backend verify tokens before it reads them",
        commands: [],
      });
    }
    if (!facts.signature?.known) return notLearned(facts.signature, "no token was seen");
    const { jwt } = facts.names;
    const { token, signedBy, algorithm } = facts.signature.value;
    const verb = token === "issued" ? "the token is signed with" : "the backend accepts a token signed with";
    if (signedBy?.kind === "jwt-key" && signedBy.variant === undefined) {
      return pass(`${verb} ${jwt} (${algorithm}) and nothing else that was tried`);
    }
    const site = facts.signingSite;
    const evidence: Evidence[] = [];
    if (signedBy?.path !== undefined) {
      evidence.push(
        signedBy.line === undefined ? { path: signedBy.path } : { path: signedBy.path, line: signedBy.line },
      );
    }
    if (site) evidence.push({ path: site.path, line: site.line, text: site.text });
    return fail(
      signedBy
        ? `${verb} ${signerWords(signedBy)}, not with ${jwt}${signedBy.kind === "jwt-key" ? " as it is" : ""}`
        : `${verb} none of the keys that are known here (${algorithm})`,
      evidence,
      signedBy?.variant !== undefined
        ? { text: whatMangles(jwt, signedBy), commands: [] }
        : signedBy?.kind === "known" && signedBy.path !== undefined
        ? {
          text: `Remove the default in ${signedBy.path}:${signedBy.line}, so that ${jwt} alone signs`,
          commands: [],
        }
        : isMissing(facts) && signedBy?.kind !== "previous-key"
        ? {
          text: `${jwt} is set nowhere, so what the code takes in its place signs; give it a key`,
          commands: [`deno task upgrade ${facts.project}`],
        }
        : site?.mend === undefined
        ? whatToDo(facts.names.jwt, signedBy?.kind ?? null, signedBy?.name ?? "")
        : {
          text: site.adds === true
            ? `Add at ${site.path}:${site.line}  ${site.mend}`
            : `Let ${site.path}:${site.line} read  ${site.mend}`,
          commands: [],
        },
    );
  },
};

/** Whether the code reads the JWT key, and nothing gives it one. */
function isMissing(facts: Facts): boolean {
  return facts.signingSite?.source === "jwt-key" && facts.signingSite.mend === undefined &&
    facts.envFiles?.known === true && facts.process?.known === true && judgedKeys(facts).length === 0;
}

/** The signer for a person, with what was made of it. */
export function signerWords({ name, variant }: SignerFact): string {
  return variant === undefined ? name : `${name} ${VARIANT_WORDS[variant].said}`;
}

function whatMangles(jwt: string, { kind, variant }: SignerFact): string {
  const by = variant === undefined ? "" : `${VARIANT_WORDS[variant].by}. `;
  return kind === "jwt-key"
    ? `${by}Let every program take the same bytes: whatever else verifies these tokens reads ${jwt} as it is`
    : `${by}Change the code so that tokens are signed with ${jwt}`;
}

function whatToDo(jwt: string, kind: string | null, name: string) {
  switch (kind) {
    case "other-file":
    case "key-file":
      return { text: `Put the new ${jwt} into ${name}, which is what the application reads`, commands: [] };
    case "previous-key":
      return { text: "Restart the server: it still runs with the key that it loaded before", commands: [] };
    case "session-key":
    case "empty":
    case "known":
      return { text: `Change the code so that tokens are signed with ${jwt}`, commands: [] };
    default:
      return {
        text:
          `Find where the code signs: the key comes from the environment of the process, from a file or from a default`,
        commands: [],
      };
  }
}
