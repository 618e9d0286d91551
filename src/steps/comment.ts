/** The comment line above an appended key. It also guards the key: a comment ends what an open line began. */
export function commentFor(
  { jwt, session }: { readonly jwt: string; readonly session: string | null },
): string {
  return session === null || session === jwt
    ? "Signs JWTs and nothing else."
    : `Signs JWTs and nothing else. Never the same as ${session}.`;
}
