// The verdicts on files, on processes and after a sleep.
#include <cerrno>
#include <cstdint>
#include <limits>
#include <string_view>

#include "doctest.h"
#include "probe/protocols/file.h"
#include "probe/protocols/pid.h"
#include "probe/protocols/sleep.h"

namespace {

using namespace probe;

TEST_CASE("a file's age is the time since it was modified") {
  constexpr base::Nanoseconds now = 1000 * base::second + 5;
  constexpr std::int64_t longest = base::duration_limit / base::second;
  struct {
    std::int64_t seconds;
    std::int64_t nanoseconds;
    base::Nanoseconds age;
  } const rows[] = {
      {1000, 5, 0},
      {1000, 4, 1},
      {999, 6, base::second - 1},
      {999, 5, base::second},
      {1000, 6, -1},
      {1001, 5, -base::second},
      {0, 0, now},
      {-1, 0, now + base::second},
      {std::numeric_limits<std::int64_t>::min(), 5, longest * base::second},
      {std::numeric_limits<std::int64_t>::max(), 5, -longest * base::second},
  };
  for (const auto& row : rows) {
    CAPTURE(row.seconds);
    CHECK(file::age_at(now, row.seconds, row.nanoseconds) == row.age);
  }
}

TEST_CASE("a process is alive, a zombie, a thread, or not there") {
  struct {
    pid::Finding finding;
    Verdict::Kind kind;
    const char* why;
  } const rows[] = {
      {pid::find_by_poll(0, 0), Verdict::Kind::healthy, "alive"},
      {pid::find_by_poll(1, 0), Verdict::Kind::unhealthy, "it has ended and was not waited for"},
      {pid::find_by_poll(-1, EIO), Verdict::Kind::unhealthy, "Input/output error"},
      {pid::find_in_stat(0, "7 (a) b) S 1"), Verdict::Kind::healthy, "alive"},
      {pid::find_in_stat(0, "7 (a) Z 1"), Verdict::Kind::unhealthy, "it has ended and was not waited for"},
      {pid::find_in_stat(0, "7 (a) X 1"), Verdict::Kind::unhealthy, "it has ended and was not waited for"},
      {pid::find_in_stat(0, "7 (a) T 1"), Verdict::Kind::healthy, "alive"},
      {pid::find_in_stat(ENOENT, ""), Verdict::Kind::unhealthy, "No such process"},
      {pid::find_in_stat(EACCES, ""), Verdict::Kind::unhealthy, "Permission denied"},
      {{.error = ESRCH}, Verdict::Kind::unhealthy, "No such process"},
      {{.error = EINVAL}, Verdict::Kind::unhealthy, "it is a thread, not a process"},
      {{.error = ENOENT}, Verdict::Kind::unhealthy, "it is a thread, not a process"},
      {{.error = 12345}, Verdict::Kind::unhealthy, "error 12345"},
  };
  for (const auto& row : rows) {
    base::TextOf<64> storage;
    const Verdict verdict = pid::judge(row.finding, storage);
    CHECK(verdict.kind == row.kind);
    CHECK(std::string_view(verdict.why) == row.why);
  }
}

TEST_CASE("a process is named by its number or by a file that holds it") {
  CHECK(pid::is_path("/run/x.pid"));
  CHECK_FALSE(pid::is_path("12"));
  struct {
    int error;
    std::int64_t number;
    Verdict::Kind kind;
    const char* why;
  } const rows[] = {
      {0, 1, Verdict::Kind::more, ""},
      {0, pid::last_pid, Verdict::Kind::more, ""},
      {0, base::no_number, Verdict::Kind::unhealthy, "no process is named in the file"},
      {ENOENT, base::no_number, Verdict::Kind::unhealthy, "No such file or directory"},
      {12345, base::no_number, Verdict::Kind::unhealthy, "error 12345"},
  };
  for (const auto& row : rows) {
    base::TextOf<64> storage;
    const Verdict verdict = pid::judge_name(row.error, row.number, storage);
    CHECK(verdict.kind == row.kind);
    CHECK(std::string_view(verdict.why) == row.why);
  }
}

TEST_CASE("TERM and INT only end the sleep that nothing follows") {
  Question question;
  CHECK(sleep::is_ended_by_interrupts(question));
  question.is_last = false;
  CHECK_FALSE(sleep::is_ended_by_interrupts(question));
  struct {
    bool is_interrupted;
    const char* why;
  } const rows[] = {{true, "ended early by a signal"}, {false, "the time has passed"}};
  for (const auto& row : rows) {
    const Verdict verdict = sleep::judge_end(row.is_interrupted);
    CHECK(verdict.kind == Verdict::Kind::healthy);
    CHECK(std::string_view(verdict.why) == row.why);
  }
}

TEST_CASE("/proc is asked when pidfd_open is missing or refused") {
  CHECK(pid::needs_proc({.error = ENOSYS}));
  CHECK(pid::needs_proc({.error = EPERM}));
  for (const int error : {ESRCH, EINVAL, ENOENT, EMFILE}) CHECK_FALSE(pid::needs_proc({.error = error}));
  CHECK_FALSE(pid::needs_proc({.state = 'R', .error = ENOSYS}));
}

}  // namespace
