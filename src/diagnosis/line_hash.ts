/**
 * A number for a line's text in which every run of digits counts as one, so that the lines of a busy log which
 * differ only by a time or an id get the same number. What reads as a failed HTTP status counts in full.
 */
export function lineHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    let unit = text.charCodeAt(at);
    if (isDigit(unit)) {
      const from = at;
      while (isDigit(text.charCodeAt(at + 1))) at++;
      unit = at - from === 2 && (unit === 52 || unit === 53) && isGap(text.charCodeAt(from - 1)) ? unit : 48;
    }
    hash = Math.imul(hash ^ unit, 0x01000193);
  }
  return hash >>> 0;
}

/** The same, with every word that holds a digit as one: an id, a file or a key of no meaning to anybody else. */
export function wordingHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    let word = 0;
    let isPlain = true;
    for (; isWord(text.charCodeAt(at)); at++) {
      word = Math.imul(word ^ text.charCodeAt(at), 0x01000193);
      isPlain &&= !isDigit(text.charCodeAt(at));
    }
    hash = Math.imul(hash ^ (isPlain ? word : 48), 0x01000193);
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

function isWord(unit: number): boolean {
  return isDigit(unit) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 95;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** A blank or an equals sign. */
function isGap(unit: number): boolean {
  return unit === 32 || unit === 61;
}
