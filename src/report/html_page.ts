import { sha256 } from "../hmac_sha256.ts";
import { VERSION } from "../version.ts";
import { xmlText } from "./escape_xml.ts";
import { STYLE } from "./html_style.ts";

/** Nothing is loaded and nothing runs; of styles, only our own counts. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${sha256(new TextEncoder().encode(STYLE)).toBase64()}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A whole page in one file. */
export function htmlPage(page: {
  /** Text. */
  readonly title: string;
  readonly kind: "one" | "fleet";
  /** HTML, of which the header and the main part consist. */
  readonly header: string;
  readonly main: string;
}): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Keysplit ${VERSION}">
<title>${xmlText(page.title)}</title>
<style>${STYLE}</style>
</head>
<body class="${page.kind}">
<header>
${page.header}
</header>
<main>
${page.main}
</main>
<footer>Keysplit ${VERSION}. This page holds no key and loads nothing.</footer>
</body>
</html>
`;
}
