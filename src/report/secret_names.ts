/**
 * Words of which one in a name says that its value is secret. A name that ends like one of {@linkcode HARMLESS}
 * only tells of a secret.
 */
const SENSITIVE =
  "secret|passwor[dt]|passwd|passphrase|passcode|pwd|(?<![a-z])pass(?![a-z])|pepper|(?<![a-z])otp(?![a-z])|token|csrf|jwt|api[_-]?key|private[_-]?key|(?:account|access|shared|master|encryption)key|_key|-key|signing|cookie|credential|authorization|session_?id|signature|dsn|salt|database_url|redis_url|broker_url|mongo\\w{0,10}_ur[il]";
const HARMLESS =
  /(?:error|exception|warning|failed|lifetime|algorithm|algorithms|type|class|length|len|field|fields|header|headers|name|names|file|path|url|uri|expires|expires_in|expire_minutes|expiry|max_age|minutes|seconds|days|count|size|prefix|authentication|backend|serializer|view|issuer|audience|leeway|location|domain|samesite|secure|httponly|enabled|required|middleware|module|pattern|version)s?$/i;
/** Database addresses are masked by their password; their names do end like a harmless one. */
const ADDRESS = /(?:database|redis|broker|mongo\w{0,10})_ur[il]$/i;

/** Whether a text has a word of a secret's name in it. */
export const HAS_SENSITIVE: RegExp = new RegExp(SENSITIVE, "i");

/** The source of a pattern for a name that sounds secret; to be used with the flag `i`. */
export const NAME: string = `(?<![\\w$-])[\\w$.-]{0,80}?(?:${SENSITIVE})[\\w$.-]{0,60}`;

/** Words that stand in the place of a value and are none. */
export const NO_VALUE: RegExp =
  /^(?:undefined|null|none|nil|true|false|required|missing|unset|empty|invalid|expired|malformed|bearer|""|''|\{\}|\[\]|-+|\*+|•+)[,;.)}\]]{0,3}$/i;

/** What a form says of a field with such a name. */
export const COMPLAINT: RegExp =
  /^(?:This|Field|Ensure|Enter|The|Password|Incorrect|Invalid|Must|Required|Missing|Token|Given|Not|No|Input|String|Value) [\w ,.'’-]{3,200}$|^(?:Invalid input: expected [a-z]{1,12}, received [a-zA-Z]{1,12}|Too (?:small|big): expected [a-z]{1,12} to have [<>]=?\d{1,5} \w{1,12}|String must contain at least \d{1,5} character\(s\))$/;

/** The name of a variable, which is no value. */
export const VARIABLE_NAME: RegExp = /^[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){0,10}$/;

/** Whether a name that has a secret's word in it names a secret, and not something about one. */
export function isSecretName(name: string): boolean {
  return !HARMLESS.test(name) || ADDRESS.test(name);
}
