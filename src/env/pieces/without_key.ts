/** The environment for a key that the process does not set: how the two go together is the caller's. */
export function withoutKey(
  environment: Readonly<Record<string, string>>,
  key: string,
): (name: string) => string | undefined {
  return (name) => name !== key && Object.hasOwn(environment, name) ? environment[name] : undefined;
}
