"""A healthy server that finishes its open requests when it gets TERM or INT."""

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
    daemon_threads = False  # server_close() only waits for threads that are not daemons


server = Server(("", int(os.environ.get("PORT", "8080"))), Handler)
for number in (signal.SIGTERM, signal.SIGINT):
    # shutdown() waits for the loop that this handler interrupts, so another thread must call it.
    signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
server.server_close()
