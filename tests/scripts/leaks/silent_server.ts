// A server whose port is open and that never answers: silent_server.ts PORT
const listener = Deno.listen({ hostname: "127.0.0.1", port: Number(Deno.args[0]) });
const open: Deno.Conn[] = [];
for await (const connection of listener) open.push(connection);
