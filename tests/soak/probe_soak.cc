// Runs probe many times against a server that misbehaves at random. It has to end by its deadline with one
// line and 0 or 1, and may not call an unhealthy server healthy.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>

#include "doctest.h"
#include "tests/process/probe_peers.h"
#include "tests/process/support.h"
#include "tests/soak/soak.h"

namespace {

using test::Client;
using test::Server;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// What the server does with one connection.
struct Plan {
  std::string bytes;
  std::size_t at_once = 1;  // bytes
  int pause = 0;            // between them, in milliseconds
  bool does_wait = false;   // for the request
  bool does_repeat = false;
  bool does_reset = false;
  bool does_hold = false;  // keeps the connection open when everything is sent
};

using namespace std::string_literals;

/// A protocol: what comes after the scheme and the address of a target, and a healthy answer.
const struct {
  const char* scheme;
  const char* path;
  std::string answer;
} asked_for[] = {
    {"http", "/x", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"},
    {"http", "/x", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"},
    {"http", "/x", "HTTP/1.1 302 Found\r\nLocation: /y\r\n\r\n"},
    {"tcp", "", "ok"},
    {"grpc", "", "\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64"s},  // a correct beginning
    {"redis", "", "+PONG\r\n"},
    {"mysql", "",
     "\x0a\0\0\0\x0a"
     "8.0.0\0\0\0\0"s},
    {"postgres", "", "R\0\0\0\x08\0\0\0\0"s},
    {"amqp", "", "AMQP\0\0\x09\x01"s},
    {"fcgi", "/x", "\x01\x06\0\x01\0\x02\0\0\r\n\x01\x03\0\x01\0\x08\0\0\0\0\0\0\0\0\0\0"s},
};

/// Makes an answer that is correct, cut off, too long, slow, or of another protocol.
Plan draw_plan(const std::string& answer, soak::Random& random) {
  Plan plan;
  plan.bytes = answer;
  plan.does_wait = true;
  if (random.is_one_in(3)) return plan;
  if (random.is_one_in(3)) plan.bytes = asked_for[random.below(std::size(asked_for))].answer;
  if (random.is_one_in(2)) plan.bytes.resize(random.below(plan.bytes.size() + 1));
  for (std::size_t left = random.is_one_in(3) ? random.below(2000) : 0; left > 0; --left)
    plan.bytes += static_cast<char>(random.below(256));
  if (random.is_one_in(8)) plan.bytes += std::string(random.below(100'000), 'x');
  plan.at_once = random.is_one_in(2) ? 1 + random.below(20) : plan.bytes.size() + 1;
  plan.pause = random.is_one_in(2) ? static_cast<int>(random.below(20)) : 0;
  plan.does_wait = random.is_one_in(2);
  plan.does_repeat = random.is_one_in(4);
  plan.does_reset = random.is_one_in(4);
  plan.does_hold = random.is_one_in(2);
  return plan;
}

void follow(const Plan& plan, Client& client) {
  if (plan.does_wait && !client.has_news(1000)) return;
  do {
    for (std::size_t at = 0; at < plan.bytes.size(); at += plan.at_once) {
      if (!client.write(plan.bytes.substr(at, plan.at_once))) return;
      if (plan.pause != 0 && client.has_news(plan.pause) && !plan.does_wait && !client.read_to("\n")) return;
    }
  } while (plan.does_repeat && !plan.bytes.empty());
  if (plan.does_reset) return client.reset();
  if (plan.does_hold) client.read_to("");
}

/// How long the process or thread with this name in /proc has waited for a processor.
std::chrono::nanoseconds waited(const std::string& name) {
  std::istringstream file(process::read_file("/proc/" + name + "/schedstat"));
  long long run = 0;
  long long wait = 0;
  file >> run >> wait;
  return std::chrono::nanoseconds(wait);
}

struct Ended {
  int status = 0;
  std::string said;
  std::chrono::nanoseconds time{};  // without the time in which it waited for a processor
};

Ended ask(const process::Words& words) {
  std::vector<const char*> arguments = {PROBE_BINARY};
  for (const std::string& word : words) arguments.push_back(word.c_str());
  arguments.push_back(nullptr);
  int output[2];
  REQUIRE(pipe2(output, O_CLOEXEC) == 0);
  const auto start = Clock::now();
  const auto waited_before = waited("thread-self");
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(output[1], 1);
    dup2(output[1], 2);
    execv(PROBE_BINARY, const_cast<char**>(arguments.data()));
    _exit(99);
  }
  close(output[1]);
  Ended ended;
  char buffer[8192];
  for (ssize_t count = 0; (count = read(output[0], buffer, sizeof buffer)) > 0;)
    ended.said.append(buffer, static_cast<std::size_t>(count));
  close(output[0]);
  siginfo_t news = {};
  waitid(P_PID, static_cast<id_t>(pid), &news, WEXITED | WNOWAIT);
  ended.time = Clock::now() - start;
  ended.time -= waited(std::to_string(pid)) + waited("thread-self") - waited_before;
  REQUIRE(waitpid(pid, &ended.status, 0) == pid);
  return ended;
}

/// A server that treats each connection as it was told last.
class Told {
 public:
  [[nodiscard]] std::string url(const char* scheme, const char* path) const {
    return server_.port.url(scheme, path);
  }

  void tell(const Plan& plan) {
    const std::lock_guard lock(mutex_);
    plan_ = plan;
  }

 private:
  Plan told() {
    const std::lock_guard lock(mutex_);
    return plan_;
  }

  std::mutex mutex_;
  Plan plan_;
  Server server_{[this](Client& client) { follow(told(), client); }};
};

void check(const Ended& ended, std::chrono::milliseconds timeout) {
  REQUIRE(WIFEXITED(ended.status));
  const int exit_code = WEXITSTATUS(ended.status);
  CHECK(exit_code <= 1);
  CHECK(ended.said.starts_with(exit_code == 0 ? "healthy " : "unhealthy "));
  CHECK(ended.said.find('\n') == ended.said.size() - 1);
  CHECK(ended.said.size() <= 512);
  CHECK(ended.time < timeout + 100ms);
}

TEST_CASE("probe") {
  const soak::Limit limit;
  soak::Random random;
  Told server;
  long long asked = 0;
  long long healthy = 0;
  std::chrono::nanoseconds worst{};  // after the deadline
  for (; !limit.is_over(); ++asked) {
    const auto& wanted = asked_for[random.below(std::size(asked_for))];
    const Plan plan = draw_plan(wanted.answer, random);
    server.tell(plan);
    const std::chrono::milliseconds timeout(10 + random.below(100));
    const process::Words words = {"-t" + std::to_string(timeout.count()) + "ms",
                                  server.url(wanted.scheme, wanted.path)};
    // Variables, because an option that the target cannot use is a usage error.
    setenv("PROBE_EXPECT", random.is_one_in(3) ? "ok" : "", 1);
    setenv("PROBE_LOCATION", random.is_one_in(3) ? "1" : "0", 1);
    const Ended ended = ask(words);
    CAPTURE(asked);
    CAPTURE(words[0]);
    CAPTURE(words[1]);
    CAPTURE(plan.bytes.size());
    CAPTURE(ended.said);
    check(ended, timeout);
    const bool is_healthy = ended.status == 0;
    if (plan.bytes.empty() && wanted.scheme != "tcp"s) CHECK(!is_healthy);
    healthy += is_healthy ? 1 : 0;
    worst = std::max(worst, ended.time - timeout);
  }
  std::cout << "probe: " << asked << " checks, " << healthy << " healthy, at most "
            << std::chrono::duration_cast<std::chrono::microseconds>(worst).count()
            << " us over the deadline\n";
}

}  // namespace
