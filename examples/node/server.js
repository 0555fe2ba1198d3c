// A healthy server that finishes its open requests when it gets TERM or INT.
'use strict';
const http = require('node:http');

const server = http.createServer((request, response) => {
  const isHealth = request.url === '/healthz';
  response.writeHead(isHealth ? 200 : 404, {'Content-Type': 'text/plain'}).end(isHealth ? 'ok\n' : '');
});
server.listen(Number(process.env.PORT || 8080));
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close());
