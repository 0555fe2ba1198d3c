"""A server that is healthy, and that finishes what it has begun when it is told to stop."""

import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        is_health = self.path == "/healthz"
        body = b"ok\n" if is_health else b""
        self.send_response(200 if is_health else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close() waits for the others alone


server = Server(("", int(os.environ.get("PORT", "8080"))), Handler)
for number in (signal.SIGTERM, signal.SIGINT):
    # shutdown() waits for the loop that this handler interrupts: from another thread alone.
    signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
server.server_close()
