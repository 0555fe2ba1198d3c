# http_server.py PROTOCOL PORT TLS_PORT: serves the site of tests/real/http with Python's http.server, and the files of the
# current folder. It listens on PORT last.
import base64
import functools
import http.server
import os
import socket
import ssl
import sys
import threading

PROTOCOL, PORT, TLS_PORT = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
WELL = b"all is well\n"
CREDENTIALS = "Basic " + base64.b64encode(b"pro be:p@ss:word").decode()
REDIRECTS = {
    "/relative": (302, "/healthz"),
    "/absolute": (301, f"http://127.0.0.1:{PORT}/healthz"),
    "/elsewhere": (302, "http://elsewhere.example/healthz"),
    "/to-busy": (307, "/busy"),
    "/loop": (302, "/loop"),
}


class Site(http.server.SimpleHTTPRequestHandler):
    protocol_version = PROTOCOL

    def give(self, status, headers=(), body=b"", has_length=True):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if has_length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path in REDIRECTS:
            status, location = REDIRECTS[self.path]
            self.give(status, [("Location", location)])
        elif self.path == "/busy":
            self.send_error(503)
        elif self.path == "/chunked":
            body = b"6\r\nall is\r\n6;with=extension\r\n well\n\r\n0\r\nTrailer: field\r\n\r\n"
            self.give(200, [("Transfer-Encoding", "chunked")], body, has_length=False)
        elif self.path == "/until-close":
            self.close_connection = True
            self.give(200, [], WELL, has_length=False)
        elif self.path == "/private" and self.headers["Authorization"] != CREDENTIALS:
            self.give(401, [("WWW-Authenticate", 'Basic realm="private"')])
        elif self.path == "/many":
            self.give(200, [(f"X-Many-{i}", f"value {i}") for i in range(1, 121)], WELL)
        elif self.path == "/hints":
            self.send_response_only(103)
            self.send_header("Link", "</style.css>; rel=preload; as=style")
            self.end_headers()
            self.give(200, [], WELL)
        elif self.path == "/other" and self.headers["Host"] == "health.example":
            self.give(200, [], WELL)
        else:
            super().do_GET()


class Server(http.server.ThreadingHTTPServer):
    def __init__(self, host, port, family=socket.AF_INET):
        self.address_family = family
        super().__init__((host, port), functools.partial(Site))
        self.daemon_threads = True

    def serve(self):
        threading.Thread(target=self.serve_forever).start()


if os.path.exists("../certificate"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("../certificate", "../key")
    secure = Server("127.0.0.1", TLS_PORT)
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    secure.serve()
if os.environ.get("has_ipv6"):
    Server("::1", PORT, socket.AF_INET6).serve()
Server("127.0.0.1", PORT).serve()
