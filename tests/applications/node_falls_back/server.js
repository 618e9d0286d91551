const { Buffer } = require("node:buffer");
const { pbkdf2Sync } = require("node:crypto");
const http = require("node:http");
const process = require("node:process");
const jwt = require("jsonwebtoken");

require("dotenv").config({ quiet: true });

// The mistake: without a key of its own it signs with the key of the sessions.
const key = process.env.JWT_SECRET_KEY || process.env.SECRET_KEY;

function matches(password, stored) {
  const [rounds, salt, digest] = stored.split(":");
  const found = pbkdf2Sync(password, Buffer.from(salt, "hex"), Number(rounds), 32, "sha256");
  return found.toString("hex") === digest;
}

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function logIn(request, response) {
  let text = "";
  for await (const chunk of request) text += chunk;
  const { username, password } = JSON.parse(text);
  const known = username === process.env.ADMIN_USERNAME;
  if (!matches(password, process.env.ADMIN_PASSWORD_HASH) || !known) {
    return answer(response, 401, { error: "Wrong name or password" });
  }
  answer(response, 200, { accessToken: jwt.sign({ sub: username }, key, { expiresIn: "15m" }) });
}

function showProfile(request, response) {
  try {
    const [, token = ""] = (request.headers.authorization ?? "").split(" ");
    answer(response, 200, { username: jwt.verify(token, key, { algorithms: ["HS256"] }).sub });
  } catch {
    answer(response, 401, { error: "Log in first" });
  }
}

const server = http.createServer((request, response) => {
  if (request.method === "POST" && request.url === "/login") return logIn(request, response);
  if (request.method === "GET" && request.url === "/profile") return showProfile(request, response);
  answer(response, 404, { error: "Not found" });
});

server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
