/** What a curl command asks for. */
export interface CurlCommand {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const COMMAND = /^(?:\S{0,40}[$#%>] )?curl /;
const MOST_LINES = 40;

/** What the value of an option is for. */
const USES: Readonly<
  Record<string, "method" | "url" | "header" | "cookie" | "user" | "data" | "json" | "nothing">
> = {
  "-X": "method",
  "--request": "method",
  "--url": "url",
  "-H": "header",
  "--header": "header",
  "-b": "cookie",
  "--cookie": "cookie",
  "-u": "user",
  "--user": "user",
  "-d": "data",
  "--data": "data",
  "--data-raw": "data",
  "--data-binary": "data",
  "--data-ascii": "data",
  "--data-urlencode": "data",
  "--json": "json",
  "-o": "nothing",
  "--output": "nothing",
  "-m": "nothing",
  "--max-time": "nothing",
  "--connect-timeout": "nothing",
  "-w": "nothing",
  "--write-out": "nothing",
  "-A": "nothing",
  "--user-agent": "nothing",
  "-e": "nothing",
  "--referer": "nothing",
  "-c": "nothing",
  "--cookie-jar": "nothing",
  "-x": "nothing",
  "--proxy": "nothing",
  "--cacert": "nothing",
};

/** The request of the first curl command in a text; null where there is none. */
export function parseCurl(lines: readonly string[]): CurlCommand | null {
  const start = lines.findIndex((line) => COMMAND.test(line));
  if (start < 0) return null;
  let command = (lines[start] ?? "").replace(/^.{0,45}?curl /, "");
  for (let at = start + 1; command.endsWith("\\") && at < start + MOST_LINES; at++) {
    command = command.slice(0, -1) + (lines[at] ?? "");
  }
  return requestOf(wordsOf(command));
}

function requestOf(words: readonly string[]): CurlCommand {
  const headers: [string, string][] = [];
  const data: string[] = [];
  let method = "";
  let url = "";
  let type = "application/x-www-form-urlencoded";
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const [flag, written] = valueOf(word);
    const use = USES[flag];
    if (use === undefined) {
      if (!flag.startsWith("-") && url === "") url = word;
      continue;
    }
    const value = written ?? words[++at] ?? "";
    if (use === "method") method = value;
    if (use === "url") url = value;
    if (use === "header") headers.push(headerOf(value));
    if (use === "cookie") headers.push(["Cookie", value]);
    if (use === "user") headers.push(["Authorization", "Basic …"]);
    if (use === "data" || use === "json") data.push(value);
    if (use === "json") type = "application/json";
  }
  const body = data.join("&");
  if (data.length > 0 && !headers.some(([name]) => name.toLowerCase() === "content-type")) {
    headers.push(["Content-Type", type]);
  }
  return { method: method || (data.length > 0 ? "POST" : "GET"), url, headers, body };
}

/** A flag and the value that is written together with it: `-XPOST`, `--data=x`. */
function valueOf(word: string): readonly [flag: string, value: string | null] {
  const long = /^(--[\w-]{1,40})=([\s\S]*)$/.exec(word);
  if (long !== null) return [long[1] ?? "", long[2] ?? ""];
  const short = /^(-[XHdbu])([\s\S]+)$/.exec(word);
  return short === null ? [word, null] : [short[1] ?? "", short[2] ?? ""];
}

function headerOf(text: string): [string, string] {
  const colon = text.indexOf(":");
  return colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1).trim()];
}

/** The words of a shell's line: quotes taken away, nothing expanded. */
function wordsOf(command: string): readonly string[] {
  const words: string[] = [];
  const pattern = /\s{1,200}|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/g;
  let word: string | null = null;
  for (const [whole, single, double, escaped, bare] of command.slice(0, 100_000).matchAll(pattern)) {
    if (/^\s/.test(whole)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? "") + (single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? bare ?? "");
    }
  }
  return word === null ? words : [...words, word];
}
