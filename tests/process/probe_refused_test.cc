// The real probe when the kernel or a container engine refuses it a system call.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <iterator>
#include <string>

#include "doctest.h"
#include "places.h"
#include "probe_moments.h"
#include "probe_peers.h"
#include "probe_run.h"
#include "refusals.h"

namespace {

using namespace test;
using namespace std::chrono_literals;

#ifdef SYS_mmap2
constexpr int map_memory = SYS_mmap2;  // arm has no other
#else
constexpr int map_memory = SYS_mmap;
#endif

TEST_CASE("probe keeps its deadline without a timer") {
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
    CHECK(waited.out.ends_with("unhealthy " + url +
                               ": receive: no answer within 100ms (gave up after 300ms)\n"));
    check_in_time(waited, 250ms);
    check_line(run({"-t100ms", "sleep:200ms"}, {}, prepare), 0, "healthy sleep:200ms: the time has passed");
  }
}

TEST_CASE("if probe cannot wait for signals, --wait keeps its interval and sleep: its time") {
  if (!process::can_deny()) return;
  for (const int error : {EPERM, ENOSYS}) {
    const auto prepare = [error] { process::deny(SYS_rt_sigtimedwait, error); };
    Server server(answers("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"));
    const std::string url = server.port.url("http");
    const Ended ended = run({"-w300ms", "-i100ms", url}, {}, prepare);
    CHECK(ended.exit_code == 1);
    CHECK(ended.out.ends_with("unhealthy " + url + ": 503 Service Unavailable (gave up after 300ms)\n"));
    const std::string received = server.stop();
    int tries = 0;
    for (std::size_t at = 0; (at = received.find("GET ", at)) != std::string::npos; ++at) ++tries;
    CHECK(tries >= 2);
    CHECK(tries <= 10);  // without a pause there would be hundreds
    const Ended slept = run({"sleep:200ms"}, {}, prepare);
    check_line(slept, 0, "healthy sleep:200ms: the time has passed");
    CHECK(slept.time >= 200ms);
  }
}

TEST_CASE(
    "probe has the same result if a container engine or an old kernel refuses calls it can do without") {
  if (!process::can_deny()) return;
  Server good(answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  Server silent([](Client& client) { client.read_to(""); });
  const Port closed;
  const struct {
    std::string url;
    int exit_code;
    std::string what;
    std::string time = "-t20s";
  } rows[] = {
      {good.port.url("http"), 0, "200 OK"},
      {silent.port.url("http"), 1, "receive: no answer within 200ms", "-t200ms"},
      {closed.url("tcp"), 1, "connect: Connection refused"},
      {"pid:" + std::to_string(getpid()), 0, "alive"},
  };
  const int unknown[] = {
#ifdef SYS_poll  // newer architectures only have ppoll
      SYS_poll,
#endif
      SYS_setitimer,   SYS_rt_sigaction, SYS_pidfd_open, SYS_getsockname,
      SYS_getpeername, SYS_ppoll,        SYS_getrandom,  SYS_prctl};
  for (const int error : {EPERM, ENOSYS}) {
    // Each call by itself, and then all of them.
    for (std::size_t first = 0; first <= std::size(unknown); ++first) {
      const auto prepare = [&] {
        for (std::size_t i = 0; i < std::size(unknown); ++i) {
          if (i == first || first == std::size(unknown)) process::deny(unknown[i], error);
        }
      };
      for (const auto& row : rows) {
        CAPTURE(first);
        const std::string verdict = row.exit_code == 0 ? "healthy " : "unhealthy ";
        const Ended ended = run({row.time, row.url}, {}, prepare);
        CHECK(ended.exit_code == row.exit_code);
        CHECK(ended.out == verdict + row.url + ": " + row.what + "\n");
        CHECK(ended.time < delay_by_load);
      }
    }
  }
}

TEST_CASE("pid: reads /proc if there are no process descriptors") {
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

TEST_CASE("probe makes no process and no heap") {
  if (!process::can_deny()) return;
  Server server(answers("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"));
  const std::string url = server.port.url("http");
  const process::Folder folder;
  const std::string file = folder.path() + "/file";
  process::write_file(file, std::to_string(getpid()), 0600);
  const auto forbid = [] {
    for (const int call : {SYS_brk, map_memory, SYS_mremap, SYS_clone, SYS_clone3}) process::forbid(call);
#ifdef SYS_fork
    process::forbid(SYS_fork);
    process::forbid(SYS_vfork);
#endif
  };
  const Ended ended = run({"-v", "-L", "-ebody", url, "-w1s", "file:" + file, "pid:" + file, "sleep:1ms",
                           "http://u:p@localhost:" + std::to_string(server.port.number())},
                          {}, forbid);
  CHECK(ended.exit_code == 0);
  CHECK(run({"tcp://name.invalid:1", "-t100ms"}, {}, forbid).exit_code == 1);
  CHECK(run({"--help"}, {}, forbid).exit_code == 0);
}

/// Whether probe waits in a system call.
bool is_stuck(pid_t pid) {
  const std::string call = process::read_file("/proc/" + std::to_string(pid) + "/syscall");
  return process::status_field(pid, "Name") == "probe" && !call.starts_with("running") &&
         !call.starts_with("-1");
}

TEST_CASE("probe ends at the deadline while a file system does not answer") {
  if (!process::can_deny() || !can_enter_place()) return;
  if (access("/dev/fuse", R_OK | W_OK) != 0) return process::skip("there is no /dev/fuse here");
  const process::Folder folder;
  // A mount whose server never reads what it is asked.
  const auto prepare = [&] {
    enter_place();
    const int server = open("/dev/fuse", O_RDWR);
    const std::string options = "fd=" + std::to_string(server) + ",rootmode=40000,user_id=0,group_id=0";
    must(mount("none", folder.path().c_str(), "fuse", MS_NOSUID | MS_NODEV, options.c_str()) == 0);
  };
  for (const std::string scheme : {"file:", "pid:", "unix:"}) {
    const std::string word = scheme + folder.path() + "/x";
    const Ended ended = run({"-t300ms", word}, {}, prepare);
    if (ended.exit_code == not_allowed) return process::skip("no FUSE can be mounted here");
    CHECK(ended.exit_code == 128 + SIGALRM);
    check_in_time(ended, 300ms);
    for (const int signal : {SIGTERM, SIGINT, SIGQUIT}) {
      process::Init probe({.options = {"-t300ms", word},
                           .environment = process::Words{},
                           .prepare = prepare,
                           .binary = PROBE_BINARY});
      process::until("it is stuck", [&] { return is_stuck(probe.pid()); });
      probe.send(signal);
      process::until("it ends", [&] { return has_ended(probe.pid()); });
      CHECK(probe.exit_code() == process::signalled + SIGALRM);
    }
  }
}

}  // namespace
