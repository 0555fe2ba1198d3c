// http_server.js FOLDER PORT TLS_PORT HTTP2_PORT: serves the site of tests/real/http with Node's http and http2. It
// listens on PORT last.
const fs = require("fs");
const http = require("http");
const http2 = require("http2");
const https = require("https");

const [folder, port, tlsPort, http2Port] = process.argv.slice(2);
const well = "all is well\n";
const credentials = "Basic " + Buffer.from("pro be:p@ss:word").toString("base64");

const link = { link: "</style.css>; rel=preload; as=style" };

const hostOf = (request) => request.headers[":authority"] ?? request.headers.host;

const redirect = (response, status, location) => response.writeHead(status, { location }).end();

const pages = {
  "/healthz": (request, response) => response.end(well),
  "/busy": (request, response) => response.writeHead(503).end("busy\n"),
  "/relative": (request, response) => redirect(response, 302, "healthz?a=b#fragment"),
  "/absolute": (request, response) => redirect(response, 301, `http://${hostOf(request)}/healthz`),
  "/elsewhere": (request, response) => redirect(response, 302, "http://elsewhere.example/healthz"),
  "/secure": (request, response) => redirect(response, 302, `https://127.0.0.1:${tlsPort}/healthz`),
  "/to-other": (request, response) => redirect(response, 302, "/other"),
  "/to-other-absolute": (request, response) => redirect(response, 302, `http://127.0.0.1:${port}/other`),
  "/to-busy": (request, response) => redirect(response, 307, "/busy"),
  "/loop": (request, response) => redirect(response, 302, "/loop"),
  "/chunked": (request, response) => {
    response.write("all is"); // the text that probe looks for is in two chunks
    setImmediate(() => response.end(" well\n"));
  },
  "/private": (request, response) => {
    if (request.headers.authorization === credentials) response.end(well);
    else response.writeHead(401, { "www-authenticate": 'Basic realm="private"' }).end();
  },
  "/many": (request, response) => {
    for (let i = 1; i <= 120; ++i) response.setHeader(`X-Many-${i}`, `value ${i}`);
    response.end(well);
  },
  "/echo": (request, response) => {
    response.write(`${request.method} `);
    request.pipe(response);
  },
  "/hints": (request, response) => {
    response.writeEarlyHints(link);
    setImmediate(() => response.end(well));
  },
  "/processing": (request, response) => {
    response.writeProcessing();
    response.writeContinue();
    response.writeEarlyHints(link);
    response.end(well);
  },
  "/busy-after-hints": (request, response) => {
    response.writeEarlyHints(link);
    response.writeHead(503).end();
  },
  "/too-many-hints": (request, response) => {
    for (let i = 0; i < 6; ++i) response.writeEarlyHints(link);
    response.end(well);
  },
};

function answer(request, response) {
  const path = request.url.split("?")[0];
  if (path === "/other" && hostOf(request) === "health.example") response.end(well);
  else if (Object.hasOwn(pages, path)) pages[path](request, response);
  else response.writeHead(404).end("not here\n");
}

function serve(...where) {
  const server = http.createServer({ keepAliveTimeout: 60000 }, answer);
  return new Promise((resolve) => server.listen(...where, resolve));
}

async function main() {
  await serve(`${folder}/socket`);
  if (fs.existsSync(`${folder}/certificate`)) {
    const options = { key: fs.readFileSync(`${folder}/key`), cert: fs.readFileSync(`${folder}/certificate`) };
    await new Promise((resolve) => https.createServer(options, answer).listen(tlsPort, "127.0.0.1", resolve));
  }
  await new Promise((resolve) => http2.createServer(answer).listen(http2Port, "127.0.0.1", resolve));
  if (process.env.has_ipv6) await serve(port, "::1");
  await serve(port, "127.0.0.1");
}

main();
