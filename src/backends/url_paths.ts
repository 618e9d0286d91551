/** Joins two URL paths with one slash between them; the result starts with a slash. */
export function joinUrl(prefix: string, path: string): string {
  if (path === "") return prefix === "" || prefix.startsWith("/") ? prefix : `/${prefix}`;
  const joined = `${prefix.replace(/\/$/, "")}/${path.replace(/^\//, "")}`;
  return joined.startsWith("/") ? joined : `/${joined}`;
}

/** Whether a path needs values: `<int:pk>`, `{id}`, `:id`, a group of a regular expression. */
export function hasParameters(path: string): boolean {
  return /[<{(\[*+?]|\/:/.test(path);
}

const PERSONAL = [
  /(?:^|\/)(?:me|whoami|current[-_]?user|userinfo)\/?$/i,
  /profile/i,
  /(?:^|\/)(?:users?|accounts?)\/?$/i,
  /protected|private|secure/i,
];
const NEVER =
  /admin|log-?(?:in|out)|sign-?(?:in|up|out)|regist|refresh|revoke|token|verif|password|reset|schema|swagger|redoc|openapi|docs?(?:\/|$)|health|ping|static|media|callback|oauth|webhook|metrics|blacklist|download|export|delete|csrf/i;

/** How likely a GET of this path is answered only for a valid token: less is likelier; null for never. */
export function protectedRank(path: string): number | null {
  if (path === "/" || NEVER.test(path) || hasParameters(path)) return null;
  const rank = PERSONAL.findIndex((shape) => shape.test(path));
  return rank < 0 ? PERSONAL.length : rank;
}

const LOGIN = [
  /(?:^|\/)(?:auth\/)?(?:log-?in|sign-?in)(?:\/access-token)?\/?$/i,
  /(?:^|\/)(?:access-)?tokens?(?:\/(?:obtain|pair|create))?\/?$/i,
  /(?:^|\/)(?:jwt\/create|authenticate|auth|api-token-auth|obtain[-_]?token|sessions?)\/?$/i,
  /log-?in|sign-?in/i,
];

/** How likely a POST to this path is a login with name and password: less is likelier; null for never. */
export function loginRank(path: string): number | null {
  if (
    /refresh|verif|log-?out|regist|sign-?up|blacklist|revoke|google|github|facebook|social|oauth|callback|redirect|admin|reset|test-token/i
      .test(path)
  ) {
    return null;
  }
  if (hasParameters(path)) return null;
  const rank = LOGIN.findIndex((shape) => shape.test(path));
  return rank < 0 ? null : rank;
}

/** The paths in the order of their ranks, each once; those without a rank are left out. */
export function ranked(
  paths: readonly (readonly [path: string, rank: number | null])[],
  most: number,
): readonly string[] {
  const fitting = paths.filter((one): one is readonly [string, number] => one[1] !== null);
  return [...new Set(fitting.toSorted((a, b) => a[1] - b[1]).map(([path]) => path))].slice(0, most);
}
