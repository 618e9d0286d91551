/**
 * The files of the throw-away copy, by path: an application whose developer copied `.env.example` before the
 * breaking change was pulled, so that its JWT key is the placeholder and it refuses to start.
 *
 * @param sessionKey the SECRET_KEY of this copy, made for it: at least 50 characters of `A-Za-z0-9_-`
 */
export function demoFiles(sessionKey: string): Readonly<Record<string, string>> {
  return {
    ".env": envFile(sessionKey),
    ".env.example": envFile("change-me"),
    ".gitignore": ".env\n",
  };
}

function envFile(secretKey: string): string {
  return `# Settings of the demo backend
DEBUG=True
ALLOWED_HOSTS=localhost,127.0.0.1

# Signs sessions and CSRF tokens
SECRET_KEY=${secretKey}

# Signs JWTs
JWT_SECRET_KEY=your-jwt-secret-key-here

# The demo keeps no data
DATABASE_URL="sqlite:///demo.sqlite3"
`;
}
