# Serves grpc.health.v1.Health with C-core or, with an argument, no such service. With TLS_CERTIFICATE and TLS_KEY, two
# names of files, it speaks TLS. Prints "listening PORT", and exits when its stdin ends.
import os
import sys
from concurrent import futures
from pathlib import Path

import grpc

STATUSES = {b"": b"\x08\x01", b"\x0a\x04down": b"\x08\x02"}  # by request, both as they are sent


def check(request, context):
    if request not in STATUSES:
        context.abort(grpc.StatusCode.NOT_FOUND, "unknown service")
    return STATUSES[request]


server = grpc.server(futures.ThreadPoolExecutor(2))
if len(sys.argv) == 1:
    handlers = {"Check": grpc.unary_unary_rpc_method_handler(check)}
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("grpc.health.v1.Health", handlers),)
    )
if "TLS_CERTIFICATE" in os.environ:
    key, certificate = (Path(os.environ[name]).read_bytes() for name in ("TLS_KEY", "TLS_CERTIFICATE"))
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(key, certificate)]))
else:
    port = server.add_insecure_port("127.0.0.1:0")
server.start()
print("listening", port, flush=True)
sys.stdin.read()
server.stop(None).wait()
