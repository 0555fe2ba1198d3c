// What the results of system calls mean for init, and which processes receive its signals.
#include <string>
#include <vector>

#include "doctest.h"
#include "init/environment.h"
#include "init/events.h"
#include "init/step.h"

namespace {

using namespace init;

constexpr int self = 7;
constexpr int program_pid = 20;
constexpr int from_kernel = 0x80;  // SI_KERNEL, which not every <csignal> has

constexpr int exited(int code) { return code << 8; }
constexpr int suspended_by(int signal) { return signal << 8 | 0x7f; }

siginfo_t info_of(int signal, int code, int sender) {
  siginfo_t info = {};
  info.si_signo = signal;
  info.si_code = code;
  info.si_pid = sender;
  return info;
}

/// An event as text: its kind, "queued" if it is, and its signal, pid and status: "got 15 12 0".
std::string text_of(const Event& event) {
  constexpr const char* kinds[] = {"got",
                                   "program died",
                                   "orphan died",
                                   "suspended",
                                   "no children",
                                   "no process left",
                                   "kill refused",
                                   "expired",
                                   "children changed",
                                   "orphan suspended",
                                   "nothing"};
  std::string text = kinds[static_cast<int>(event.kind)];
  if (event.is_queued) text += " queued";
  for (const int number : {event.signal, event.pid, event.status}) text += " " + std::to_string(number);
  return text;
}

TEST_CASE("which event each signal is") {
  const struct {
    const char* what;
    siginfo_t info;
    const char* event;
  } rows[] = {
      {"a process sent it", info_of(SIGTERM, SI_USER, 12), "got 15 12 0"},
      {"a process outside of the namespace sent it", info_of(SIGTERM, SI_USER, 0), "got 15 0 0"},
      {"a thread sent it", info_of(SIGTERM, SI_TKILL, self), "got 15 7 0"},
      {"it was queued with a value", info_of(40, SI_QUEUE, 12), "got queued 40 12 0"},
      {"init queued it itself", info_of(40, SI_QUEUE, self), "got queued 40 7 0"},
      {"the kernel sent it, and there is no sender", info_of(SIGINT, from_kernel, 99), "got 2 0 0"},
      {"a write of init's raised SIGPIPE", info_of(SIGPIPE, SI_USER, self), "nothing 0 0 0"},
      {"another process sent SIGPIPE", info_of(SIGPIPE, SI_USER, 12), "got 13 12 0"},
      {"a child died", info_of(SIGCHLD, CLD_EXITED, 12), "children changed 0 0 0"},
      {"a child was suspended", info_of(SIGCHLD, CLD_STOPPED, 12), "children changed 0 0 0"},
      {"a process sent SIGCHLD", info_of(SIGCHLD, SI_USER, 12), "got 17 12 0"},
      {"a process queued SIGCHLD", info_of(SIGCHLD, SI_QUEUE, 12), "got queued 17 12 0"},
      {"a code of SIGCHLD's with another signal", info_of(SIGHUP, CLD_EXITED, 12), "got 1 0 0"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(text_of(event_of_signal(row.info, self)) == row.event);
  }
}

TEST_CASE("how a wait for signals ended") {
  const struct {
    const char* what;
    int result;
    Wait wait;
  } rows[] = {
      {"a signal came", SIGHUP, Wait::got_signal},
      {"a real-time signal came", 64, Wait::got_signal},
      {"it was interrupted", -EINTR, Wait::ended_early},
      {"the timeout has passed", -EAGAIN, Wait::ended_early},
      {"a filter refuses it", -EPERM, Wait::refused},
      {"the kernel does not have it", -ENOSYS, Wait::refused},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(judge_wait(row.result) == row.wait);
  }
}

TEST_CASE("which process group is the foreground") {
  const struct {
    const char* what;
    int foreground;
    int group;
    Foreground answer;
  } rows[] = {
      {"it is this one", 20, 20, Foreground::yes},
      {"it is another one", 21, 20, Foreground::no},
      {"it is outside of the namespace, this one is not", 0, 20, Foreground::no},
      {"this one is outside of the namespace, it is not", 20, 0, Foreground::no},
      {"both are outside of the namespace", 0, 0, Foreground::unknown},
      {"there is no terminal", -1, 20, Foreground::no},
      {"there is no terminal, and this one is outside of the namespace", -1, 0, Foreground::no},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(judge_foreground(row.foreground, row.group) == row.answer);
  }
}

constexpr Program there{.pid = program_pid};
constexpr Program reaped{.pid = program_pid, .is_reaped = true};
constexpr Program apart{.pid = program_pid, .has_left_group = true};
constexpr Program gone{.pid = program_pid, .is_reaped = true, .is_group_gone = true};
constexpr Program none{};

TEST_CASE("which event each result of wait4(2) is") {
  const struct {
    const char* what;
    int result;
    int status;
    Program program;
    const char* event;
  } rows[] = {
      {"no child has changed", 0, 0, there, "nothing 0 0 0"},
      {"there is no child", -ECHILD, 0, there, "no children 0 0 0"},
      {"it is refused", -EPERM, 0, there, "nothing 0 0 0"},
      {"it is refused, with --pause", -EPERM, 0, none, "nothing 0 0 0"},
      {"PROGRAM exited", program_pid, exited(3), there, "program died 0 20 768"},
      {"a signal ended PROGRAM", program_pid, SIGKILL, there, "program died 0 20 9"},
      {"an orphan exited", 21, exited(3), there, "orphan died 0 21 768"},
      {"an orphan exited, with --pause", 21, exited(3), none, "orphan died 0 21 768"},
      {"an orphan got PROGRAM's number", program_pid, exited(3), reaped, "orphan died 0 20 768"},
      {"PROGRAM was suspended", program_pid, suspended_by(SIGTSTP), there, "suspended 20 0 0"},
      {"an orphan was suspended", 21, suspended_by(SIGTSTP), there, "orphan suspended 0 21 0"},
      {"an orphan with PROGRAM's number was suspended", program_pid, suspended_by(SIGTSTP), reaped,
       "orphan suspended 0 20 0"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Program program = row.program;
    const Event event = event_of_child(row.result, row.status, program);
    CHECK(text_of(event) == row.event);
    CHECK(program.is_reaped == (row.program.is_reaped || event.kind == Event::Kind::program_died));
  }
}

TEST_CASE("which processes receive a signal") {
  const struct {
    const char* what;
    Scope scope;
    Program program;
    std::vector<int> recipients;
  } rows[] = {
      {"PROGRAM", Scope::program, there, {program_pid}},
      {"its group", Scope::group, there, {-program_pid}},
      {"its group, and PROGRAM that has left it", Scope::group, apart, {-program_pid, program_pid}},
      {"only PROGRAM that has left its group", Scope::program, apart, {program_pid}},
      {"everyone", Scope::everyone, there, {-1}},
      {"never the number of a PROGRAM that was reaped", Scope::program, reaped, {}},
      {"never the number of a group that may be a stranger's", Scope::group, gone, {}},
      {"the group that a reaped PROGRAM left, and not its number", Scope::group, reaped, {-program_pid}},
      {"everyone that a reaped PROGRAM left", Scope::everyone, reaped, {-1}},
      {"without PROGRAM, no process", Scope::program, none, {}},
      {"without PROGRAM, no group", Scope::group, none, {}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const Recipients recipients = recipients_of(row.scope, row.program);
    CHECK(std::vector<int>(recipients.begin(), recipients.end()) == row.recipients);
  }
}

TEST_CASE("whether PROGRAM has left its group") {
  CHECK(has_left_group(there, program_pid + 1));
  CHECK_FALSE(has_left_group(there, program_pid));
  CHECK_FALSE(has_left_group(there, -EPERM));
  CHECK_FALSE(has_left_group(reaped, program_pid + 1));
  CHECK_FALSE(has_left_group(none, -ESRCH));
}

TEST_CASE("a value goes with a signal to one process only") {
  const Action queued{.kind = Action::Kind::send, .signal = 40, .is_queued = true};
  CHECK(can_queue(queued, program_pid));
  CHECK_FALSE(can_queue(queued, -program_pid));
  CHECK_FALSE(can_queue(queued, -1));
  CHECK_FALSE(can_queue({.kind = Action::Kind::send, .signal = SIGTERM}, program_pid));
}

TEST_CASE("PROGRAM is continued if init could not suspend itself, except after STOP") {
  const std::uint64_t others = bit_of(SIGHUP) | bit_of(SIGCHLD) | bit_of(SIGTSTP);
  CHECK(is_continued_after_suspension(SIGTSTP, 0));
  CHECK(is_continued_after_suspension(SIGTSTP, others));
  CHECK_FALSE(is_continued_after_suspension(SIGTSTP, others | bit_of(SIGCONT)));
  CHECK_FALSE(is_continued_after_suspension(SIGSTOP, 0));
  CHECK(is_continued_after_suspension(SIGTTIN, others));
}

TEST_CASE("a set of signals has the kernel's layout: bit n - 1 is signal n") {
  CHECK(bit_of(1) == 1);
  CHECK(bit_of(SIGCONT) == 0x20000);
  CHECK(bit_of(64) == 0x8000'0000'0000'0000);
}

TEST_CASE("the time until a deadline") {
  CHECK(time_left(150, 100) == 50);
  CHECK(time_left(101, 100) == 1);
  CHECK(time_left(100, 100) == 0);
  CHECK(time_left(50, 100) == 0);
}

TEST_CASE("variables of systemd are changed only if they name init") {
  for (const char* const entry : {"LISTEN_PID=7", "WATCHDOG_PID=7"}) CHECK(names_process(entry, self));
  for (const char* const entry :
       {"LISTEN_PID=8", "LISTEN_PID=77", "LISTEN_PID=7x", "LISTEN_PID=", "LISTEN_PIDS=7", "LISTEN_FDS=7",
        "MY_LISTEN_PID=7", "WATCHDOG_PID=77", "WATCHDOG_USEC=7", ""}) {
    CAPTURE(entry);
    CHECK_FALSE(names_process(entry, self));
  }
  base::TextOf<64> storage;
  CHECK(std::string(put_process(storage, "LISTEN_PID=7", 2'147'483'647)) == "LISTEN_PID=2147483647");
  CHECK(std::string(put_process(storage, "WATCHDOG_PID=7", 2'147'483'647)) == "WATCHDOG_PID=2147483647");
  CHECK_FALSE(storage.is_full());
  CHECK(is_process_descriptor("LISTEN_PIDFDID=7"));
  CHECK_FALSE(is_process_descriptor("LISTEN_PID=7"));
}

TEST_CASE("which file is /dev/null") {
  CHECK(is_null_device(1, 3));
  CHECK_FALSE(is_null_device(1, 5));  // /dev/zero
  CHECK_FALSE(is_null_device(136, 3));
  CHECK_FALSE(is_null_device(0, 0));
}

}  // namespace
