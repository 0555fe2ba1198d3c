// The real probe against scripted servers of gRPC.
#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>

#include "doctest.h"
#include "grpc_peers.h"
#include "probe_run.h"

namespace {

using namespace test;
using namespace std::chrono_literals;
using namespace std::string_literals;

TEST_CASE("grpc: SERVING, after SETTINGS and a PING are acknowledged in this order") {
  Server torn([](Client& client) {
    if (!client.read_to(call_end)) return;
    client.write(settings + settings_ack + ping);
    if (!client.read_to(settings_ack + ping_ack)) return;
    client.write(health(1).substr(0, 39) + settings);  // all but the trailers
    client.read_to("");
  });
  const std::string torn_url = torn.port.url("grpc");
  const Ended late = run({"-t500ms", torn_url});
  CHECK(late.exit_code == 1);
  CHECK(late.out.starts_with("unhealthy " + torn_url + ": receive: no whole answer within 500ms: \\x00"));
  const std::string received = torn.stop();
  CHECK(received.starts_with("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
  CHECK(received.ends_with(call_end + settings_ack + ping_ack + settings_ack));

  Server whole([](Client& client) {
    if (!client.read_to(call_end)) return;
    client.write(settings + settings_ack + ping);
    if (client.read_to(settings_ack + ping_ack) && client.write(health(1))) client.read_to("");
  });
  const std::string url = whole.port.url("grpc");
  check_line(run({url}), 0, "healthy " + url + ": SERVING");
}

TEST_CASE("grpc: a service that does not serve, and a server without the health service") {
  Server down(answers_call(settings + settings_ack + health(2), call_end_of("down")));
  const std::string url = down.port.url("grpc", "/down");
  check_line(run({url}), 1, "unhealthy " + url + ": NOT_SERVING");

  const std::string text = "unknown service grpc.health.v1.Health";
  Server bare(answers_call(settings + settings_ack +
                           frame(1, 5, "\x88"s + field("grpc-status", "12") + field("grpc-message", text))));
  const std::string bare_url = bare.port.url("grpc");
  check_line(run({bare_url}), 1,
             "unhealthy " + bare_url + ": UNIMPLEMENTED: the server has no grpc.health.v1.Health: " + text);
}

TEST_CASE("grpc: HTTP/1, silence and a GOAWAY are recognised") {
  Server http(answers_call("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
  const std::string url = http.port.url("grpc");
  check_line(run({url}), 1, "unhealthy " + url + ": it speaks HTTP/1, not gRPC: HTTP/1.1 400 Bad Request");

  Server silent([](Client& client) { client.read_to(""); });
  const std::string silent_url = silent.port.url("grpc");
  const Ended ended = run({"--timeout=300ms", silent_url});
  check_line(ended, 1, "unhealthy " + silent_url + ": receive: no answer within 300ms");
  check_in_time(ended, 300ms);

  Server leaving([](Client& client) {
    client.read_to(call_end);
    client.write(settings + settings_ack + frame(7, 0, "\x7f\xff\xff\xff\0\0\0\0bye"s, 0));
    client.read_to(settings_ack);  // a close with bytes unread would be a reset
  });
  const std::string leaving_url = leaving.port.url("grpc");
  check_line(run({leaving_url}), 1, "unhealthy " + leaving_url + ": it is going away, error: 0: bye");
}

TEST_CASE("grpc: a GOAWAY is reported, even if the server resets the connection after it") {
  const struct {
    std::string payload;
    std::string why;
  } rows[] = {
      {"\x7f\xff\xff\xff\0\0\0\0bye"s, "0: bye"},
      {"\0\0\0\1\0\0\0\x0btoo_many_pings"s, "11: too_many_pings"},
      {"\0\0\0\1\0\0\0\2"s, "2"},
      {"\0\0\0\0\0\0\0\1nothing is served"s, "1: nothing is served"},
  };
  for (const auto& row : rows) {
    for (const bool is_acknowledged : {true, false}) {  // if false, the reset comes before probe's next call
      Server leaving([&](Client& client) {
        client.read_to(call_end);
        client.write(settings + settings_ack + frame(7, 0, row.payload, 0));
        if (is_acknowledged) client.read_to(settings_ack);
        client.reset();
      });
      const std::string url = leaving.port.url("grpc");
      check_line(run({url}), 1, "unhealthy " + url + ": it is going away, error: " + row.why);
    }
  }
}

TEST_CASE("grpc: the user's headers arrive as metadata") {
  Server server(answers_call(settings + settings_ack + health(1)));
  const std::string url = server.port.url("grpc");
  check_line(run({"-H", "X-Token: a b ", "-HConnection: close", "--timeout=5s", url}), 0,
             "healthy " + url + ": SERVING");
  const std::string received = server.stop();
  const std::string agent = "probe/" PROJECT_VERSION;
  const std::string agent_field =
      "\x0f\x2b"s + static_cast<char>(agent.size()) + agent;  // a name of the table
  for (const std::string& wanted : {field("te", "trailers"), field("grpc-timeout", "5S"), agent_field,
                                    field("x-token", "a b"), "/grpc.health.v1.Health/Check"s}) {
    CAPTURE(wanted);
    CHECK(received.find(wanted) != std::string::npos);
  }
  CHECK(received.find("close") == std::string::npos);
}

TEST_CASE("grpc: over a Unix-domain socket") {
  const process::Folder folder;
  const std::string path = folder.path() + "/s";
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(listen(listener, 1) == 0);
  std::string received;
  std::thread server([&] {
    const int connection = accept(listener, nullptr, nullptr);
    Client client(connection, -1);
    answers_call(settings + settings_ack + health(1))(client);
    received = client.received;
    close(connection);
  });
  check_line(run({"--unix-socket=" + path, "grpc://localhost:1"}), 0, "healthy grpc://localhost:1: SERVING");
  server.join();
  close(listener);
  CHECK(received.find("\1\x0blocalhost:1"s) != std::string::npos);
}

}  // namespace
