import express from "express";
import account from "./routes/account.js";
import auth from "./routes/auth.js";
import { settings } from "./settings.js";

const app = express();
app.use(express.json());
app.use("/api/auth", auth);
app.use("/api", account);
app.get("/health", (_request, response) => {
  response.json({ orchard: settings.name });
});

app.listen(settings.port, "127.0.0.1");
