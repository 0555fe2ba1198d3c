// init as its users see it: exit codes, signals, orphans, options.
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>

#include "doctest.h"
#include "tests/process/support.h"

using namespace process;

namespace {

TEST_CASE("init exits with each of PROGRAM's exit codes") {
  for (int code = 0; code <= 255; code += is_emulated() ? 15 : 1) {
    CAPTURE(code);
    CHECK(Init({.program = child({"exit", std::to_string(code)})}).exit_code() == code);
  }
}

TEST_CASE("init as PID 1 exits with each of PROGRAM's exit codes") {
  if (!can_be_pid1()) return;
  for (int code = 0; code <= 255; ++code) {
    CAPTURE(code);
    CHECK(Init({.program = child({"exit", std::to_string(code)}), .is_pid1 = true}).exit_code() == code);
  }
}

TEST_CASE("a signal that ends PROGRAM gives 128+N") {
  for (int signal = 1; signal <= 64; ++signal) {
    // These do not end a process; 32 and 33 are the C library's own.
    const bool is_harmless = signal == SIGCHLD || signal == SIGCONT || signal == SIGURG ||
                             signal == SIGWINCH || signal == SIGSTOP || signal == SIGTSTP ||
                             signal == SIGTTIN || signal == SIGTTOU;
    if (is_harmless || (signal >= 32 && !is_shipped_build())) continue;
    CAPTURE(signal);
    CHECK(Init({.program = child({"end-by", std::to_string(signal)})}).exit_code() == 128 + signal);
  }
}

void check_forwarding(bool is_pid1, const Words& options) {
  Init init({.options = options, .program = child({"signals", "15"}), .is_pid1 = is_pid1});
  init.await("ready");
  for (int signal = 1; signal <= 64; ++signal) {
    if (signal == SIGKILL || signal == SIGSTOP || signal == SIGTERM) continue;
    CAPTURE(signal);
    init.send(signal);
    init.await("got " + std::to_string(signal));
  }
  init.queue(40, 12345);
  init.await(options.empty() ? "got 40 value 12345" : "got 40");
  init.send(SIGTERM);
  CHECK(init.exit_code() == 0);
}

TEST_CASE("every signal is forwarded, real-time ones with their value") {
  if (!is_shipped_build()) return skip("a sanitizer or an emulator keeps some signals to itself");
  check_forwarding(false, {});
}

TEST_CASE("every signal is forwarded by PID 1, also an ABRT or SEGV that a process sent") {
  if (!can_be_pid1()) return;
  check_forwarding(true, {});
}

TEST_CASE("every signal is forwarded to the group") {
  if (!can_be_pid1()) return;
  check_forwarding(true, {"--group"});
}

/// Whether init has blocked every signal: the kernel drops those that come to PID 1 before. (While init waits
/// for a signal, the kernel shows none as blocked.)
bool runs(pid_t pid) {
  constexpr const char* all_but_kill_and_stop = "fffffffffffbfeff";
  return status_field(pid, "Name") == "init" && (status_field(pid, "SigBlk") == all_but_kill_and_stop ||
                                                 status_field(pid, "State").starts_with("S"));
}

/// Sends TERM during init's start, a little later with each try. Returns how often that did not end PROGRAM.
int lost_stops(const Words& options, int tries, bool is_pid1) {
  int lost = 0;
  for (int i = 0; i < tries; ++i) {
    Init init({.options = options, .program = child({"stay"}), .is_pid1 = is_pid1});
    until("init runs", [&] { return runs(init.pid()); });
    const auto instant = std::chrono::steady_clock::now() + std::chrono::microseconds(5 * i);
    while (std::chrono::steady_clock::now() < instant) {
    }
    init.send(SIGTERM);
    const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, init.pid(), 0));
    pollfd ended = {.fd = descriptor, .events = POLLIN, .revents = 0};
    if (poll(&ended, 1, 30'000) != 1) ++lost;
    close(descriptor);
    if (ended.revents != 0) CHECK(init.exit_code() == 143);
  }
  return lost;
}

TEST_CASE("no early stop is lost, in any mode") {
  if (!is_shipped_build()) return skip("a sanitizer's start is not init's");
  if (!can_be_pid1()) return;
  const struct {
    const char* name;
    Words options;
    bool is_pid1;
  } modes[] = {
      {"child", {}, true},
      {"group", {"-g"}, true},
      {"all", {"-a"}, true},
      {"child, not PID 1", {}, false},
      {"group, not PID 1", {"-g"}, false},
  };
  for (const auto& mode : modes) {
    const int lost = lost_stops(mode.options, 300, mode.is_pid1);
    MESSAGE(std::string(mode.name), ": ", lost, " of 300 early stops lost");
    CHECK(lost == 0);
  }
}

TEST_CASE("a SIGCHLD inherited as ignored changes nothing, and PROGRAM inherits it") {
  Init init({.program = child({"state"}), .prepare = [] { signal(SIGCHLD, SIG_IGN); }});
  init.await("ignored 10000");
  CHECK(init.exit_code() == 0);
  CHECK(Init({.program = child({"exit", "7"}), .prepare = [] { signal(SIGCHLD, SIG_IGN); }}).exit_code() ==
        7);
}

TEST_CASE("PROGRAM starts with the mask, the dispositions and the directory that init was given") {
  if (!is_shipped_build()) return skip("a sanitizer sets handlers of its own");
  Init init({.program = child({"state"}), .prepare = [] {
               signal(SIGHUP, SIG_IGN);
               signal(SIGPIPE, SIG_IGN);
               const std::uint64_t mask = (std::uint64_t{1} << (SIGUSR1 - 1)) | (std::uint64_t{1} << 39);
               syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, nullptr, sizeof mask);
               (void)!chdir("/usr");
             }});
  init.await("blocked 8000000200");
  init.await("ignored 1001");
  init.await("directory /usr");
  init.await("leads its group 1");
  init.await("end");
}

