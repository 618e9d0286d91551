/** What a URL may be asked with where it is given; unasked it is GET alone. */
export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH";

/** A URL, with the method before it where that is not GET: `POST /api/orders/`. */
export function requestLine(given: string): { readonly method: Method; readonly url: string } {
  const [, method, url] = /^(GET|HEAD|POST|PUT|PATCH)\s+(\S.*)$/.exec(given) ?? [];
  return method === undefined || url === undefined
    ? { method: "GET", url: given }
    : { method: method as Method, url };
}
