/** An extra header as it may be shown again: its value may be secret, unless it only names a variable. */
export function shownHeader(header: string): string {
  return /^[^=]+=\$[A-Za-z_]\w*$/.test(header) ? header : `${header.split("=")[0]}=…`;
}
