// Serves grpc.health.v1.Health with grpc-js or, with an argument, no such service. With TLS_CERTIFICATE and TLS_KEY, two
// names of files, it speaks TLS. Prints "listening PORT", and exits when its stdin ends.
const fs = require("fs");
const grpc = require("@grpc/grpc-js");

const asIs = (bytes) => bytes;
const statuses = { "": "0801", "0a04646f776e": "0802" }; // reply for each request, both as hexadecimal bytes

const service = {
  Check: {
    path: "/grpc.health.v1.Health/Check",
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
};

function Check(call, callback) {
  const status = statuses[call.request.toString("hex")];
  if (status === undefined) {
    callback({ code: grpc.status.NOT_FOUND, details: "unknown service" });
  } else {
    callback(null, Buffer.from(status, "hex"));
  }
}

const { TLS_CERTIFICATE, TLS_KEY } = process.env;
const credentials = TLS_CERTIFICATE
  ? grpc.ServerCredentials.createSsl(null, [
      { cert_chain: fs.readFileSync(TLS_CERTIFICATE), private_key: fs.readFileSync(TLS_KEY) },
    ])
  : grpc.ServerCredentials.createInsecure();

const server = new grpc.Server();
if (process.argv.length === 2) server.addService(service, { Check });
server.bindAsync("127.0.0.1:0", credentials, (error, port) => {
  if (error) throw error;
  console.log("listening", port);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
