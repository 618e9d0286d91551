import { joinBytes } from "../../env/ascii.ts";
import type { Dialect } from "../../env/dialect.ts";
import { assignmentsOf } from "../../env/document.ts";
import { parseDocument } from "../../env/parse_document.ts";
import type { Hidden } from "../../rules/facts.ts";

/** A way to mend the file, by what it takes away. */
interface Mend {
  readonly by: Exclude<Hidden, { readonly path: string }>["by"];
  readonly mend: (bytes: Uint8Array, name: string) => Uint8Array | null;
}

const MENDS: readonly Mend[] = [
  { by: "utf-16", mend: decodeUtf16 },
  { by: "byte-order-mark", mend: withoutMark },
  { by: "export", mend: (bytes, name) => respelled(bytes, { name, blanks: "kept" }) },
  { by: "blanks", mend: (bytes, name) => respelled(bytes, { name, blanks: "dropped" }) },
  { by: "earlier-line", mend: lastAlone },
];

/** Why a loader sees no value although the file assigns one: the first thing whose absence lets it see it. */
export function findHiding(
  bytes: Uint8Array,
  { dialect, name, variables }: {
    readonly dialect: Dialect;
    readonly name: string;
    readonly variables: Readonly<Record<string, string>>;
  },
): Hidden {
  if (dialect.id.endsWith("-unexported")) return { by: "not-exported" };
  for (const { by, mend } of MENDS) {
    const mended = mend(bytes, name);
    if (mended === null) continue;
    const reading = dialect.read(mended, name, variables);
    if (reading.outcome === "value" && reading.value !== "") return { by };
  }
  return { by: "other" };
}

/** The same text as UTF-8, without its mark; null where it is not UTF-16. */
export function decodeUtf16(bytes: Uint8Array): Uint8Array | null {
  const [first, second] = bytes;
  const little = first === 0xff && second === 0xfe;
  if (!little && !(first === 0xfe && second === 0xff)) return null;
  return new TextEncoder().encode(new TextDecoder(little ? "utf-16le" : "utf-16be").decode(bytes));
}

function withoutMark(bytes: Uint8Array): Uint8Array | null {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : null;
}

/** The file with `NAME=` for what stands before its values: without `export`, and without blanks where asked. */
function respelled(
  bytes: Uint8Array,
  { name, blanks }: { readonly name: string; readonly blanks: "kept" | "dropped" },
): Uint8Array | null {
  const document = parseDocument(bytes);
  const own = new Set(document.nodes);
  const assignments = assignmentsOf(document, name).filter((one) =>
    own.has(one) && (blanks === "dropped" || one.exported)
  );
  if (assignments.length === 0) return null;
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, equals, token } of assignments) {
    const from = blanks === "dropped" ? token.start : equals + 1;
    pieces.push(bytes.subarray(at, start), new TextEncoder().encode(`${name}=`));
    at = from;
  }
  return joinBytes([...pieces, bytes.subarray(at)]);
}

/** The file with the last of several assignments alone. */
function lastAlone(bytes: Uint8Array, name: string): Uint8Array | null {
  const document = parseDocument(bytes);
  const own = new Set(document.nodes);
  const earlier = assignmentsOf(document, name).filter((one) => own.has(one)).slice(0, -1);
  if (earlier.length === 0) return null;
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end } of earlier) {
    pieces.push(bytes.subarray(at, start));
    at = end;
  }
  return joinBytes([...pieces, bytes.subarray(at)]);
}
