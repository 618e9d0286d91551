/** A backend that refuses every login, by a status that tells how long the user's name was. */
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.args[0]), onListen: () => {} }, async (request) => {
  if (request.method !== "POST") return Response.json({});
  const { username = "" } = await request.json() as { readonly username?: string };
  return Response.json({}, { status: 400 + username.length });
});
