// Kubelet's own table of its gRPC probes (pkg/probe/grpc), run with the real probe: both have the same
// verdict on each server.
#include <string>

#include "doctest.h"
#include "grpc_peers.h"
#include "probe_run.h"

namespace {

using namespace test;

/// Answers with trailers that have a status and a message.
Server::Behaviour ends_call(const std::string& status, const std::string& message) {
  return answers_call(settings + settings_ack +
                      frame(1, 5, "\x88"s + field("grpc-status", status) + field("grpc-message", message)));
}

/// Answers with an alert, as a TLS server does if the client speaks no TLS.
void speak_tls(Client& client) {
  client.read_to(call_end);
  client.write({"\x15\x03\x01\0\2\2\x46", 7});
}

TEST_CASE("kubelet's table of gRPC probes") {
  const Server::Behaviour serves = answers_call(settings + settings_ack + health(1));
  const struct {
    const char* host;
    Server::Behaviour behave;
    int exit_code;  // 0: probe.Success, 1: probe.Failure
    std::string why;
  } rows[] = {
      {"127.0.0.1", answers("HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nres"), 1,
       "it speaks HTTP/1, not gRPC: HTTP/1.1 400 Bad Request"},
      {"0.0.0.0", answers_call(settings + settings_ack + health(2)), 1, "NOT_SERVING"},
      {"0.0.0.0", answers_call(settings + settings_ack), 1, "receive: no whole answer within 200ms"},
      {"0.0.0.0", serves, 0, "SERVING"},
      {"127.0.0.1", serves, 0, "SERVING"},
      {"127.0.0.1", speak_tls, 1, "it speaks TLS, not HTTP/2"},
      // Not in kubelet's table, but its code distinguishes them.
      {"127.0.0.1", ends_call("12", "unknown service"), 1,
       "UNIMPLEMENTED: the server has no grpc.health.v1.Health: unknown service"},
      {"127.0.0.1", ends_call("4", "late"), 1, "DEADLINE_EXCEEDED: late"},
      {"127.0.0.1", ends_call("14", "down"), 1, "UNAVAILABLE: down"},
      {"127.0.0.1", ends_call("5", "unknown service"), 1,
       "NOT_FOUND: the server does not know this service: unknown service"},
  };
  for (const auto& row : rows) {
    Server server(row.behave);
    const std::string url = std::string("grpc://") + row.host + ":" + std::to_string(server.port.number());
    const std::string timeout = row.why.ends_with("200ms") ? "-t200ms" : "-t10s";
    const std::string state = row.exit_code == 0 ? "healthy " : "unhealthy ";
    const Ended ended = run({timeout, url});
    CHECK(ended.exit_code == row.exit_code);
    CHECK(ended.out.starts_with(state + url + ": " + row.why));
  }
}

TEST_CASE("kubelet's table of gRPC probes: a closed port, and probes over TLS") {
  const Port refusing;
  const std::string url = refusing.url("grpc");
  check_line(run({url}), 1, "unhealthy " + url + ": connect: Connection refused");
  for (const std::string scheme : {"grpcs", "tls"}) CHECK(run({refusing.url(scheme)}).exit_code == 1);
}

}  // namespace
