/** Names that a login sends the user's name under, the likeliest first. */
const USERNAMES = [
  "username",
  "email",
  "user_name",
  "login",
  "user",
  "phone",
  "phone_number",
  "account",
  "name",
];

/** The two fields of a login among the names that its handler reads; the usual ones where none of them fits. */
export function loginFields(
  names: readonly string[],
): { readonly usernameField: string; readonly passwordField: string } {
  const password = names.find((name) => /^(?:password|passwd|pwd)$/i.test(name)) ??
    names.find((name) => /passw/i.test(name));
  if (password === undefined) return { usernameField: "username", passwordField: "password" };
  const username =
    USERNAMES.map((name) => names.find((one) => one.toLowerCase() === name)).find((name) =>
      name !== undefined
    ) ?? names.find((name) => name !== password && /user|mail|login|phone/i.test(name)) ?? "username";
  return { usernameField: username, passwordField: password };
}
