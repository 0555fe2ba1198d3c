// init with each of its system calls traced: how many a signal takes, and what init does if each of them
// fails, one after the other, with each of its errors. It never exits before PROGRAM, and never spins.
#ifdef __x86_64__

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "doctest.h"
#include "fault_errors.h"
#include "faults.h"
#include "refusals.h"
#include "traced.h"

namespace {

using namespace process;
using test::Fault;
using test::Faulted;

/// One way to run init.
struct Way {
  std::string name;
  Words options = {};
  bool is_pid1 = false;
  std::function<void()> prepare = [] {};
};

constexpr int code = 7;  // of PROGRAM

/// So many system calls mean that init spins: a run takes about 60.
constexpr std::size_t too_many = 2000;

/// The result of one run.
struct Run {
  std::vector<long> calls;
  long failed = -1;
  bool is_started = false;        // PROGRAM was
  bool is_program_there = false;  // when init had exited
  bool is_spinning = false;
  bool is_stuck = false;  // it does not learn of PROGRAM's end, not even after another SIGCHLD
  int exit_code = -1;
  std::string output;
};

bool is_alive(pid_t pid) {
  const std::string state = status_field(pid, "State");
  return !state.empty() && state[0] != 'Z' && state[0] != 'X';
}

/// Runs init with a fault. Lets PROGRAM start, sends a signal and a TERM, closes PROGRAM's stdin, and at last
/// sends init a SIGCHLD, which makes it reap once more. init has to exit by then.
Run run(const Way& way, const Fault& fault) {
  Init init({.options = way.options,
             .program = child({"until-stop", std::to_string(code)}),
             .environment = Words{},
             .is_pid1 = way.is_pid1,
             .prepare = [&] {
               way.prepare();
               test::be_faulted();
             }});
  Faulted faulted(init.pid(), fault);
  using State = Faulted::State;
  State state = faulted.run(too_many);
  const auto then = [&](const std::function<void()>& act) {
    if (state != State::rests) return;
    act();
    state = faulted.run(too_many);
  };
  const pid_t program = faulted.other;
  then([&] {
    if (program != 0) init.await("ready");
    init.send(SIGUSR1);
  });
  then([&] { init.send(SIGTERM); });
  then([&] {
    init.close_stdin();
    if (program != 0) until("PROGRAM ends", [&] { return !is_alive(program); });
  });
  for (int i = 0; i < 2; ++i) then([&] { init.send(SIGCHLD); });
  Run run;
  run.calls = faulted.calls;
  run.failed = faulted.failed;
  run.is_started = program != 0;
  run.is_program_there = run.is_started && is_alive(program);
  run.is_spinning = state == State::spins;
  run.is_stuck = state == State::rests;
  if (state != State::ended) return run;
  run.exit_code = init.exit_code();
  if (run.is_program_there) kill(program, SIGKILL);
  run.output = init.output();
  return run;
}

void check(const Run& run, const Fault& fault) {
  CAPTURE(run.failed);
  CAPTURE(run.output);
  CHECK(!run.is_spinning);
  CHECK(!run.is_program_there);
  if (run.is_started) {
    // If it can never learn of a child, it goes on: PROGRAM might still run.
    if (run.is_stuck) CHECK((run.failed == SYS_wait4 && fault.is_lasting));
    // Without a clock every deadline is over at once.
    const bool may_be_killed = run.failed == SYS_clock_gettime && run.exit_code == 128 + SIGKILL;
    if (!run.is_stuck && !may_be_killed) CHECK(run.exit_code == code);
  } else {
    CHECK(!run.is_stuck);
    CHECK(run.exit_code >= 125);
    CHECK(run.exit_code <= 127);
    CHECK(test::last_line(run.output).starts_with("init: "));
  }
}

/// A terminal whose other end the test has open.
class Pair {
 public:
  Pair() {
    REQUIRE(grantpt(master_) == 0);
    REQUIRE(unlockpt(master_) == 0);
    name_ = ptsname(master_);
  }
  ~Pair() { close(master_); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  /// Makes it the controlling terminal of this process, which init and PROGRAM find as /dev/tty.
  void enter() const {
    setsid();
    ioctl(open(name_.c_str(), O_RDWR | O_CLOEXEC), TIOCSCTTY, 0);
  }

 private:
  int master_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  std::string name_;
};

std::vector<Way> ways(const Pair& terminal) {
  std::vector<Way> all = {
      {.name = "plain"},
      {.name = "every option", .options = {"-g", "-k10s", "-L1s", "-w", "-v", "-x", "-s", "-pWINCH"}},
      {.name = "a terminal", .prepare = [&terminal] { terminal.enter(); }},
  };
  if (is_root()) all.push_back({.name = "another user", .options = {"-u65534"}});
  if (places().size() > 1) {
    all.push_back({.name = "PID 1", .is_pid1 = true});
    all.push_back({.name = "PID 1, everyone", .options = {"-a", "-L1s", "-d10ms"}, .is_pid1 = true});
  }
  return all;
}

/// Makes each system call of init fail, one in each run, with each of its errors or, if `is_quick`, with the
/// first only. Returns the count of faults.
int try_all(const Way& way, bool is_quick) {
  CAPTURE(way.name);
  const Run sound = run(way, {});
  check(sound, {});
  CHECK(sound.is_started);
  CHECK(sound.calls.size() > 20);
  int faults = 0;
  for (std::size_t i = 0; i < sound.calls.size(); ++i) {
    for (const Fault& fault : test::faults_at(static_cast<int>(i), sound.calls[i], is_quick)) {
      CAPTURE(fault.index);
      CAPTURE(fault.error);
      CAPTURE(fault.is_lasting);
      check(run(way, fault), fault);
      ++faults;
    }
  }
  return faults;
}

TEST_CASE("forwarding a signal takes two system calls") {
  if (!can_deny() || !test::can_trace()) return;
  Init init({.program = child({"until-stop", std::to_string(code)}),
             .environment = Words{},
             .prepare = test::be_faulted});
  Faulted faulted(init.pid(), {});
  REQUIRE(faulted.run(too_many) == Faulted::State::rests);
  init.await("ready");
  faulted.calls.clear();
  for (int i = 0; i < 3; ++i) {
    init.send(SIGUSR1);
    REQUIRE(faulted.run(too_many) == Faulted::State::rests);
  }
  const std::vector<long> pair = {SYS_kill, SYS_rt_sigtimedwait};
  REQUIRE(faulted.calls.size() == 3 * pair.size());
  for (std::size_t i = 0; i < faulted.calls.size(); ++i) CHECK(faulted.calls[i] == pair[i % 2]);
}

/// Lets a process that waits for `gate` go on to where it calls prctl(2) with this option. A tracer need not
/// be its parent.
void run_to_prctl(pid_t pid, unsigned long option, int gate) {
  constexpr long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
  int status = 0;
  REQUIRE(ptrace(PTRACE_SEIZE, pid, nullptr, options) == 0);
  REQUIRE(ptrace(PTRACE_INTERRUPT, pid, nullptr, nullptr) == 0);
  REQUIRE(waitpid(pid, &status, __WALL) == pid);
  REQUIRE(write(gate, "x", 1) == 1);
  __ptrace_syscall_info call = {};
  const auto is_there = [&] {
    return call.op == PTRACE_SYSCALL_INFO_ENTRY && call.entry.nr == SYS_prctl && call.entry.args[0] == option;
  };
  while (!is_there()) {
    REQUIRE(ptrace(PTRACE_SYSCALL, pid, nullptr, nullptr) == 0);
    REQUIRE(waitpid(pid, &status, __WALL) == pid);
    REQUIRE(WIFSTOPPED(status));
    REQUIRE(ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof call, &call) > 0);
  }
}

/// Pipes between the test and init's process, before that becomes init.
struct Gate {
  int number[2];   // the process writes its own number
  int opening[2];  // it waits for a byte

