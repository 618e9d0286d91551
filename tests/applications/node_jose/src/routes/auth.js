import { Router } from "express";
import { matches } from "../passwords.js";
import { settings } from "../settings.js";
import { issueToken } from "../tokens.js";

const router = Router();

router.post("/login", async (request, response) => {
  const { email, password } = request.body ?? {};
  const known = email === settings.admin.email;
  if (!matches(String(password), settings.admin.passwordHash) || !known) {
    return response.status(401).json({ error: "Wrong email or password" });
  }
  response.json({ token: await issueToken(email) });
});

export default router;