TEST_CASE("if an orphan dies together with PROGRAM, init exits with PROGRAM's exit code") {
  for (int i = is_emulated() ? 20 : 200; i > 0; --i)
    CHECK(Init({.program = child({"end-together", "7"})}).exit_code() == 7);
}

TEST_CASE("20,000 orphans are all reaped") {
  if (!can_be_pid1()) return;
  Init init({.program = child({"orphans", "20000"}), .is_pid1 = true});
  init.await("made");
  until("PROGRAM is the only child", [&] { return children_of(init.pid()).size() == 1; });
  init.close_stdin();
  CHECK(init.exit_code() == 0);
}

TEST_CASE("init adopts orphans if it is not PID 1, and names them with -w") {
  if (is_emulated()) return skip("qemu-user has no subreapers");
  Init init({.options = {"-w"}, .program = child({"orphans", "3"})});
  for (int i = 0; i < 3; ++i) CHECK(init.await_prefix("init: reaped ").ends_with(", exit code 0"));
  until("PROGRAM is the only child", [&] { return children_of(init.pid()).size() == 1; });
  init.close_stdin();
  CHECK(init.exit_code() == 0);
}

TEST_CASE("init still works after 100,000 signals") {
  if (!can_be_pid1()) return;
  Init init({.program = child({"wait-for-stdin", "9"}), .is_pid1 = true});
  init.await_prefix("ready");
  for (int i = 0; i < 100'000; ++i) init.send(i % 2 == 0 ? SIGUSR1 : SIGHUP);
  init.close_stdin();
  CHECK(init.exit_code() == 9);
}

TEST_CASE("--kill-after ends a PROGRAM that does not exit, and a line says so") {
  for (const bool is_pid1 : places()) {
    Init init({.options = {"-k", "50ms"}, .program = child({"wait-for-stdin", "0"}), .is_pid1 = is_pid1});
    init.await_prefix("ready");
    init.send(SIGTERM);
    init.await("init: time is up; sending KILL to PROGRAM");
    CHECK(init.exit_code() == 137);
  }
}

TEST_CASE("--drain holds the first stop signal back, and a second one ends the wait") {
  Init waiting({.options = {"--drain=50ms"}, .program = child({"signals", "15"})});
  waiting.await("ready");
  waiting.send(SIGTERM);
  waiting.await("got 15");  // the time was over
  CHECK(waiting.exit_code() == 0);

  Init interrupted({.options = {"-v", "--drain=1h"}, .program = child({"signals", "15"})});
  interrupted.await("ready");
  interrupted.send(SIGTERM);
  interrupted.await_prefix("init: got TERM");
  interrupted.send(SIGUSR1);
  interrupted.await("got 10");
  interrupted.send(SIGTERM);
  interrupted.await("got 15");
  CHECK(interrupted.exit_code() == 0);
}

TEST_CASE("--linger lets the processes that PROGRAM left exit, and kills those that do not: PID 1") {
  if (!can_be_pid1()) return;
  Init flushing(
      {.options = {"--linger=1h"}, .program = child({"leave-behind", "6", "setsid"}), .is_pid1 = true});
  CHECK(flushing.output() == "flushed\n");
  CHECK(flushing.exit_code() == 6);
  Init stubborn({.options = {"--linger=50ms"}, .program = child({"leave-stubborn", "6"}), .is_pid1 = true});
  CHECK(stubborn.exit_code() == 6);
}

TEST_CASE("--linger ends PROGRAM's process group if init is not PID 1") {
  if (is_emulated()) return skip("qemu-user has no subreapers");
  Init elsewhere({.options = {"--linger=1h"}, .program = child({"leave-behind", "6"})});
  CHECK(elsewhere.output() == "flushed\n");
  CHECK(elsewhere.exit_code() == 6);
  Init group({.options = {"--linger=50ms"}, .program = child({"leave-stubborn", "6"})});
  CHECK(group.output().empty());  // its pipe has ended: no process has it open any more
  CHECK(group.exit_code() == 6);
}

TEST_CASE("signals are rewritten, dropped, and exit codes remapped") {
  Init rewritten({.options = {"-r", "TERM:QUIT", "-r", "HUP:0"}, .program = child({"signals", "3"})});
  rewritten.await("ready");
  rewritten.send(SIGHUP);
  rewritten.send(SIGTERM);
  CHECK(rewritten.output() == "ready\ngot 3\n");
  CHECK(Init({.options = {"-e", "3:4"}, .program = child({"exit", "3"})}).exit_code() == 4);

  Init stopped({.options = {"-e", "TERM"}, .program = child({"stay"})});
  stopped.await("ready");
  stopped.send(SIGTERM);
  CHECK(stopped.exit_code() == 0);  // init had sent it
  CHECK(Init({.options = {"-e", "TERM"}, .program = child({"end-by", "15"})}).exit_code() == 143);
}

TEST_CASE("--all reaches a process that has left PROGRAM's group") {
  if (!can_be_pid1()) return;
  Init init({.options = {"-a"}, .program = child({"keep-daemon", "6"}), .is_pid1 = true});
  init.await_prefix("ready");
  init.send(SIGTERM);  // which PROGRAM itself blocks
  init.await("flushed");
  init.close_stdin();
  CHECK(init.exit_code() == 6);
}

/// Makes a child and a grandchild that exit at the end of stdin.
void make_descendants() {
  if (fork() != 0) return;
  (void)!fork();
  for (int descriptor = 3; descriptor < 64; ++descriptor)
    close(descriptor);  // stdin's other end is among them
  char byte = 0;
  while (read(0, &byte, 1) > 0) {
  }
  _exit(3);
}

TEST_CASE("--pause reaps children and orphans") {
  if (is_emulated()) return skip("qemu-user has no subreapers");
  for (const bool is_pid1 : places()) {
    Init init({.options = {"-P", "-w"}, .is_pid1 = is_pid1, .prepare = make_descendants});
    // Not runs(): an orphan is init's only after init has asked for that.
    until("it waits", [&] {
      return status_field(init.pid(), "Name") == "init" && status_field(init.pid(), "State").starts_with("S");
    });
    init.close_stdin();
    for (int i = 0; i < 2; ++i) CHECK(init.await_prefix("init: reaped ").ends_with(", exit code 3"));
    CHECK(children_of(init.pid()).empty());
    init.send(SIGTERM);
    CHECK(init.exit_code() == 0);
  }
}

TEST_CASE("--pause: init exits on TERM or INT") {
  for (const int signal : {SIGTERM, SIGINT}) {
    Init init({.options = {"-P", "-v"}});
    until("it waits", [&] { return status_field(init.pid(), "State").starts_with("S"); });
    init.send(SIGHUP);
    init.await_prefix("init: got HUP");
    init.send(signal);
    CHECK(init.exit_code() == 0);
  }
  CHECK(Init({.options = {"-P"}, .program = child({"exit", "0"})}).exit_code() == 125);
}

TEST_CASE("--parent-death: init gets the signal when its parent dies") {
  if (is_emulated()) return skip("qemu-user has no parent-death signal");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int gate[2];
  REQUIRE(pipe2(gate, O_CLOEXEC) == 0);
  const pid_t parent = fork();
  if (parent == 0) {
    Init init({.options = {"-p", "TERM"}, .program = child({"stay"})});
    init.await("ready");
    (void)!write(gate[1], std::to_string(init.pid()).c_str(), 16);
    _exit(0);  // without the destructor: init outlives it
  }
  char text[16] = {};
  REQUIRE(read(gate[0], text, sizeof text) > 0);
  REQUIRE(waitpid(parent, nullptr, 0) == parent);
  int status = 0;
  REQUIRE(waitpid(static_cast<pid_t>(std::stol(text)), &status, 0) > 0);
  CHECK(WEXITSTATUS(status) == 143);
  close(gate[0]);
  close(gate[1]);
}

TEST_CASE("words are expanded from the environment") {
  Init init({.options = {"-x"},
             .program = child({"print", "${PORT:-80}", "${NAME}", "$${NAME}", ""}),
             .environment = Words{"NAME=a b"}});
  CHECK(init.output() == "<80>\n<a b>\n<${NAME}>\n<>\n");
  Init refused({.options = {"-x"}, .program = child({"print", "${NONE}"}), .environment = Words{}});
  CHECK(refused.output() == "init: ${NONE} NONE: not set; set it, or write ${NAME:-default}\n");
  CHECK(refused.exit_code() == 125);
}

/// Runs init with at most so many bytes of stack, or of other memory.
std::string expand_within(decltype(RLIMIT_STACK) resource, rlim_t bytes) {
  const auto limit = [&] {
    const rlimit limits = {.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};
    setrlimit(resource, &limits);
  };
  return Init({.options = {"-x"}, .program = child({"print", "${NAME:-x}"}), .prepare = limit}).output();
}

TEST_CASE("-x needs no stack, and a line says if there is no memory") {
  if (!is_shipped_build()) return skip("sanitizers need more of both");
  CHECK(expand_within(RLIMIT_STACK, 65536) == "<x>\n");
  CHECK(expand_within(RLIMIT_DATA, 4096) == "init: --expand: expected 128 KiB of memory\n");
}

}  // namespace
