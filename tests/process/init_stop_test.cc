// What asks PROGRAM to stop, whom init asks, and that nothing keeps PROGRAM or init from ending.
#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "doctest.h"
#include "tests/process/support.h"

using namespace process;

namespace {

/// Waits until init has handled all signals that were sent to it before.
void settle(Init& init) {
  init.send(SIGURG);
  init.await_prefix("init: got URG");
}

pid_t program_of(const Init& init) { return children_of(init.pid()).at(0); }

bool is_suspended(pid_t pid) { return status_field(pid, "State").starts_with("T"); }

void lead_session() { setsid(); }

TEST_CASE("TTIN, TTOU and TSTP do not suspend PROGRAM if no process above init could continue it") {
  for (const bool is_pid1 : places()) {
    Init init({.program = child({"terminal"}), .is_pid1 = is_pid1, .prepare = lead_session});
    init.await_prefix("foreground");
    for (const int signal : {SIGTTIN, SIGTTOU, SIGTSTP}) {
      init.send(signal);
      init.await("continued");
    }
    init.send(SIGTERM);
    CHECK(init.exit_code() == 5);
  }
}

TEST_CASE("a stop signal reaches a suspended PROGRAM, also one that STOP suspended") {
  for (const bool is_pid1 : places()) {
    Init init({.program = child({"stay"}), .is_pid1 = is_pid1, .prepare = lead_session});
    init.await("ready");
    if (is_pid1 && is_emulated()) continue;
    const pid_t program = program_of(init);
    REQUIRE(kill(program, SIGSTOP) == 0);
    until("PROGRAM is suspended", [&] { return is_suspended(program); });
    until("init sleeps", [&] { return is_asleep(init.pid()); });
    CHECK(is_suspended(program));
    init.send(SIGTERM);
    CHECK(init.exit_code() == 143);
  }
  Init elsewhere({.program = child({"stay"})});  // whoever started init may continue it
  elsewhere.await("ready");
  elsewhere.send(SIGTSTP);
  until("PROGRAM is suspended", [&] { return is_suspended(program_of(elsewhere)); });
  elsewhere.send(SIGTERM);
  CHECK(elsewhere.exit_code() == 143);
}

TEST_CASE("a QUIT, as for a thread dump, does not start --kill-after") {
  Init init({.options = {"-k1ms", "-v"}, .program = child({"signals", "15"})});
  init.await("ready");
  for (int i = 0; i < 20; ++i) {
    init.send(SIGQUIT);
    init.await("got 3");
    settle(init);
  }
  CHECK(children_of(init.pid()).size() == 1);
  init.send(SIGUSR1);
  init.await("got 10");
}

TEST_CASE("--stop-signal says what asks to stop: on the command line, else in the environment") {
  const Words images = {"PID1_STOP_SIGNAL=USR1 WINCH"};
  Init httpd({.options = {"-k1ms"}, .program = child({"signals", "15"}), .environment = images});
  httpd.await("ready");
  httpd.send(SIGWINCH);
  CHECK(httpd.exit_code() == 137);
  Init nginx(
      {.options = {"-k1ms", "-S", "QUIT"}, .program = child({"signals", "15"}), .environment = images});
  nginx.await("ready");
  nginx.send(SIGQUIT);
  CHECK(nginx.exit_code() == 137);
  Init haproxy({.options = {"--stop-signal=USR1", "-d1h"}, .program = child({"signals", "10"})});
  haproxy.await("ready");
  haproxy.send(SIGUSR1);
  haproxy.send(SIGTERM);  // no stop signal now: it is not held back, and does not end the wait
  haproxy.await("got 15");
  haproxy.send(SIGUSR1);
  haproxy.await("got 10");
  CHECK(haproxy.exit_code() == 0);
}

TEST_CASE("--group with --linger asks each process to exit once") {
  if (is_emulated()) return skip("qemu-user has no subreapers");
  for (const bool is_pid1 : places()) {
    Init init({.options = {"-g", "-L1h", "-v"}, .program = child({"leave-counter"}), .is_pid1 = is_pid1});
    init.await("ready");
    init.await("ready");
    init.send(SIGTERM);
    init.await_prefix("init: PROGRAM ended");
    settle(init);
    init.close_stdin();
    const std::string output = init.output();
    CHECK(output.find("asked 1") != std::string::npos);
    CHECK(output.find("asked 2") == std::string::npos);
    CHECK(init.exit_code() == 143);
  }
}

TEST_CASE("--linger asks the processes that PROGRAM leaves if only PROGRAM was asked") {
  if (is_emulated()) return skip("qemu-user has no subreapers");
  Init init({.options = {"-L1h", "-v"}, .program = child({"leave-counter"})});
  init.await("ready");
  init.await("ready");
  init.send(SIGTERM);
  init.await("asked 1");
  init.close_stdin();
  CHECK(init.exit_code() == 143);
}

TEST_CASE("after --kill-after, --linger asks the processes that PROGRAM leaves") {
  if (!can_be_pid1()) return;
  Init init({.options = {"-k1ms", "-L1h"}, .program = child({"keep-daemon", "6"}), .is_pid1 = true});
  init.await_prefix("ready");
  init.send(SIGTERM);
  init.await("flushed");
  CHECK(init.exit_code() == 137);
}

TEST_CASE("elsewhere than as PID 1, --linger does not wait for a process that has left the group") {
  if (is_emulated()) return skip("qemu-user has no subreapers");
  Init init({.options = {"-L1h"}, .program = child({"keep-daemon", "6"})});
  init.await_prefix("ready");
  const pid_t daemon = children_of(program_of(init)).at(0);
  init.close_stdin();
  CHECK(init.exit_code() == 6);
  CHECK(kill(daemon, SIGTERM) == 0);
}

/// Enters the PID namespace of a process, as `docker exec` and nsenter(1) do, and makes a process there that
/// waits for TERM and then for the end of `gate`. Returns the pipe to which it writes a byte when TERM has
/// come.
int enter_namespace(pid_t pid, const int (&gate)[2]) {
  int news[2];
  REQUIRE(pipe2(news, O_CLOEXEC) == 0);
  const pid_t outside = fork();
  if (outside == 0) {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, nullptr);
    const int space = open(("/proc/" + std::to_string(pid) + "/ns/pid").c_str(), O_RDONLY | O_CLOEXEC);
    if (setns(space, CLONE_NEWPID) != 0) _exit(77);
    for (int descriptor = 0; descriptor < 64; ++descriptor) {  // among them is PROGRAM's stdin
      if (descriptor != gate[0] && descriptor != news[1]) close(descriptor);
    }
    const pid_t inside = fork();
    if (inside != 0) {
      (void)!write(news[1], "m", 1);
      waitpid(inside, nullptr, 0);  // as the engine does: otherwise it would stay a zombie
      _exit(0);
    }
    int signal = 0;
    sigwait(&stop, &signal);
    (void)!write(news[1], "t", 1);
    char byte = 0;
    (void)!read(gate[0], &byte, 1);
    _exit(0);
  }
  close(news[1]);
  char byte = 0;
  REQUIRE(read(news[0], &byte, 1) == 1);
  return news[0];
}

TEST_CASE("as PID 1, --linger gives its time to a process that came by docker exec") {
  if (!can_be_pid1() || !is_root()) return skip("it takes root to enter a namespace");
  int gate[2];
  REQUIRE(pipe2(gate, O_CLOEXEC) == 0);
  Init init({.options = {"-L1h"}, .program = child({"wait-for-stdin", "6"}), .is_pid1 = true});
  init.await_prefix("ready");
  const int news = enter_namespace(init.pid(), gate);
  init.close_stdin();
  char byte = 0;
  CHECK(read(news, &byte, 1) == 1);  // it was asked
  until("init waits for it", [&] { return is_asleep(init.pid()); });
  close(gate[1]);
  CHECK(init.exit_code() == 6);
  close(gate[0]);
  close(news);
  wait(nullptr);  // for the process that entered
}

TEST_CASE("--group reaches a PROGRAM that left its group while a child is in it") {
  for (const Words& mode : {Words{"-g"}, {"-a"}}) {
    Init init({.options = mode, .program = child({"leave-group"})});
    init.await("ready");
    init.send(SIGTERM);
    CHECK(init.exit_code() == 143);
  }
}

}  // namespace
