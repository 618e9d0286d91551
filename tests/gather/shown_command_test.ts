import { assertEquals } from "@std/assert";
import { shownCommand } from "../../src/gather/shown_command.ts";

Deno.test({
  name: "shownCommand() masks what a name that sounds secret is given, and keeps the rest",
  permissions: "none",
  fn() {
    for (
      const [command, shown] of [
        ["JWT_SECRET_KEY=abcdef PORT=8000 node server.mjs", "JWT_SECRET_KEY=•••• PORT=8000 node server.mjs"],
        [`env API_TOKEN='a b' DB_PASSWORD="c \\" d" node x`, "env API_TOKEN=•••• DB_PASSWORD=•••• node x"],
        ["sh -c 'SECRET_KEY=a\\ b node x'", "sh -c 'SECRET_KEY=•••• node x'"],
        ["serve --secret-key=abcdef --port=1", "serve --secret-key=•••• --port=1"],
        ["JWT_SECRET_KEY=$OTHER node x", "JWT_SECRET_KEY=$OTHER node x"],
        ["JWT_SECRET_KEY= node x", "JWT_SECRET_KEY= node x"],
        ["DATABASE_URL=postgres://u:p@h/d node x", "DATABASE_URL=•••• node x"],
        ["serve q8Zr-xK2_mP0aLw7Bn5Tc9Vd3Fh6Jy1GsXe 80", "serve •••• 80"],
        ["serve --password abc -token 'a b' --port 80", "serve --password •••• -token •••• --port 80"],
        ["psql postgres://shop:abc@db/shop", "psql postgres://shop:••••@db/shop"],
        ["psql postgres://shop:$PW@db/shop --password $PW --token --port 80", null],
        ["node dist/ABCdefghijklmnopqrstuvwxyz0123456789/server.mjs", null],
        ["TOKEN_LIFETIME=5 DJANGO_SETTINGS_MODULE=a.b python manage.py check", null],
        ["node --env-file=.env server.mjs", null],
        ["gunicorn shop.wsgi --bind 127.0.0.1:{port} --keyfile=key.pem", null],
      ] as const
    ) assertEquals(shownCommand(command), shown ?? command);
  },
});
