// The real probe, and every ALRM that its own timer does not send: those sent before its start, those of
// other processes, and one that hides the timer's own.
#include <sys/time.h>
#include <sys/wait.h>

#include <csignal>
#include <functional>
#include <future>
#include <string>

#include "doctest.h"
#include "probe_moments.h"
#include "probe_peers.h"
#include "probe_run.h"

namespace {

using namespace test;
using namespace std::chrono_literals;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

void be_silent(Client& client) { client.read_to(""); }

void block_alarm() {
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  sigprocmask(SIG_BLOCK, &alarm, nullptr);
}

/// Whether ALRM is pending for this process.
bool is_waiting() {
  sigset_t waiting;
  sigpending(&waiting);
  return sigismember(&waiting, SIGALRM) == 1;
}

/// Has another process send ALRM.
void be_alarmed() {
  const pid_t self = getpid();
  const pid_t other = fork();
  if (other == 0) _exit(kill(self, SIGALRM));
  waitpid(other, nullptr, 0);
}

/// Has a timer of this process send ALRM, as that of alarm(2) does even after execve(2).
void alarm_itself() {
  const itimerval soon = {.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = 1}};
  setitimer(ITIMER_REAL, &soon, nullptr);
  while (!is_waiting()) {
  }
}

TEST_CASE("an ALRM that is pending when probe starts does not end it") {
  if (process::is_emulated()) return process::skip("the emulator's signals are not probe's");
  Server server(answers(ok));
  Server silent(be_silent);
  const std::string url = silent.port.url("http");
  const auto queue = [] { sigqueue(getpid(), SIGALRM, {}); };
  const auto send = [] { kill(getpid(), SIGALRM); };
  for (const std::function<void()>& alarm :
       {std::function<void()>(send), {queue}, {be_alarmed}, {alarm_itself}}) {
    const auto prepare = [&] {
      block_alarm();
      alarm();
      if (!is_waiting()) _exit(98);
    };
    check_line(run({server.port.url("http")}, {}, prepare), 0,
               "healthy " + server.port.url("http") + ": 200 OK");
    const Ended ended = run({"-t200ms", url}, {}, prepare);
    check_line(ended, 1, "unhealthy " + url + ": receive: no answer within 200ms");
    check_in_time(ended, 200ms);
  }
}

TEST_CASE("a repeating timer that was started before probe does not end it") {
  if (process::is_emulated()) return process::skip("the emulator's signals are not probe's");
  Server server(answers(ok));
  const std::string url = server.port.url("http");
  const auto prepare = [] {
    block_alarm();
    const timeval soon = {.tv_sec = 0, .tv_usec = 10};
    const itimerval again = {.it_interval = soon, .it_value = soon};
    setitimer(ITIMER_REAL, &again, nullptr);
  };
  for (int i = 0; i < 20; ++i) check_line(run({url}, {}, prepare), 0, "healthy " + url + ": 200 OK");
}

TEST_CASE("an ALRM of another process neither ends probe nor moves its deadline") {
  if (process::is_emulated()) return process::skip("the emulator's signals are not probe's");
  Server silent(be_silent);
  const std::string url = silent.port.url("http");
  const std::string line = "unhealthy " + url + ": receive: no answer within 300ms";
  const std::string waiting = "waiting" + line.substr(line.find(' ')) + "\n";
  // With --wait, the end of a try is not the end of everything.
  for (const bool is_wait : {false, true}) {
    Probe probe({is_wait ? "-w500ms" : "-v", "-t300ms", url});
    process::until("it catches signals", [&] { return handles_signals(probe.pid()); });
    for (int i = 0; i < 30 && !has_ended(probe.pid()); ++i) {
      kill(probe.pid(), SIGALRM);
      process::until("it has it",
                     [&] { return !is_pending(probe.pid(), SIGALRM) || has_ended(probe.pid()); });
    }
    const Ended ended = probe.end();
    check_line(ended, 1, is_wait ? waiting + line + " (gave up after 500ms)" : line);
    check_in_time(ended, is_wait ? 500ms : 300ms);
  }
}

TEST_CASE("the deadline is kept if an ALRM of another process hides the timer's") {
  if (process::is_emulated()) return process::skip("the emulator's signals are not probe's");
  std::promise<void> asked;
  Server silent([&](Client& client) {
    client.read_request();
    asked.set_value();
    client.read_to("");
  });
  const std::string url = silent.port.url("http");
  process::Init probe({.options = {"-t500ms", url}, .environment = process::Words{}, .binary = PROBE_BINARY});
  asked.get_future().wait();
  probe.send(SIGSTOP);
  process::until("it is stopped",
                 [&] { return process::status_field(probe.pid(), "State").starts_with("T"); });
  probe.send(SIGALRM);
  REQUIRE(is_pending(probe.pid(), SIGALRM));
  // While another probe waits as long, the time of this one runs out. The timer's ALRM is lost, because one
  // is pending already.
  Server other(be_silent);
  CHECK(run({"-t500ms", other.port.url("http")}).exit_code == 1);
  REQUIRE(is_pending(probe.pid(), SIGALRM));
  probe.send(SIGCONT);
  const std::string printed = probe.output();  // the phase is the one in which it was stopped: any
  CHECK(printed.starts_with("unhealthy " + url + ": "));
  CHECK(printed.ends_with(": no answer within 500ms\n"));
  CHECK(printed.find('\n') == printed.size() - 1);
  CHECK(probe.exit_code() == 1);
}

}  // namespace
