const ESCAPE = String.fromCharCode(0x1b);
const BELL = String.fromCharCode(0x07);
const CSI = String.fromCharCode(0x9b);

/** ECMA-48 sequences: CSI, OSC (links, titles) and the other strings, and two-character escapes; each bounded. */
const SEQUENCES = new RegExp(
  [
    `(?:${ESCAPE}\\[|${CSI})[0-?]{0,64}[ -/]{0,8}[@-~]?`,
    `${ESCAPE}\\][^${BELL}${ESCAPE}\n]{0,4096}(?:${BELL}|${ESCAPE}\\\\)?`,
    `${ESCAPE}[PX^_][^${ESCAPE}\n]{0,4096}(?:${ESCAPE}\\\\)?`,
    `${ESCAPE}[ -/]{0,4}[0-~]?`,
  ].join("|"),
  "g",
);

/** Controls, format characters (bidirectional, zero-width), lone surrogates, fillers and variation selectors. */
const INVISIBLE =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;

/** Most lines of most logs. */
const ORDINARY = /^[\t\n -~]*$/;

/** Text without escape sequences, control characters and invisible characters; line feeds and tabs stay. */
export function plain(text: string): string {
  if (ORDINARY.test(text)) return text;
  return text.replace(SEQUENCES, "").replace(INVISIBLE, "");
}
