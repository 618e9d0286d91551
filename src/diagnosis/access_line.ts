/** The quoted request and its status, as servers and proxies log them; what follows are words of the client. */
const ACCESS =
  /"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE) [^\s"]{1,8000} HTTP\/\d(?:\.\d)?" \d{3}\b/;

/**
 * A line of an access log up to its status, any other line as it is: behind it stand the referrer and the name
 * of the client's program, in which anybody can write what looks like an error of the application.
 */
export function withoutClientText(line: string): string {
  const found = line.includes(" HTTP/") ? ACCESS.exec(line) : null;
  return found === null ? line : line.slice(0, found.index + found[0].length);
}
