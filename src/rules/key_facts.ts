/** What was learned, or why it could not be. */
export type Learned<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string; readonly next?: string };

/** Why a key is weaker than its length; `null` in a measurement means that nothing was found. */
export type Weakness =
  | { readonly kind: "known"; readonly how: "same" | "varied" | "encoded" }
  | { readonly kind: "example" }
  | { readonly kind: "placeholder" }
  | { readonly kind: "repeated" }
  | { readonly kind: "sequence" }
  | { readonly kind: "words" }
  | { readonly kind: "few-characters" }
  | { readonly kind: "guessable" };

/** The smallest alphabet that holds a key, from the narrowest; `text` is anything beyond printable ASCII. */
export type Alphabet = "hex" | "alphanumeric" | "base64url" | "base64" | "printable" | "text" | "bytes";

/** What is known of a key instead of the key. */
export interface Measurement {
  /** Unicode code points; 0 for an empty value. Bytes that are not UTF-8 count one each. */
  readonly characters: number;
  /** UTF-8 bytes, which is what a MAC is keyed with. */
  readonly bytes: number;
  readonly alphabet: Alphabet;
  /** Why it fails on strength, or null. */
  readonly weakness: Weakness | null;
  /** Which of the policies' forbidden patterns it contains, in any case. */
  readonly forbidden: readonly string[];
  /** Binary logarithm of the guesses that an attacker who knows how people choose keys would need. */
  readonly guessBits: number;
  /** Whether the numbers say only what the key reaches, because they were made to be shared. */
  readonly atLeast?: true;
  /** 8 hex digits that compare across machines; null where the key is weak. Added by a gatherer. */
  readonly fingerprint: string | null;
}

/** How two keys relate; every value but `unrelated` makes one of them worthless once the other is out. */
export type Relation =
  | "unrelated"
  | "same"
  | "trimmed"
  | "quoted"
  | "case"
  | "contained"
  | "encoded"
  | "similar";

/** One place that assigns a variable: a line of a file, or the environment of the process (no path). */
export interface Assigned {
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  /** `characters` is 0 where the value is empty. */
  readonly key: Measurement;
}
