// Runs init as PID 1 of new namespaces for a long time, with random signals, orphans, stops and continues,
// and a PROGRAM that counts. Every signal has to arrive, no zombie may stay, memory may not grow, and the
// exit code has to be right.
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <sstream>
#include <string>

#include "doctest.h"
#include "tests/process/support.h"
#include "tests/soak/soak.h"

namespace {

using namespace process;

constexpr int last_signal = 64;
/// Signals are delivered in the order of their numbers: when the last one is, all others were.
constexpr int end_of_round = last_signal;
constexpr int first_realtime = 32;  // in the kernel's numbering
using Counts = std::array<int, last_signal + 1>;

bool is_stop_or_continue(int signal) {
  return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU || signal == SIGCONT;
}

/// The processor time that a process has used, in nanoseconds.
long long cpu_time_of(pid_t pid) {
  std::istringstream file(read_file("/proc/" + std::to_string(pid) + "/schedstat"));
  long long time = 0;
  file >> time;
  return time;
}

int resident_kilobytes_of(pid_t pid) {
  const std::string memory = read_file("/proc/" + std::to_string(pid) + "/smaps_rollup");
  return std::stoi(memory.substr(memory.find("Rss:") + 4));
}

struct Totals {
  long long rounds = 0;
  long long signals = 0;
  long long realtime = 0;
  long long orphans = 0;
  long long stops = 0;
};

/// An init, its PROGRAM, and the signals that were sent to them in this round.
class Life {
 public:
  Life(const Words& options, int exit_code, soak::Random& random, Totals& totals)
      : init_({.options = options,
               .program = child({"soak", std::to_string(exit_code)}),
               .environment = Words{},
               .is_pid1 = true}),
        random_(random),
        totals_(totals) {
    init_.await("ready");
    program_ = children_of(init_.pid()).at(0);
  }

  [[nodiscard]] Init& init() { return init_; }
  [[nodiscard]] pid_t program() const { return program_; }

  void live_round() {
    sent_ = {};
    for (std::size_t left = random_.below(60); left > 0; --left) act();
    kill(init_.pid(), SIGCONT);  // in case it is stopped
    const int orphans = static_cast<int>(random_.below(6));
    init_.queue(end_of_round, orphans);
    const Counts got = await_counts();
    for (int signal = 1; signal < end_of_round; ++signal) check(signal, got);
    totals_.orphans += orphans;
    ++totals_.rounds;
  }

 private:
  void act() {
    if (random_.is_one_in(20)) return stop(random_.is_one_in(2) ? program_ : init_.pid());
    int signal = 0;
    do {
      signal = 1 + static_cast<int>(random_.below(end_of_round - 1));
    } while (signal == SIGKILL || signal == SIGSTOP);
    const bool has_value = signal > first_realtime + 1 && random_.is_one_in(2);
    if (has_value) {
      init_.queue(signal, sent_[static_cast<std::size_t>(signal)]);
    } else {
      REQUIRE(syscall(SYS_kill, init_.pid(), signal) == 0);  // glibc's kill does not send two of them
    }
    ++sent_[static_cast<std::size_t>(signal)];
    ++totals_.signals;
    if (signal >= first_realtime) ++totals_.realtime;
  }

  void stop(pid_t pid) {
    kill(pid, SIGSTOP);
    ++totals_.stops;
    if (random_.is_one_in(2)) kill(pid, SIGCONT);
  }

  Counts await_counts() {
    std::istringstream words(init_.await_prefix("round"));
    Counts got = {};
    int signal = 0;
    int count = 0;
    for (char colon = 0; words >> signal >> colon >> count;) got.at(static_cast<std::size_t>(signal)) = count;
    return got;
  }

  void check(int signal, const Counts& got) const {
    const auto index = static_cast<std::size_t>(signal);
    CAPTURE(signal);
    if (signal >= first_realtime) CHECK(got[index] == sent_[index]);
    // If a signal comes twice while it is pending, one is lost. A SIGCHLD may be lost to the kernel's, which
    // is only for init. A stop removes a pending continue, and a continue removes a pending stop.
    if (sent_[index] != 0 && signal != SIGCHLD && !is_stop_or_continue(signal)) CHECK(got[index] > 0);
    const bool comes_by_itself = signal == SIGCHLD || signal == SIGCONT;
    if (!comes_by_itself) CHECK(got[index] <= sent_[index]);
  }

  Init init_;
  soak::Random& random_;
  Totals& totals_;
  pid_t program_ = 0;
  Counts sent_ = {};
};

/// The least and the greatest value that was measured.
struct Range {
  double least = 1e9;
  double most = 0;

  void add(double value) {
    least = std::min(least, value);
    most = std::max(most, value);
  }
};

struct Costs {
  Range kilobytes;
  Range microseconds;  // of processor time for each signal
};

/// Runs one init for many rounds or until the time limit. Its memory may not grow after the first round.
void live(Life& life, const soak::Limit& limit, const Totals& totals, Costs& costs) {
  const pid_t pid = life.init().pid();
  int first_kilobytes = 0;
  for (int part = 0; part < 4 && !limit.is_over(); ++part) {
    const long long signals = totals.signals;
    const long long time = cpu_time_of(pid);
    for (int round = 0; round < 200; ++round) life.live_round();
    const auto microseconds = static_cast<double>(cpu_time_of(pid) - time) / 1e3;
    costs.microseconds.add(microseconds / static_cast<double>(totals.signals - signals));
    const int kilobytes = resident_kilobytes_of(pid);
    if (part == 0) first_kilobytes = kilobytes;
    CHECK(kilobytes <= first_kilobytes + 4);
    costs.kilobytes.add(kilobytes);
  }
}

bool has_live_child(pid_t pid) {
  for (const pid_t one : children_of(pid)) {
    if (!status_field(one, "State").starts_with("Z")) return true;
  }
  return false;
}

/// Checks that no work is left, and that init does none.
void check_rest(pid_t pid, pid_t program) {
  until("all orphans are init's", [&] { return !has_live_child(program); });
  until("no orphan is left, and no zombie", [&] { return children_of(pid).size() == 1; });
  until("it rests", [&] { return is_asleep(pid); });
  const long long time = cpu_time_of(pid);
  usleep(100'000);  // init may use no processor time in this time
  CHECK(cpu_time_of(pid) == time);
}

TEST_CASE("init") {
  if (!can_be_pid1()) return;
  const soak::Limit limit;
  soak::Random random;
  Totals totals;
  Costs costs;
  int lives = 0;
  const Words modes[] = {{}, {"-g"}, {"-a"}, {"-w"}, {"-L1s"}, {"-k1h"}};
  for (; !limit.is_over(); ++lives) {
    const int exit_code = static_cast<int>(random.below(125));
    Life life(modes[random.below(std::size(modes))], exit_code, random, totals);
    live(life, limit, totals, costs);
    check_rest(life.init().pid(), life.program());
    life.init().close_stdin();
    CHECK(life.init().exit_code() == exit_code);
  }
  std::cout << "init: " << lives << " lives, " << totals.rounds << " rounds, " << totals.signals
            << " signals, of which " << totals.realtime << " are real-time, " << totals.orphans
            << " orphans, " << totals.stops << " stops\n"
            << "init: resident " << costs.kilobytes.least << " to " << costs.kilobytes.most << " kB, "
            << costs.microseconds.least << " to " << costs.microseconds.most
            << " us of a processor a signal\n";
}

}  // namespace
