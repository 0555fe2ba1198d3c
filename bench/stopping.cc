// stopping early TRIES PROGRAM NAME=COMMAND...: how many stops are lost of so many, each TERM sent to an
// init, PID 1 of its own namespace, at an instant that moves from its exec to PROGRAM's first word. 0.2 s, as
// the container is stopped.
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "figures.h"
#include "peers.h"

namespace {

constexpr int starts_timed = 9;
constexpr const char* flush_ms = "200";

constexpr int driver_processor = 0;
constexpr int own_processor = 1;  // of an init and of PROGRAM

using bench::Peer;
using bench::Place;
using bench::Running;

/// The time from init's exec to PROGRAM's first word, in nanoseconds.
double time_start(const bench::Words& words) {
  std::vector<double> times;
  for (int i = 0; i < starts_timed; ++i) {
    Running run(words, Place::pid1, own_processor);
    const bench::Nanoseconds start = bench::now();
    if (run.read_line() != "up") bench::fail(words[0] + ": no word of PROGRAM");
    times.push_back(static_cast<double>(bench::now() - start));
  }
  std::sort(times.begin(), times.end());
  return bench::quantile(times, 0.5);
}

/// A stop that was sent at one instant.
struct Stop {
  bool is_heard = false;  // init had blocked or handled TERM just before, so that the kernel dropped none
  bool is_lost = false;   // PROGRAM still answers to what was sent behind it, or init hears nothing any more
};

/// Whether a process blocks TERM, handles it, or waits for it (which the kernel shows as neither).
bool hears(int status_file) {
  char text[4096] = {};
  (void)!pread(status_file, text, sizeof text - 1, 0);
  constexpr unsigned long term = 1UL << (SIGTERM - 1);
  const auto has_term = [&text](const char* field) {
    const char* const line = std::strstr(text, field);
    return line != nullptr && (std::strtoul(line + std::strlen(field), nullptr, 16) & term) != 0;
  };
  return std::strstr(text, "State:\tS") != nullptr || has_term("SigBlk:") || has_term("SigCgt:");
}

/// Sends a TERM that many nanoseconds after init's exec.
Stop stop(const bench::Words& words, bench::Nanoseconds delay) {
  Running run(words, Place::pid1, own_processor);
  const bench::Nanoseconds instant = bench::now() + delay;
  const int status_file =
      open(("/proc/" + std::to_string(run.pid()) + "/status").c_str(), O_RDONLY | O_CLOEXEC);
  while (bench::now() < instant) {
  }
  Stop stop = {.is_heard = hears(status_file), .is_lost = false};
  run.send(SIGTERM);
  close(status_file);
  const bool is_up = run.read_line() == "up";
  if (is_up) run.send(SIGWINCH);
  stop.is_lost = (is_up && run.read_line() == "here") || !run.has_ended();
  return stop;
}

void stop_early(const Peer& peer, const bench::Words& words, int tries) {
  const double window = time_start(words);
  int lost = 0;
  int heard_and_lost = 0;
  for (int i = 0; i < tries; ++i) {
    const Stop result = stop(words, static_cast<bench::Nanoseconds>(window * i / tries));
    if (result.is_lost) ++lost;
    if (result.is_lost && result.is_heard) ++heard_and_lost;
  }
  bench::print_figure("lost", peer.name, lost);
  bench::print_figure("heard-and-lost", peer.name, heard_and_lost);
  bench::print_figure("start", peer.name, window / 1'000);
}

/// Sees to it that an instant of time is an instant of the start, whatever else the machine does: init goes
/// on at once, beside the driver. Returns whether that can be had.
bool is_undisturbed() {
  return bench::stay_on(driver_processor) && sysconf(_SC_NPROCESSORS_ONLN) > 1 &&
         sched_getscheduler(0) == SCHED_FIFO;
}

/// How many of those that run at the same time have lost their flush.
int count_unflushed(const bench::Words& words, int tries) {
  std::vector<std::unique_ptr<Running>> runs;
  for (int i = 0; i < tries; ++i) {
    runs.push_back(std::make_unique<Running>(words, Place::pid1));
    if (runs.back()->read_line() != "ready") bench::fail(words[0] + ": no word of PROGRAM");
  }
  for (const auto& run : runs) run->send(SIGTERM);
  const auto is_unflushed = [](const auto& run) { return run->read_line() != "flushed"; };
  return static_cast<int>(std::count_if(runs.begin(), runs.end(), is_unflushed));
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  const bool is_early = std::strcmp(arguments[1], "early") == 0;
  if (!bench::can_be_pid1() || (is_early && !is_undisturbed())) return bench::not_allowed;
  const int tries = std::atoi(arguments[2]);
  const bench::Words program =
      is_early ? bench::Words{arguments[3], "be-stopped"} : bench::Words{arguments[3], "flush", flush_ms};
  for (const Peer& peer : bench::read_peers(arguments + 4)) {
    const bench::Words words = bench::join(peer.words, program);
    if (is_early) {
      stop_early(peer, words, tries);
    } else {
      bench::print_figure("unflushed", peer.name, count_unflushed(words, tries));
    }
  }
}
