/** A proxy that must see nothing. */
export interface ProxyTrap extends AsyncDisposable {
  /** What makes obedient programs use it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly connections: () => number;
}

/** Listens on loopback and counts who comes. */
export function proxyTrap(): ProxyTrap {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let count = 0;
  const listening = (async () => {
    for await (const connection of listener) {
      count++;
      connection.close();
    }
  })();
  const url = `http://127.0.0.1:${listener.addr.port}`;
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
  return {
    // Deno itself asks once a day whether there is a newer Deno: that is no connection of ours.
    environment: {
      ...Object.fromEntries(names.map((name) => [name, url])),
      NODE_USE_ENV_PROXY: "1",
      DENO_NO_UPDATE_CHECK: "1",
    },
    connections: () => count,
    async [Symbol.asyncDispose]() {
      listener.close();
      await listening;
    },
  };
}
