import { Router } from "express";
import { readSubject } from "../tokens.js";

const router = Router();

async function requireToken(request, response, next) {
  try {
    const [, token = ""] = (request.get("authorization") ?? "").split(" ");
    request.subject = await readSubject(token);
    next();
  } catch {
    response.status(401).json({ error: "Log in first" });
  }
}

router.get("/me", requireToken, (request, response) => {
  response.json({ email: request.subject });
});

export default router;