  Gate() {
    REQUIRE(pipe2(number, O_CLOEXEC) == 0);
    REQUIRE(pipe2(opening, O_CLOEXEC) == 0);
  }
  ~Gate() {
    for (const int end : {number[0], number[1], opening[0], opening[1]}) close(end);
  }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  void wait() const {
    const pid_t self = getpid();
    (void)!write(number[1], &self, sizeof self);
    char byte = 0;
    (void)!read(opening[0], &byte, 1);
    dup2(open("/dev/null", O_RDWR), 1);  // the reader of init's output will be gone
  }
};

TEST_CASE("--parent-death: the parent dies just before init asks for the signal") {
  if (!test::can_trace()) return;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const Gate gate;
  const pid_t parent = fork();
  if (parent == 0) {
    const Init init({.options = {"-p", "TERM"}, .program = child({"stay"}), .prepare = [&] { gate.wait(); }});
    for (;;) pause();
  }
  pid_t pid = 0;
  REQUIRE(read(gate.number[0], &pid, sizeof pid) == sizeof pid);
  run_to_prctl(pid, PR_SET_PDEATHSIG, gate.opening[1]);
  REQUIRE(kill(parent, SIGKILL) == 0);
  REQUIRE(waitpid(parent, nullptr, 0) == parent);
  REQUIRE(ptrace(PTRACE_DETACH, pid, nullptr, 0L) == 0);
  int status = 0;
  for (int tries = 0; tries < 3000 && waitpid(pid, &status, WNOHANG) == 0; ++tries) usleep(10'000);
  const bool has_exited = kill(pid, 0) != 0;
  if (!has_exited) {
    for (const pid_t one : children_of(pid)) kill(one, SIGKILL);
    kill(pid, SIGKILL);
  }
  CHECK(has_exited);
  CHECK(WEXITSTATUS(status) == 128 + SIGTERM);
}

TEST_CASE("whichever system call of init fails, it neither exits before PROGRAM nor spins") {
  if (!can_deny() || !test::can_trace()) return;
  const Pair terminal;
  const std::vector<Way> all = ways(terminal);
  try_all(all.front(), true);
  try_all(all.back(), true);
}

TEST_CASE("each system call of init fails in its turn with each error" * doctest::skip()) {  // script/faults
  if (!can_deny() || !test::can_trace()) return;
  const Pair terminal;
  for (const Way& way : ways(terminal)) {
    const int faults = try_all(way, false);
    std::cout << "init, " << way.name << ": " << faults << " faults\n";
  }
}

}  // namespace

#endif
