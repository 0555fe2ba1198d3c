# tls_server.py PEM VERSION: serves "200 OK" with Python's http.server and ssl, only by this version of TLS, such as
# TLSv1_3. It reads the certificate and its key from the file PEM, prints "listening PORT", and exits when its stdin ends.
# It closes a connection without a close_notify.
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"all is well\n")  # the body ends with the connection

    def log_message(self, *_):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
context.minimum_version = context.maximum_version = ssl.TLSVersion[sys.argv[2]]
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("listening", server.server_port, flush=True)
sys.stdin.read()
