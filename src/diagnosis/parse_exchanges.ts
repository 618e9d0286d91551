import { type CurlCommand, parseCurl } from "./parse_curl.ts";
import type { Seen } from "./symptom.ts";

/** A request and its answer, as they were printed. */
export interface Exchange {
  readonly seen: Extract<Seen, { kind: "http" }>;
  /** 1-based line of the text where the answer begins. */
  readonly statusLine: number;
  /** 1-based line of the text where its body begins. */
  readonly bodyLine: number;
}

type Header = readonly [name: string, value: string];
type Phase = "before" | "request head" | "request body" | "answer head" | "answer body";

interface Request {
  method: string;
  url: string;
  headers: Header[];
  body: string[];
}

interface Answer {
  readonly status: number;
  readonly statusLine: number;
  headers: Header[];
  body: string[];
  bodyLine: number;
}

const SEPARATOR = /^={3,10} (request|response)\b/i;
const REQUEST = /^([A-Z]{3,10}) (\S{1,8000}) HTTP\/\d(?:\.\d)?$/;
const STATUS = /^HTTP\/\d(?:\.\d)? (\d{3})(?: (.{0,200}))?$/;
const HEADER = /^([\w!#$%&'*+.^`|~-]{1,200}): ?(.*)$/;
/** What curl -v says of the connection, of the bytes that it sends, and of its progress. */
const CHATTER =
  /^\* |^[{}] \[\d{1,12} bytes data\]$|^ {0,4}% Total {4}% Received|^ {1,60}Dload {1,4}Upload|^ {0,4}\d{1,3} [ \d.kMG]{10,80}--:--:--/;
/** curl adds its last word to a body without a line end. */
const LAST_WORD = /\* (?:Connection #\d{1,9} to host|Closing connection|Curl_http_done).*$/;

/**
 * Reads the HTTP exchanges in a text: a raw request and answer with `===== response` between them or without,
 * or what `curl -i` or `curl -v` prints, after the curl command or without it. None where no answer is in it.
 */
export function parseExchanges(text: string): readonly Exchange[] {
  const lines = text.split("\n").map((line) => line.endsWith("\r") ? line.slice(0, -1) : line);
  const verbose = lines.some((line) => /^< HTTP\/\d/.test(line) || /^> [A-Z]{3,10} \S+ HTTP\/\d/.test(line));
  const reader = createReader(parseCurl(lines));
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    const marked = verbose ? /^([<>])(?: (.*))?$/.exec(line) : null;
    if (marked !== null) reader.head(number, marked[2] ?? "", marked[1] === ">" ? "request" : "answer");
    else if (verbose && CHATTER.test(line)) continue;
    else reader.line(number, line);
  }
  return reader.end();
}

function createReader(curl: CurlCommand | null) {
  const exchanges: Exchange[] = [];
  let phase: Phase = "before";
  let request: Request | null = null;
  let answer: Answer | null = null;

  function close(): void {
    // What only announces another answer is none: 100 Continue, and a proxy that is connected.
    if (answer !== null && answer.status >= 200) exchanges.push(finished(request, answer, curl));
    answer = null;
  }

  function begin(line: string): boolean {
    const found = REQUEST.exec(line);
    if (found === null) return false;
    close();
    request = { method: found[1] ?? "", url: found[2] ?? "", headers: [], body: [] };
    phase = "request head";
    return true;
  }

  function beginAnswer(number: number, line: string): boolean {
    const found = STATUS.exec(line);
    if (found === null) return false;
    const status = /^Connection established/i.test(found[2] ?? "") ? 100 : Number(found[1]);
    // curl -iv prints the head twice.
    if (answer?.status === status && answer.body.every((text) => text === "")) answer = null;
    const follows = answer !== null && answer.status >= 200;
    close();
    if (follows) request = null;
    answer = { status, statusLine: number, headers: [], body: [], bodyLine: number };
    phase = "answer head";
    return true;
  }

  function addHeader(number: number, line: string): void {
    const found = HEADER.exec(line);
    if (phase === "request head") {
      if (found !== null) request?.headers.push([found[1] ?? "", (found[2] ?? "").trim()]);
      else phase = "request body";
    } else if (phase === "answer head" && answer !== null) {
      if (found !== null) answer.headers.push([found[1] ?? "", (found[2] ?? "").trim()]);
      else {
        phase = "answer body";
        answer.bodyLine = number + 1;
      }
    }
  }

  return {
    /** A line that curl -v marked as the head of a request or of an answer. */
    head(number: number, line: string, of: "request" | "answer"): void {
      if (of === "request" ? begin(line) : beginAnswer(number, line)) return;
      addHeader(number, line);
    },
    /** A line of a raw exchange, or of a body that curl -v printed. */
    line(number: number, line: string): void {
      const separator = SEPARATOR.exec(line)?.[1]?.toLowerCase();
      if (separator !== undefined) {
        if (separator === "request") close();
        phase = "before";
      } else if (beginAnswer(number, line) || (phase !== "answer body" && begin(line))) return;
      else if (phase === "request head" || phase === "answer head") addHeader(number, line);
      else if (phase === "request body") request?.body.push(line);
      else if (phase === "answer body") answer?.body.push(line.replace(LAST_WORD, ""));
    },
    end(): readonly Exchange[] {
      close();
      return exchanges;
    },
  };
}

function finished(request: Request | null, answer: Answer, curl: CurlCommand | null): Exchange {
  const { status, statusLine, headers, body, bodyLine } = answer;
  const typed = request?.body.join("\n").trim() ?? "";
  const asked = request ?? curl ?? { method: "", url: "", headers: [] };
  return {
    seen: {
      kind: "http",
      request: {
        method: asked.method,
        url: asked.url,
        headers: asked.headers,
        body: typed === "" ? curl?.body ?? "" : typed,
      },
      status,
      headers,
      body: body.join("\n"),
    },
    statusLine,
    bodyLine,
  };
}
