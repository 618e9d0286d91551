/**
 * Lets the workers of a server answer one after another. Connections are handed out by the system as it likes,
 * and one asynchronous worker may take all of twenty: only while the others are paused is it certain who answers.
 *
 * A worker is a process of the group that listens on the port, without children, and not the group's leader. So
 * the watcher that ends the group is never paused, and a pause outlives nothing: SIGKILL reaches a paused process.
 */

const LIMIT_MS = 5000;

// A process may put line ends into its name and so whole lines into `stat`, but short ones: names have 15
// bytes, and the kernel's own line has some fifty fields.
const LINUX = `
sockets=$(cat /proc/net/tcp /proc/net/tcp6 | awk -v port="$(printf ':%04X' "$1")" '
  $4 == "0A" && substr($2, length($2) - 4) == port { print $10 }
')
cat /proc/[0-9]*/stat | awk -v group="$2" '
  { pid = $1; sub(/^.*\\) /, "") }
  NF > 20 && $3 == group { print pid, $2 }
' | while read -r pid parent; do
  for socket in $sockets; do
    ls -ln "/proc/$pid/fd" | grep -qF "socket:[$socket]" && echo "$pid $parent" && break
  done
done
`;

const DARWIN = `
lsof -nP -iTCP:"$1" -sTCP:LISTEN -FpRg | awk -v group="$2" '
  /^p/ { pid = substr($0, 2) }
  /^g/ { own = substr($0, 2) == group }
  /^R/ { parent = substr($0, 2) }
  /^f/ && own && pid != last { print pid, parent; last = pid }
'
`;

// A signal arrives when it does: until then a worker that is to be paused may take the next connection.
const UNTIL_STOPPED = Deno.build.os === "linux"
  ? `
for try in 1 2 3 4 5 6 7 8 9 10; do
  going=0
  for pid in "$@"; do sed 's/^.*) //' "/proc/$pid/stat" | grep -q '^[TtZX]' || going=1; done
  [ $going = 0 ] && break
  sleep 0.05
done
`
  : "sleep 0.1";

/** Whose workers: the group, the port that they listen on, and the folders of awk, grep, ls, lsof and sed, as in PATH. */
interface Server {
  readonly group: number;
  readonly port: number;
  readonly tools: string;
}

/** Asks while each worker of a server is alone; empty where there are no two, or where they cannot be told. */
export async function eachAlone<T>(ask: () => Promise<T>, server: Server): Promise<readonly T[]> {
  const workers = await workersOf(server);
  if (workers.length < 2) return [];
  const answers: T[] = [];
  for (const worker of workers) {
    try {
      await pause(workers.filter((other) => other !== worker), server);
      answers.push(await ask());
    } finally {
      await goOn(workers, server);
    }
  }
  return answers;
}

async function workersOf({ group, port, tools }: Server): Promise<readonly number[]> {
  const script = Deno.build.os === "linux" ? LINUX : Deno.build.os === "darwin" ? DARWIN : null;
  if (script === null) return [];
  const printed = await shell([script, "sh", String(port), String(group)], tools);
  const listening = printed.split("\n").flatMap((line) => {
    const [pid, parent] = line.split(" ").map(Number);
    return pid === undefined || parent === undefined ? [] : [{ pid, parent }];
  });
  const parents = new Set(listening.map(({ parent }) => parent));
  return listening.map(({ pid }) => pid).filter((pid) => pid !== group && !parents.has(pid));
}

async function pause(pids: readonly number[], { tools }: Server): Promise<void> {
  await shell([`kill -STOP "$@"; ${UNTIL_STOPPED}`, "sh", ...pids.map(String)], tools);
}

async function goOn(pids: readonly number[], { tools }: Server): Promise<void> {
  await shell(['kill -CONT "$@"', "sh", ...pids.map(String)], tools);
}

/** What a shell prints; nothing where it fails. */
async function shell(words: readonly string[], tools: string): Promise<string> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LIMIT_MS);
  try {
    const { stdout } = await new Deno.Command("/bin/sh", {
      args: ["-c", ...words],
      cwd: "/",
      clearEnv: true,
      env: { PATH: tools, LC_ALL: "C" },
      stdin: "null",
      stderr: "null",
      signal: limit.signal,
    }).output();
    return new TextDecoder().decode(stdout);
  } catch {
    return "";
  } finally {
    clearTimeout(timer);
  }
}
