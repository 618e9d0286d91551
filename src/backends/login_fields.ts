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

/** Of these, what nothing but a user's name is called: they tell where no password is read. */
const UNMISTAKABLE = new Set(["username", "email", "user_name", "phone_number"]);

/** The two fields of a login among the names that its handler reads; the usual ones where none of them fits. */
export function loginFields(
  names: readonly string[],
): { readonly usernameField: string; readonly passwordField: string } {
  const password = names.find((name) => /^(?:password|passwd|pwd|pass|passphrase)$/i.test(name)) ??
    names.find((name) => /passw/i.test(name));
  const likely = USERNAMES.filter((name) => password !== undefined || UNMISTAKABLE.has(name))
    .map((name) => names.find((one) => one.toLowerCase() === name)).find((name) => name !== undefined);
  const username = likely ??
    (password === undefined
      ? undefined
      : names.find((name) => name !== password && /user|mail|login|phone/i.test(name)));
  return { usernameField: username ?? "username", passwordField: password ?? "password" };
}
