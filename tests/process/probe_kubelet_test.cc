// Kubelet's own tables of its HTTP and TCP probes (pkg/probe), run with the real probe. Success and a warning
// there are healthy here, and -L turns on kubelet's rule for redirects.
#include <algorithm>
#include <map>
#include <string>

#include "doctest.h"
#include "probe_peers.h"
#include "probe_run.h"

namespace {

using namespace test;
using namespace std::chrono_literals;

std::string reply(const std::string& status, const std::string& body, const std::string& fields = "") {
  return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

/// The header lines of a request as one text: their count, the sorted lines, each in brackets, and then Host,
/// which is not counted.
std::string listed_headers(const std::string& request) {
  std::vector<std::string> lines;
  std::string host;
  for (std::size_t at = request.find("\r\n") + 2; request.compare(at, 2, "\r\n") != 0;) {
    const std::size_t end = request.find("\r\n", at);
    const std::string line = "[" + request.substr(at, end - at) + "]";
    if (line.starts_with("[Host:")) {
      host = line;
    } else {
      lines.push_back(line);
    }
    at = end + 2;
  }
  std::sort(lines.begin(), lines.end());
  std::string all = "count " + std::to_string(lines.size()) + " ";
  for (const std::string& line : lines) all += line;
  return all + host;
}

/// Answers as kubelet's test server does, by the path.
void serve(Client& client) {
  const std::map<std::string, std::string> replies = {
      {"/ok", reply("200 OK", "ok body")},
      {"/500", reply("500 Internal Server Error", "fail body")},
      {"/invalid", "HTTP/1.1 -1 \r\n\r\n"},
      {"/301", reply("301 X", "", "Location: /ok\r\n")},
      {"/302", reply("302 X", "", "Location: /ok\r\n")},
      {"/307", reply("307 X", "", "Location: /ok\r\n")},
      {"/308", reply("308 X", "", "Location: /ok\r\n")},
      {"/301-fail", reply("301 X", "", "Location: /500\r\n")},
      {"/302-fail", reply("302 X", "", "Location: /500\r\n")},
      {"/307-fail", reply("307 X", "", "Location: /500\r\n")},
      {"/308-fail", reply("308 X", "", "Location: /500\r\n")},
      {"/308-nowhere", reply("308 X", "", "Location: /nowhere\r\n")},
      {"/nowhere", reply("308 X", "")},
      {"/nowhere-body", reply("308 X", "ok body")},
      {"/10241", reply("200 OK", std::string(10241, 'a'))},
      {"/10239", reply("200 OK", std::string(10239, 'a') + "b")},
  };
  if (!client.read_request()) return;
  const std::string request = client.received.substr(client.received.rfind("GET "));
  const std::string path = request.substr(4, request.find(' ', 4) - 4);
  const auto found = replies.find(path);
  client.write(found != replies.end() ? found->second : reply("200 OK", listed_headers(request)));
  client.read_to("");
}

TEST_CASE("kubelet's table of HTTP probes") {
  Server server(serve);
  const std::string url = server.port.url("http");
  const std::string agent = "[User-Agent: probe/" PROJECT_VERSION "]";
  const struct {
    Probe::Words words;
    std::string path;
    int exit_code;
  } rows[] = {
      {{"-e", "ok body"}, "/ok", 0},
      {{"-e", "count 3 "}, "/headers", 0},
      {{"-e", "[Accept: */*][Connection: close]"}, "/headers", 0},
      {{"-e", agent}, "/headers", 0},
      {{"-H", "Accept-Encoding: gzip", "-e", "[Accept-Encoding: gzip]"}, "/headers", 0},
      {{"-H", "Accept-Encoding: foo", "-e", "[Accept-Encoding: foo]"}, "/headers", 0},
      {{"-H", "Accept-Encoding:", "-e", "[Accept-Encoding:]"}, "/headers", 0},
      {{"-H", "X-Muffins-Or-Cupcakes: muffins", "-e", "[X-Muffins-Or-Cupcakes: muffins]"}, "/headers", 0},
      {{"-H", "User-Agent: foo/1.0", "-e", "[User-Agent: foo/1.0]"}, "/headers", 0},
      {{"-H", "User-Agent: foo/1.0", "-e", agent}, "/headers", 1},
      {{"-H", "User-Agent:", "-e", "User-Agent"}, "/headers", 1},
      {{"-H", "User-Agent:", "-e", "count 2 "}, "/headers", 0},
      {{"-H", "User-Agent: foo/1.0", "-H", "Accept: text/html", "-e",
        "[Accept: text/html][Connection: close][User-Agent: foo/1.0]"},
       "/headers",
       0},
      {{"-H", "User-Agent: foo/1.0", "-H", "Accept: foo/*", "-e",
        "[Accept: foo/*][Connection: close][User-Agent: foo/1.0]"},
       "/headers",
       0},
      {{"-H", "X-Muffins-Or-Cupcakes: muffins", "-H", "Accept: foo/*", "-e",
        "[Accept: foo/*][Connection: close]"},
       "/headers",
       0},
      {{"-H", "X-Muffins-Or-Cupcakes: muffins", "-H", "Accept: foo/*", "-e", "[Accept: */*]"}, "/headers", 1},
      {{"-H", "Accept:", "-e", "[Accept:"}, "/headers", 1},
      {{"-H", "Accept:", "-H", "User-Agent: foo/1.0", "-e", "count 2 [Connection: close]"}, "/headers", 0},
      {{"-H", "Host: muffins.cupcakes.org", "-e", "[Host: muffins.cupcakes.org]"}, "/headers", 0},
      {{}, "/invalid", 1},
      {{}, "/500", 1},
      {{"-L", "-e", "ok body"}, "/301", 0},
      {{"-L", "-e", "ok body"}, "/302", 0},
      {{"-L", "-e", "ok body"}, "/307", 0},
      {{"-L", "-e", "ok body"}, "/308", 0},
      {{"-L"}, "/301-fail", 1},
      {{"-L"}, "/302-fail", 1},
      {{"-L"}, "/307-fail", 1},
      {{"-L"}, "/308-fail", 1},
      {{"-L"}, "/308-nowhere", 0},
      {{"-L", "-e", "ok body"}, "/nowhere-body", 0},
      {{"-e", "aaaa"}, "/10241", 0},
      {{"-e", "ab"}, "/10239", 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    Probe::Words words = row.words;
    words.push_back(url + row.path);
    CAPTURE(words.back());
    CHECK(run(words).exit_code == row.exit_code);
  }
}

TEST_CASE("kubelet: a slow server, a proxy in the environment, TCP") {
  Server slow([](Client& client) { client.read_to(""); });
  CHECK(run({"-t200ms", slow.port.url("http")}).exit_code == 1);
  Server server(serve);
  const Port refusing;
  const std::string proxy = refusing.url("http");
  CHECK(run({server.port.url("http", "/ok")},
            {"http_proxy=" + proxy, "HTTP_PROXY=" + proxy, "ALL_PROXY=" + proxy})
            .exit_code == 0);
  CHECK(run({server.port.url("tcp")}).exit_code == 0);
}

}  // namespace
