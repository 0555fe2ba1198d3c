// The real probe where the kernel or a container engine refuses it something.
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>

#include "doctest.h"
#include "probe_peers.h"
#include "probe_run.h"
#include "refusals.h"

namespace {

using namespace test;
using namespace std::chrono_literals;

TEST_CASE("without a timer the deadline is kept all the same") {
  if (!process::can_deny()) return;
  Server silent([](Client& client) { client.read_to(""); });
  const std::string url = silent.port.url("http");
  for (const int call : {SYS_setitimer, SYS_rt_sigaction}) {
    const auto prepare = [call] { process::deny(call, EPERM); };
    const Ended ended = run({"-t300ms", url}, {}, prepare);
    check_line(ended, 1, "unhealthy " + url + ": receive: no answer within 300ms");
    check_in_time(ended, 300ms);
    const Ended waited = run({"-w300ms", "-i10s", "-t100ms", url}, {}, prepare);
    CHECK(waited.exit_code == 1);
    CHECK(waited.out.ends_with("unhealthy " + url + ": receive: no answer within 100ms\n"));
    CHECK(waited.time < 1s);
    check_line(run({"-t100ms", "sleep:200ms"}, {}, prepare), 0, "healthy sleep:200ms: the time has passed");
  }
}

TEST_CASE("pid: where there are no descriptors of processes, /proc tells") {
  if (!process::can_deny()) return;
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const std::string word = "pid:" + std::to_string(child);
  const auto ask = [&](int error) {
    return run({word}, {}, [error] { process::deny(SYS_pidfd_open, error); });
  };
  check_line(ask(ENOSYS), 0, "healthy " + word + ": alive");
  check_line(ask(EPERM), 0, "healthy " + word + ": alive");
  kill(child, SIGKILL);
  siginfo_t info = {};
  waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);  // it stays a zombie
  check_line(ask(ENOSYS), 1, "unhealthy " + word + ": it has ended and was not waited for");
  waitpid(child, nullptr, 0);
  check_line(ask(ENOSYS), 1, "unhealthy " + word + ": No such process");
  check_line(ask(EMFILE), 1, "unhealthy " + word + ": Too many open files");
}

}  // namespace
