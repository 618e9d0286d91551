/**
 * Whose a listening port is. Deno itself may not read /proc without all permissions; a child may.
 *
 * Every socket that listens on the port, on whatever address, must belong to the group: of two on one port,
 * which one a connection reaches depends on the system. A process that left the group for another one of its
 * session still counts, as nobody gets into a session who was not started in it.
 */

/** Exit codes of the scripts; any other, such as 127 for a tool that is not there, tells nothing. */
const ANSWERS: Readonly<Record<number, boolean>> = { 0: true, 1: false };
const LIMIT_MS = 5000;

// A process may put line ends into its name and so whole lines into `stat`, but short ones: names have 15
// bytes, and the kernel's own line has some fifty fields.
const LINUX = `
true </proc/net/tcp || exit 2
port=$(printf ':%04X' "$1")
sockets=$(cat /proc/net/tcp /proc/net/tcp6 | awk -v port="$port" '
  $4 == "0A" && substr($2, length($2) - 4) == port { print $10 }
')
folders=$(cat /proc/[0-9]*/stat | awk -v group="$2" '
  { pid = $1; sub(/^.*\\) /, "") }
  NF > 20 && ($3 == group || $4 == group) { print "/proc/" pid "/fd" }
')
ls -ln /dev/null $folders 2>&1 | awk -v sockets="$(echo $sockets)" '
  /^ls: .*ermission denied/ { hidden = 1 }
  { held[$NF] }
  END {
    count = split(sockets, wanted, " ")
    for (at = 1; at <= count; at++) if (!("socket:[" wanted[at] "]" in held)) exit hidden ? 2 : 1
    exit count == 0
  }
'
`;

const DARWIN = `
command -v lsof || exit 2
lsof -nP -iTCP:"$1" -sTCP:LISTEN -Fg | awk -v group="$2" '
  /^g/ { if (substr($0, 2) == group) ours = 1; else others = 1 }
  END { exit !ours || others }
'
`;

/**
 * Whether only processes of a group listen on a TCP port of this machine; null where that cannot be told.
 *
 * @param options.tools folders of awk, cat, ls and lsof, as in PATH
 */
export async function listensOn(
  port: number,
  { group, tools }: { readonly group: number; readonly tools: string },
): Promise<boolean | null> {
  const script = Deno.build.os === "linux" ? LINUX : Deno.build.os === "darwin" ? DARWIN : null;
  if (script === null) return null;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LIMIT_MS);
  const status = await run({
    words: ["-c", script, "sh", String(port), String(group)],
    tools,
    signal: limit.signal,
  });
  clearTimeout(timer);
  return status === null || status.signal !== null ? null : ANSWERS[status.code] ?? null;
}

/** Runs a shell outside of the group that is asked about, of which it would count as a part; null where it cannot. */
async function run(
  { words, tools, signal }: {
    readonly words: readonly string[];
    readonly tools: string;
    readonly signal: AbortSignal;
  },
): Promise<Deno.CommandStatus | null> {
  try {
    return await new Deno.Command("/bin/sh", {
      args: [...words],
      cwd: "/",
      clearEnv: true,
      env: { PATH: tools, LC_ALL: "C" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
      signal,
    }).spawn().status;
  } catch {
    return null;
  }
}
