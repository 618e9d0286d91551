const CHUNK = 2 ** 15;

/** A text of one character a byte, for a loader that looks at bytes and not at characters. */
export function toByteText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return text;
}

/** The characters that a text of one character a byte stands for; U+FFFD where it is not UTF-8. */
export function fromByteText(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text;
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

const WELL_FORMED =
  /[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}|[^]/g;

/** The same as Go's `[]rune(text)`: one U+FFFD for each byte that belongs to no character. */
export function runesOf(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text;
  return fromByteText(
    text.replace(WELL_FORMED, (run) => run.length === 1 && run >= "\x80" ? "\xef\xbf\xbd" : run),
  );
}
