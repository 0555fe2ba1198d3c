// The real probe against servers of TLS.
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "grpc_peers.h"
#include "probe_run.h"
#include "refusals.h"
#include "tls_peer.h"

namespace {

using namespace test;
using namespace std::chrono_literals;
using namespace std::string_literals;

const Choices tls13 = {.group = Group::x25519};
const Choices tls12 = {.version = Version::tls12, .suite = 0xc02f, .group = Group::p256};
const Seen goodbye = {ContentType::alert, "\1\0"s};

TEST_CASE("tls: https over TLS 1.3 and 1.2, with a goodbye at its end") {
  for (const bool is_tls13 : {true, false}) {
    CAPTURE(is_tls13);
    std::string request;
    bool is_right = false;
    Seen last = {};
    Server server(speaks(is_tls13 ? tls13 : tls12, is_tls13 ? answering13(ok_reply) : answering12(ok_reply),
                         [&](const TlsServer& seen) {
                           request = seen.request();
                           is_right = seen.is_client_right() && seen.has_client_finished();
                           last = seen.seen().back();
                         }));
    const std::string url = server.port.url("https", "/healthz");
    check_line(run({url}), 0, "healthy " + url + ": 200 OK");
    server.stop();
    CHECK(request.starts_with("GET /healthz HTTP/1.1\r\nHost: " + url.substr(8, url.find("/healthz") - 8) +
                              "\r\n"));
    CHECK(is_right);
    CHECK(last == goodbye);
  }
}

TEST_CASE("tls: the handshake alone is flushed, and closed") {
  for (const bool is_tls13 : {true, false}) {
    CAPTURE(is_tls13);
    bool is_finished = false;
    std::string request;
    Seen last = {};
    Server server(speaks(is_tls13 ? tls13 : tls12, is_tls13 ? answering13("") : answering12(""),
                         [&](const TlsServer& seen) {
                           is_finished = seen.has_client_finished() && seen.is_client_right();
                           request = seen.request();
                           last = seen.seen().back();
                         }));
    const std::string url = server.port.url("tls");
    check_line(run({url}), 0, "healthy " + url + (is_tls13 ? ": TLS 1.3" : ": TLS 1.2"));
    server.stop();
    CHECK(is_finished);
    CHECK(request == "");
    CHECK(last == goodbye);
  }
}

/// Sends these bytes when the client has said something, and then reads on.
Server::Behaviour says(const std::string& bytes) {
  return [=](Client& client) {
    if (!client.read_some().empty() && client.write(bytes)) client.read_to("");
  };
}

TEST_CASE("tls: why a handshake fails is in the line") {
  const auto alert_after = [](std::size_t place, std::size_t number_of_alert) {
    return speaks(tls13, with(answering13(ok_reply), place, {alert(2, number_of_alert)}));
  };
  const auto is_old = [](std::string& body) { body[1] = 2; };
  const auto is_wrong = [](std::string& body) { body[0] = static_cast<char>(body[0] ^ 1); };
  Plan old = answering12(ok_reply);
  old[at_hello12].edit = is_old;
  Plan wrong = answering13(ok_reply);
  wrong[at_finished].edit = is_wrong;
  struct {
    Server::Behaviour behaviour;
    std::string why;
  } const rows[] = {
      {says(plain_record(ContentType::alert, "\2\x28")),
       "handshake: the server refuses: handshake_failure (40)"},
      {alert_after(at_wait + 1, 116), "handshake: the server refuses: certificate_required (116)"},
      {alert_after(at_wait + 1, 250), "handshake: the server refuses: (250)"},
      {says("HTTP/1.1 400 Bad Request\r\n\r\n"),
       "handshake: it does not speak TLS: HTTP/1.1 400 Bad Request\\x0d\\x0a\\x0d\\x0a"},
      {says("\x16\x03\x03\xff\xff"), "handshake: it does not speak TLS: \\x16\\x03\\x03\\xff\\xff"},
      {[](Client& client) { client.read_some(); }, "handshake: the server closed the connection"},
      {speaks(tls12, old), "handshake: the server speaks TLS 1.1 or older"},
      {speaks(tls13, wrong), "handshake: not valid TLS: decrypt_error (51)"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Server server(row.behaviour);
    const std::string url = server.port.url("https");
    check_line(run({url}), 1, "unhealthy " + url + ": " + row.why);
  }
}

TEST_CASE("tls: an answer that ends without close_notify is not whole") {
  const std::string reply = "HTTP/1.1 200 OK\r\n\r\nsome";
  Server cut(speaks_and_closes(tls13, answering13(reply)));
  const std::string url = cut.port.url("https");
  check_line(
      run({"-ebody", url}), 1,
      "unhealthy " + url + ": receive: closed without close_notify: HTTP/1.1 200 OK\\x0d\\x0a\\x0d\\x0asome");
  Plan plan = answering13(reply);
  plan.push_back(alert(1, 0));
  Server whole(speaks_and_closes(tls13, plan));
  const std::string whole_url = whole.port.url("https");
  check_line(run({"-ebody", whole_url}), 1,
             "unhealthy " + whole_url + ": the body does not contain --expect: 200 OK");
}

TEST_CASE("tls: the deadline holds at each step of a handshake") {
  constexpr auto timeout = 2s;  // long enough for a handshake in an emulator
  struct Asked {
    Asked(const Choices& choices, const Plan& plan, bool is_established)
        : server(speaks(choices, plan)),
          url(server.port.url("https")),
          probe({"-t2s", url}),
          phase(is_established ? "receive" : "handshake") {}
    Server server;
    std::string url;
    Probe probe;
    std::string phase;
  };
  std::vector<std::unique_ptr<Asked>> all;  // at once, since each takes all of the time
  for (const bool is_tls13 : {true, false}) {
    const Plan plan = is_tls13 ? answering13(ok_reply) : answering12(ok_reply);
    const std::size_t last = is_tls13 ? std::size_t{at_finished} : std::size_t{at_finished12};
    for (std::size_t steps = 0; steps != plan.size(); ++steps) {
      const Plan begun(plan.begin(), plan.begin() + static_cast<std::ptrdiff_t>(steps));
      all.push_back(std::make_unique<Asked>(is_tls13 ? tls13 : tls12, begun, steps > last));
    }
  }
  for (const auto& asked : all) {
    const Ended ended = asked->probe.end();
    check_line(ended, 1, "unhealthy " + asked->url + ": " + asked->phase + ": no answer within 2s");
    check_in_time(ended, timeout);
  }
}

TEST_CASE("tls: keys that change without end after an answer take no longer than the rest of an answer may") {
  if (!process::is_shipped_build()) return;  // too slow to make so many keys
  Plan plan = answering13("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
  plan.insert(plan.end(), 20'000, update(1));
  std::chrono::steady_clock::duration took{};
  Server server([&](Client& client) {
    TlsServer tls(tls13, plan);
    std::string bytes;
    while (!tls.is_done()) {
      client.write(bytes);
      bytes = tls.take(client.read_some());
    }
    const auto start = std::chrono::steady_clock::now();
    client.write(bytes);
    client.read_to("");
    took = std::chrono::steady_clock::now() - start;
  });
  const std::string url = server.port.url("https");
  check_line(run({"-t1s", url}), 0, "healthy " + url + ": 200 OK");
  server.stop();
  CHECK(took < 300ms);
}

/// Whether the byte at a place is the minor version in the header of a record: no client may read it (RFC
/// 8446 5.1).
bool is_ignored(const std::string& sent, std::size_t place) {
  for (std::size_t at = 0; at + 5 <= sent.size(); at += probe::tls::record_size(sent.data() + at)) {
    if (probe::tls::record_size(sent.data() + at) == 0) return false;
    if (place == at + 2) return true;
  }
  return false;
}

TEST_CASE("tls: with one wrong bit in any byte of the server, probe is never healthy") {
  // Each is a connection of its own.
  const std::size_t stride = process::is_shipped_build() ? 1 : 16;
  for (const bool is_tls13 : {true, false}) {
    const Choices& choices = is_tls13 ? tls13 : tls12;
    const Plan plan = is_tls13 ? answering13(ok_reply) : answering12(ok_reply);
    std::string sent;
    std::size_t wrong = 0;
    Server server(speaks(choices, plan, {}, [&](std::size_t place, std::string& bytes) {
      if (wrong == 0) sent += bytes;
      if (wrong == 0 || wrong - 1 < place || wrong - 1 >= place + bytes.size()) return;
      char& byte = bytes[wrong - 1 - place];
      byte = static_cast<char>(byte ^ 1 << (wrong - 1) % 8);
    }));
    const std::string url = server.port.url("https");
    REQUIRE(run({url}).exit_code == 0);
    for (std::size_t place = 0; place < sent.size(); place += stride) {
      CAPTURE(place);
      wrong = place + 1;
      const bool is_healthy = is_ignored(sent, place);
      CHECK(run({is_healthy ? "-t10s" : "-t100ms", url}).exit_code == (is_healthy ? 0 : 1));
    }
  }
}

/// A certificate that is valid for so long from now on.
Plan valid_for(std::chrono::seconds time) {
  const std::time_t end = std::time(nullptr) + static_cast<std::time_t>(time.count());
  std::tm parts = {};
  gmtime_r(&end, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &parts);
  Plan plan = answering13(ok_reply);
  plan[at_certificate] = message(MessageType::certificate, certificates13(certificate({text, size}, 0x18)));
  return plan;
}

TEST_CASE("tls: --expires-after refuses a certificate that ends too soon") {
  constexpr std::chrono::hours day{24};
  struct {
    std::chrono::seconds time;
    std::string verdict;
  } const rows[] = {
      {15 * day, ": 200 OK"},
      {14 * day - 60s, ": the certificate expires in 13d"},
      {day - 60s, ": the certificate expires in 23h"},
      {-60s, ": the certificate has expired"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.verdict);
    Server server(speaks(tls13, valid_for(row.time)));
    const std::string url = server.port.url("https");
    const bool is_healthy = row.verdict == ": 200 OK";
    check_line(run({"--expires-after=14d", url}), is_healthy ? 0 : 1,
               (is_healthy ? "healthy " : "unhealthy ") + url + row.verdict);
    CHECK(run({url}).exit_code == 0);
  }
  Server server(speaks(tls13, valid_for(15 * day + 60s)));
  const Ended verbose = run({"--verbose", server.port.url("https")});
  CHECK(verbose.out.find(", TLS 1.3, X25519, ChaCha20-Poly1305, the certificate expires in 15d)\n") !=
        std::string::npos);
}

TEST_CASE("tls: the server is told its name and what is spoken") {
  struct {
    Probe::Words words;
    std::string scheme;
    std::string name;
    std::string application;
  } const rows[] = {
      {{}, "https", "none", "http/1.1"},
      {{"-H", "Host: web.example:8443"}, "https", "web.example", "http/1.1"},
      {{"--server-name=other.example", "-H", "Host: web.example"}, "https", "other.example", "http/1.1"},
      {{"--http2-prior-knowledge"}, "https", "none", "h2"},
      {{}, "grpcs", "none", "h2"},
      {{"--server-name=db"}, "rediss", "db", "none"},
      {{"--server-name=db.example."}, "rediss", "db.example", "none"},
      {{}, "tls", "none", "none"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.scheme);
    CAPTURE(row.name);
    std::string name;
    std::string application;
    Server server(speaks(tls13, {hello(), alert(2, 40)}, [&](const TlsServer& seen) {
      name = seen.hellos()[0].of(Extension::server_name);
      application = seen.hellos()[0].of(Extension::application_protocol);
    }));
    Probe::Words words = row.words;
    words.push_back(server.port.url(row.scheme));
    CHECK(run(words).exit_code == 1);
    server.stop();
    CHECK(name == (row.name == "none" ? "none" : sized("\0"s + sized(row.name, 2), 2)));
    CHECK(application == (row.application == "none" ? "none" : sized(sized(row.application, 1), 2)));
  }
}

TEST_CASE("tls: other protocols over it") {
  Server redis(speaks(tls13, answering13("+PONG\r\n")));
  const std::string redis_url = redis.port.url("rediss");
  check_line(run({redis_url}), 0, "healthy " + redis_url + ": PONG");
  Server grpc(speaks(tls13, answering13(settings + settings_ack + health(1))));
  const std::string grpc_url = grpc.port.url("grpcs");
  check_line(run({grpc_url}), 0, "healthy " + grpc_url + ": SERVING");
}

TEST_CASE("tls: redirects to https, and from it without login and headers") {
  Server secured(speaks(tls13, answering13(ok_reply)));
  const std::string there = secured.port.url("https", "/there");
  Server plain(answers("HTTP/1.1 302 Found\r\nLocation: " + there + "\r\nContent-Length: 0\r\n\r\n"));
  const std::string url = plain.port.url("http");
  const Ended followed = run({"-L", url});
  CHECK(followed.exit_code == 0);
  CHECK(followed.out == "healthy " + url + ": 200 OK\n");

  Server back(answers(ok_reply));
  const std::string location = back.port.url("http", "/back");
  Server from(speaks(
      tls13, answering13("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n")));
  CHECK(run({"-L", "-uname:password", "-H", "X-Secret: 1", from.port.url("https")}).exit_code == 0);
  const std::string request = back.stop();
  CHECK(request.starts_with("GET /back HTTP/1.1\r\n"));
  CHECK(request.find("Authorization") == std::string::npos);
  CHECK(request.find("X-Secret") == std::string::npos);
}

TEST_CASE("tls: a redirect from https to http sends no body, although it keeps the method") {
  Server back(answers(ok_reply));
  const std::string location = back.port.url("http", "/back");
  Server from(speaks(tls13, answering13("HTTP/1.1 307 Temporary Redirect\r\nLocation: " + location +
                                        "\r\nContent-Length: 0\r\n\r\n")));
  CHECK(run({"-L", "--send=secret", from.port.url("https")}).exit_code == 0);
  const std::string request = back.stop();
  CHECK(request.starts_with("POST /back HTTP/1.1\r\n"));
  CHECK(request.find("Content-Length: 0\r\n") != std::string::npos);
  CHECK(request.find("secret") == std::string::npos);
}

TEST_CASE("tls: without random bytes nothing is known about the server, also with --invert") {
  if (!process::can_deny()) return;
  Server server(speaks(tls13, answering13(ok_reply)));
  const std::string url = server.port.url("https");
  for (const int error : {EPERM, ENOSYS}) {
    CAPTURE(error);
    const Ended ended = run({"--invert", url}, {}, [error] { process::deny(SYS_getrandom, error); });
    CHECK(ended.exit_code == 1);
    CHECK(ended.out.starts_with("unhealthy " + url + ": handshake: "));
  }
}

}  // namespace
