import { type Answer, findAnswer, parseJson, property, textLike } from "./answer.ts";
import type { Seen, Sighting } from "./symptom.ts";

const MISSING = /^This field (?:is required|may not be (?:blank|null))\.?$|^field required$|^missing$/i;

/** Fastify's validator. */
const REQUIRED_PROPERTY = /^body must have required property '(\w{1,100})'/;
/** The fields of OAuth2's password form: who sends JSON misses both. */
const PASSWORD_FORM = ["username", "password"] as const;

/** Names of the fields that a 400 of Django REST framework or a 422 of FastAPI misses. */
function missingIn(answer: Answer): readonly string[] {
  if (![null, 400, 422].includes(answer.status)) return [];
  const detail = property(answer.json, "detail");
  if (Array.isArray(detail)) {
    return detail.flatMap((each: unknown) => {
      const place = property(each, "loc");
      const says = [property(each, "msg"), property(each, "type")].some((text) =>
        typeof text === "string" && (MISSING.test(text) || text === "value_error.missing")
      );
      return says && Array.isArray(place) && place[0] === "body" ? [String(place[place.length - 1])] : [];
    });
  }
  const needed = answer.texts.map((text) => REQUIRED_PROPERTY.exec(text)?.[1]).find((name) =>
    name !== undefined
  );
  if (needed !== undefined) return [needed];
  const errors = [answer.json, property(answer.json, "errors")];
  return errors.flatMap((fields) =>
    typeof fields !== "object" || fields === null ? [] : Object.entries(fields)
      .filter(([, said]) => [said].flat().some((text) => typeof text === "string" && MISSING.test(text)))
      .map(([field]) => field)
  );
}

/** Where an answer misses fields that the judge accepts; a body that is missing whole is none. */
export function missingFields(seen: Seen, judge: (fields: readonly string[]) => boolean): Sighting | null {
  return findAnswer(seen, (answer) => {
    const fields = missingIn(answer);
    const field = fields[0];
    return field !== undefined && field !== "body" && judge(fields) ? field : null;
  });
}

/** The answer to a body that says that it is JSON, and is none; Flask's own words for it do not name JSON. */
export function sentMalformed({ request, status, json }: Answer): string | null {
  if (request === null || status !== 400 || json !== undefined || !request.isLogin) return null;
  return request.type.includes("json") && request.body !== "" && parseJson(request.body) === undefined
    ? ""
    : null;
}

function isIn(fields: readonly string[]): (field: string) => boolean {
  return (field) => fields.includes(field);
}

/** What a FastAPI application expected of a body in another shape than the one that was sent. */
export function shape(seen: Seen, wanted: "form" | "json" | "malformed"): Sighting | null {
  return findAnswer(seen, (answer) => {
    const asked = answer.request;
    if (asked === null || answer.status !== 422) return null;
    if (textLike(answer, /^json_invalid$|^value_error\.jsondecode$/) !== null) {
      return wanted === "malformed" ? "" : null;
    }
    const missing = missingIn(answer);
    const isForm = asked.type.includes("form");
    if (wanted === "form") {
      if (asked.hidesBody) {
        return asked.type.includes("json") && PASSWORD_FORM.every(isIn(missing)) ? "" : null;
      }
      const sent = isForm || parseJson(asked.body) === undefined ? [] : asked.fields;
      return missing.some((field) => sent.includes(field)) ? "" : null;
    }
    if (wanted === "json") {
      return isForm && missing.some((field) => field === "body" || asked.fields.includes(field)) ? "" : null;
    }
    return null;
  });
}
