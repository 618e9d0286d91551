import { MASK } from "./mask_runs.ts";

/** What issuers of tokens begin them with, and how stored passwords look. */
const ISSUED = new RegExp(
  [
    "\\b(?:gh[pousr]_|github_pat_|glpat-|npm_|pypi-|dckr_pat_|xox[abprs]-|[srp]k_(?:live|test)_|whsec_|SG\\.)[\\w.-]{12,500}",
    "\\bA(?:KIA|SIA)[A-Z0-9]{12,32}\\b",
    "\\bAIza[\\w-]{30,60}",
    "\\b(?:pbkdf2_sha\\d{1,3}|argon2\\w{0,8}|scrypt|bcrypt(?:_sha256)?)\\$[\\w$+/.,=-]{12,500}",
    "\\$2[abxy]\\$\\d\\d\\$[\\w./]{20,80}",
  ].join("|"),
  "g",
);
const HAS_ISSUED =
  /gh[pousr]_|github_pat|glpat-|npm_|pypi-|dckr_|xox[abprs]-|k_live_|k_test_|whsec_|SG\.|A[KS]IA|AIza|pbkdf2|argon2|crypt|\$2/;
/** A user of an address that is as long as a token. */
const ADDRESS_TOKEN = /(:\/\/)[^\s:@/'"<>]{20,500}@/g;
/** Words of a query whose values are made to be used once. */
const QUERY = /([?&](?:key|code|sig|auth|otp)=)([^&\s"'<>]{6,4000})/gi;
/** The private parts of a key in JSON (RFC 7517). */
const JWK = /((["'])(?:k|d|p|q|dp|dq|qi)\2\s{0,3}:\s{0,3}["'])([^"']{6,8000})/g;
/** A private key whose line feeds were escaped. */
const KEY_BLOCK = /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,20}-----)([^-]{1,20000})/g;
const HAS_LONG = /[\w+/-]{32}/;
const LONG = /(?<![\w+/=.-])[\w+/-]{32,}={0,2}(?![\w+/=])/g;
/** Where nothing else talks of keys, a run has to be this long. */
const LONG_ALONE = 40;

/**
 * Masks in one line what is a secret whatever stands around it: tokens by their beginning, stored passwords,
 * private keys, and long runs that look random; shorter ones where the line talks of keys.
 */
export function maskTokens(line: string, { talks }: { readonly talks: boolean }): string {
  let masked = line;
  if (HAS_ISSUED.test(masked)) masked = masked.replace(ISSUED, MASK);
  if (masked.includes("://")) masked = masked.replace(ADDRESS_TOKEN, `$1${MASK}@`);
  if (/[?&]/.test(masked)) masked = masked.replace(QUERY, `$1${MASK}`);
  if (masked.includes("kty")) masked = masked.replace(JWK, `$1${MASK}`);
  if (masked.includes("-----BEGIN")) masked = masked.replace(KEY_BLOCK, `$1${MASK}`);
  if (!HAS_LONG.test(masked)) return masked;
  return masked.replace(
    LONG,
    (run) => (talks || run.length >= LONG_ALONE) && looksRandom(run, talks) ? MASK : run,
  );
}

/** Without talk of keys hexadecimal digits are a commit, an image or a request. */
function looksRandom(run: string, talks: boolean): boolean {
  const digits = run.match(/\d/g)?.length ?? 0;
  const distinct = new Set(run).size;
  if (/^[0-9a-f]+$/i.test(run)) return talks && digits >= 6 && distinct >= 8;
  const isPath = run.split("/").filter((part) => /^[a-z][a-z_.-]{2,}\d?$/.test(part)).length >= 2;
  return !isPath && digits >= 1 && distinct >= 12 && /[a-z]/.test(run) && /[A-Z]/.test(run);
}
