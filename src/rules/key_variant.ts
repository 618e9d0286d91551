/** What a key's bytes were made into before it signed, as loaders, shells and calls do it; or nothing was. */
export type KeyVariant =
  | "exact"
  | "base64"
  | "base64url"
  | "hex"
  | "encoded-base64"
  | "encoded-base64url"
  | "encoded-hex"
  | "with-newline"
  | "with-carriage-return"
  | "with-crlf"
  | "with-blank"
  | "with-double-quotes"
  | "with-single-quotes"
  | "with-inline-comment"
  | "without-blanks"
  | "without-quotes"
  | "without-inline-comment"
  | "without-references"
  | "first-line"
  | "cut-at-hash"
  | "halved-dollars"
  | "unescaped"
  | "url-decoded"
  | "byte-order-mark";

/** A variant for a person: what comes behind the name of the key, and what makes such a variant. */
interface VariantWords {
  readonly said: string;
  readonly by: string;
}

/** Every variant but the key as it is. */
export const VARIANT_WORDS = {
  "base64": {
    said: "decoded from base64",
    by: "A call decodes the key before it signs, as Buffer.from(key, 'base64') does",
  },
  "base64url": {
    said: "decoded from base64url",
    by: "A call decodes the key before it signs, as base64.urlsafe_b64decode(key) does",
  },
  "hex": {
    said: "decoded from hex",
    by:
      "A call decodes the key before it signs, as bytes.fromhex(key) does, and Buffer.from(key, 'hex') up to the first pair that is no hex",
  },
  "encoded-base64": {
    said: "encoded as base64",
    by: "The key was encoded once too often, as in stringData of a Kubernetes secret",
  },
  "encoded-base64url": { said: "encoded as base64url", by: "A call encodes the key before it signs" },
  "encoded-hex": { said: "encoded as hex", by: "A call encodes the key before it signs, as key.hex() does" },
  "with-newline": {
    said: "with a line end (LF) behind it",
    by: "`echo key | base64` encodes the line end too (printf %s does not), and a key file was not stripped",
  },
  "with-carriage-return": {
    said: "with a carriage return behind it",
    by: "A shell reads a file whose lines end in CR LF",
  },
  "with-crlf": { said: "with a line end (CR LF) behind it", by: "A key file of Windows was not stripped" },
  "with-blank": {
    said: "with a blank before or behind it",
    by: "A blank at the end of the line, or behind its =, is kept as part of the value",
  },
  "with-double-quotes": {
    said: "with its double quotes",
    by: "docker run --env-file, kubectl and make keep quotes as part of the value",
  },
  "with-single-quotes": {
    said: "with its single quotes",
    by: "docker run --env-file, kubectl and make keep quotes as part of the value",
  },
  "with-inline-comment": {
    said: "with the comment behind it",
    by:
      "python-decouple, django-environ and docker run --env-file keep a comment on the line as part of the value",
  },
  "without-blanks": {
    said: "without the blanks or the line end around it",
    by: "One of two loaders strips the value and the other one does not",
  },
  "without-quotes": {
    said: "without its quotes",
    by: "One of two loaders takes the quotes off and the other one does not",
  },
  "without-inline-comment": {
    said: "without the comment behind it",
    by: "One of two loaders takes the comment off and the other one keeps it as part of the value",
  },
  "without-references": {
    said: "without what stands behind a $ in it",
    by:
      "Compose, shells and dotenv-expand put a variable in place of $NAME, which is empty where none is set",
  },
  "first-line": {
    said: "up to the end of its first line",
    by: "A loader reads one line of a value of several",
  },
  "cut-at-hash": { said: "up to its #", by: "Node, npm dotenv and PHP take what follows a # for a comment" },
  "halved-dollars": { said: "with each $$ as one $", by: "Compose and make read $$ as one $" },
  "unescaped": {
    said: "with its backslash escapes replaced",
    by: "In double quotes most loaders read \\n as a line end, and some do not",
  },
  "url-decoded": { said: "URL-decoded", by: "A call decodes the key before it signs" },
  "byte-order-mark": {
    said: "with a byte order mark before it",
    by: "A key file that was saved as UTF-8 with a byte order mark was read as it is",
  },
} as const satisfies Readonly<Record<Exclude<KeyVariant, "exact">, VariantWords>>;
