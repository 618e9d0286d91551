import "dotenv/config";
import process from "node:process";

const { ADMIN_EMAIL, ADMIN_PASSWORD_HASH, JWT_SECRET_KEY = "", ORCHARD_NAME, PORT = "3000", SECRET_KEY } =
  process.env;

if (JWT_SECRET_KEY.length < 50 || JWT_SECRET_KEY === SECRET_KEY) {
  throw new Error("JWT_SECRET_KEY must have at least 50 characters and differ from SECRET_KEY");
}

export const settings = {
  name: ORCHARD_NAME,
  port: Number(PORT),
  admin: { email: ADMIN_EMAIL, passwordHash: ADMIN_PASSWORD_HASH },
  jwt: { secret: JWT_SECRET_KEY },
};
