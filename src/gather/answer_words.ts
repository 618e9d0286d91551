/** What an answer without a token says, for a person: its sentences, or else the names in it. No value is taken. */
export interface AnswerWords {
  /** Of an error, not redacted yet; empty where none was found. */
  readonly says: string;
  /** Of the object that the body is. */
  readonly names: readonly string[];
}

/** Values that an error repeats of what was sent, and what is secret in any answer. */
const UNTOLD = /^input$|passw|pwd|token|secret|key$|value$|ctx$/i;
const MOST_VISITED = 500;
const LONGEST = 200;

/** Reads a body: JSON, or a short plain text. */
export function answerWords(body: string): AnswerWords {
  const json = parsed(body);
  if (json === undefined) {
    const plain = body.trim();
    return { says: plain.length <= LONGEST && isSentence(plain) ? plain : "", names: [] };
  }
  const names = typeof json === "object" && json !== null && !Array.isArray(json) ? Object.keys(json) : [];
  return { says: [...new Set(sentencesIn(json))].join("; "), names: names.slice(0, 8) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** No recursion, and a bound: how deep and how long it is was the server's choice. */
function sentencesIn(json: unknown): readonly string[] {
  const found: string[] = [];
  const open: unknown[] = [json];
  for (let visited = 0; open.length > 0 && visited < MOST_VISITED; visited++) {
    const one = open.shift();
    if (typeof one === "string") {
      if (one.length <= LONGEST && isSentence(one)) found.push(one);
    } else if (Array.isArray(one)) open.push(...one.slice(0, MOST_VISITED));
    else if (typeof one === "object" && one !== null) {
      open.push(
        ...Object.entries(one).slice(0, MOST_VISITED).flatMap(([name, value]) =>
          UNTOLD.test(name) ? [] : [value]
        ),
      );
    }
  }
  return found.slice(0, 3);
}

function isSentence(text: string): boolean {
  return /\p{L}\s+\p{L}/u.test(text) && !text.startsWith("<");
}
