/** The comment line above an appended key. It also guards the key: a comment ends what an open line began. */
export function commentFor(session: string | null): string {
  return session === null
    ? "Signs JWTs and nothing else."
    : `Signs JWTs and nothing else. Never the same as ${session}.`;
}
