/** What to do with a new key in each place. No command line ever holds the key: it is typed, piped or a file. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  env: [
    "Let Keysplit write it, after asking:  deno task append PATH",
    "By hand: a line of its own,  JWT_SECRET_KEY=the key  without quotes and without a comment behind it.",
  ],
  docker: [
    "Put it into the env file that the service names (env_file:), mode 0600, or into a secret file.",
    "In compose.yaml write  JWT_SECRET_KEY: ${JWT_SECRET_KEY:?}  so that an unset variable is refused.",
    "Then make the container anew:  docker compose up -d   (restart keeps the old variables)",
  ],
  kubernetes: [
    "deno task -q generate | tr -d '\\n' | kubectl create secret generic jwt --from-file=JWT_SECRET_KEY=/dev/stdin",
    "The newline is taken off, because it would become a part of the key.",
    "Pods take it when they are made anew:  kubectl rollout restart deployment NAME",
  ],
  github: [
    "deno task -q generate | gh secret set JWT_SECRET_KEY",
    "The value goes through the pipe. Runs for forks and Dependabot do not get it: they see an empty variable.",
  ],
  heroku: [
    "Heroku's client takes a value only as an argument:  heroku config:set JWT_SECRET_KEY=…",
    "That shows it to every user of this machine while it runs, and keeps it in the shell's history.",
    "Its dashboard (Settings, Config Vars) or its API, with the body from standard input, does not.",
  ],
  systemd: [
    "Put the line  JWT_SECRET_KEY=the key  into a file of mode 0600 that the unit names with EnvironmentFile=.",
    "No quotes, no export, no comment behind it.  Then:  systemctl restart NAME",
  ],
  aws: [
    "deno task -q generate | tr -d '\\n' > key.txt   (in a folder of mode 0700)",
    "aws secretsmanager create-secret --name jwt-secret-key --secret-string file://key.txt",
    "Then remove the file:  shred -u key.txt",
  ],
  vault: ["deno task -q generate | tr -d '\\n' | vault kv put -mount=secret jwt JWT_SECRET_KEY=-"],
  azure: [
    "deno task -q generate | tr -d '\\n' > key.txt   (in a folder of mode 0700)",
    "az keyvault secret set --vault-name NAME --name jwt-secret-key --file key.txt",
    "Then remove the file:  shred -u key.txt",
  ],
  powershell: [
    "$env:JWT_SECRET_KEY = deno task -q generate",
    "For this window only. Do not redirect with > into a .env: Windows PowerShell writes UTF-16, which no loader reads.",
  ],
};

/** The places that `--for` names. */
export const PLACE_NAMES: readonly string[] = Object.keys(PLACES);

/** The advice for one place, for standard error. */
export function placeAdvice(place: string): string {
  const lines = PLACES[place] ?? [];
  return [`generate  for ${place}`, "", ...lines.map((line) => `  ${line}`), ""].join("\n") + "\n";
}
