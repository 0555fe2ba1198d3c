// tls_server.js MODULE PEM [OPTIONS]: serves "200 OK" with Node's https or http2. It reads the certificate and its key from
// the file PEM, prints "listening PORT", and exits when its stdin ends. OPTIONS are JSON, for createSecureServer. With the
// module http, it does not speak TLS.
const fs = require("fs");

const [name, file, options] = process.argv.slice(2);
const pem = fs.readFileSync(file);
const answer = (request, response) => response.end("all is well\n");
const settings = { key: pem, cert: pem, ...JSON.parse(options ?? "{}") };

const module_ = require(name);
const create = module_.createSecureServer ?? module_.createServer;
const server = create(settings, answer);
server.on("tlsClientError", (error) => console.error("TLS handshake error:", error.code));
server.listen(0, "127.0.0.1", () => console.log("listening", server.address().port));
process.stdin.resume().on("end", () => process.exit(0));
