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
  constexpr std::int64_t longest = 9'223'372'035;
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
      {-100'000'000, 5, 100'001'000 * base::second},  // over a year
      {std::numeric_limits<std::int64_t>::min(), 5, longest * base::second},
      {std::numeric_limits<std::int64_t>::max(), 5, -longest * base::second},
      {std::numeric_limits<std::int64_t>::min(), 999'999'999, (longest - 1) * base::second + 6},
      {std::numeric_limits<std::int64_t>::max(), 999'999'999, -longest * base::second - 999'999'994},
  };
  for (const auto& row : rows) {
    CAPTURE(row.seconds);
    CHECK(file::age_at(now, row.seconds, row.nanoseconds) == row.age);
  }
}

TEST_CASE("a file that was modified too long ago, or in the future, is unhealthy") {
  constexpr base::Nanoseconds second = base::second;
  constexpr base::Nanoseconds last = 9'223'372'035 * second;
  struct {
    base::Nanoseconds max_age;
    base::Nanoseconds age;
    bool is_healthy;
    const char* why;
    const char* verbose;
  } const rows[] = {
      {0, 0, true, "modified 0s ago", "modified 0s ago"},
      {0, last, true, "modified 9223372035s ago", "modified 9223372035s ago"},
      {0, -last, true, "modified 9223372035s in the future", "modified 9223372035s in the future"},
      {30 * second, 30 * second, true, "modified 30s ago", "modified 30s ago"},
      {30 * second, -30 * second, true, "modified 30s in the future", "modified 30s in the future"},
      {30 * second, -second / 2, true, "modified 0s ago", "modified 0s ago"},
      {30 * second, 30 * second + 1, false, "not modified for over 30s",
       "not modified for over 30s: 30s ago"},
      {second / 2, second * 2, false, "not modified for over 500ms", "not modified for over 500ms: 2s ago"},
      {30 * second, -30 * second - 1, false, "modified over 30s in the future",
       "modified over 30s in the future: 30s in the future"},
      {30 * second, last, false, "not modified for over 30s", "not modified for over 30s: 9223372035s ago"},
      {30 * second, -last, false, "modified over 30s in the future",
       "modified over 30s in the future: 9223372035s in the future"},
  };
  for (const auto& row : rows) {
    for (const bool is_verbose : {false, true}) {
      Settings settings;
      settings.max_age = row.max_age;
      settings.verbose = is_verbose;
      base::TextOf<128> storage;
      const Verdict verdict = file::judge_age(settings, row.age, storage);
      CHECK((verdict.kind == Verdict::Kind::healthy) == row.is_healthy);
      CHECK(std::string_view(verdict.why) == (is_verbose ? row.verbose : row.why));
    }
  }
}

TEST_CASE("a pid file that is longer than what is read of it names no process") {
  struct {
    const char* text;
    bool is_cut;
    std::int64_t number;
  } const rows[] = {
      {"12", false, 12},
      {" 12 ", false, 12},
      {"12\n", true, 12},
      {"12 \r\n/data", true, 12},
      {"12", true, base::no_number},
      {"  1", true, base::no_number},
      {"12 ", true, base::no_number},
  };
  for (const auto& row : rows) CHECK(pid::parse(row.text, row.is_cut) == row.number);
}

TEST_CASE("a process is alive, a zombie, a thread, or not there") {
  struct {
    pid::Finding finding;
    Verdict::Kind kind;
    const char* why;
  } const rows[] = {
      {pid::find_by_poll(0), Verdict::Kind::healthy, "alive"},
      {pid::find_by_poll(1), Verdict::Kind::unhealthy, "it has ended and was not waited for"},
      {pid::find_by_poll(-EIO), Verdict::Kind::unhealthy, "Input/output error"},
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
