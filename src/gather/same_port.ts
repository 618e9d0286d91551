import type { Host } from "../io/host.ts";

/** The host with a wish: the first free port that it is asked for is this one, then others. */
export function withPort(host: Host, port: number): Host {
  let asked = false;
  const freePort = () => {
    if (asked) return host.processes.freePort();
    asked = true;
    return port;
  };
  return { ...host, processes: { ...host.processes, freePort } };
}
