// working resting|forwarding|reaping ROUNDS NUMBER PROGRAM NAME=COMMAND...: measures the work of each init,
// as PID 1 of a namespace, while PROGRAM runs. Each kind of work is a row at the end.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "peers.h"

namespace {

using bench::Running;

struct Work {
  int rounds;
  int number;
  std::string program;
  std::vector<bench::Peer> peers;

  [[nodiscard]] bench::Words words_of(std::size_t i, const bench::Words& role) const {
    return bench::join(bench::join(peers[i].words, {program}), role);
  }
  void print(const std::string& measure, const bench::Values& values) const {
    for (std::size_t i = 0; i < peers.size(); ++i) bench::print_figures(measure, peers[i].name, values[i]);
  }
};

/// Measures each of those that run, and subtracts the values that were measured before.
template <class Take>
bench::Values take(const std::vector<std::vector<std::unique_ptr<Running>>>& runs, Take take_one,
                   const bench::Values& before = {}) {
  bench::Values values(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const auto& run : runs[i])
      values[i].push_back(take_one(run->pid()) - (before.empty() ? 0 : before[i][values[i].size()]));
  }
  return values;
}

/// The memory of each at rest, in KiB, and how often it wakes up in so many seconds. Several of each run at
/// the same time, one for each round.
void rest(const Work& work) {
  std::vector<std::vector<std::unique_ptr<Running>>> runs(work.peers.size());
  bench::take_turns(runs.size(), work.rounds, 0, [&](std::size_t i) {
    runs[i].push_back(std::make_unique<Running>(work.words_of(i, {"rest"})));
    runs[i].back()->expect("ready");
    return 0;
  });
  const auto field = [](const char* file, const char* name) {
    return [=](pid_t pid) { return bench::number_of(pid, file, name); };
  };
  const auto wakes = field("status", "voluntary_ctxt_switches:");
  sleep(1);  // until the start is over
  const bench::Values before = take(runs, wakes);
  sleep(static_cast<unsigned>(work.number));
  work.print("wake-ups", take(runs, wakes, before));
  work.print("resident", take(runs, field("smaps_rollup", "Rss:")));
  work.print("tables", take(runs, field("status", "VmPTE:")));
  work.print("private", take(runs, [](pid_t pid) {
               return bench::number_of(pid, "smaps_rollup", "Private_Clean:") +
                      bench::number_of(pid, "smaps_rollup", "Private_Dirty:");
             }));
}

/// How long a signal takes from kill(2) to PROGRAM's handler, in microseconds, after so many rounds to warm
/// up. All inits run at the same time, at rest. A command without words means PROGRAM without an init.
void forward(const Work& work) {
  bench::stay_on(0);  // otherwise most of the time would be that to wake a processor
  std::vector<std::unique_ptr<Running>> runs;
  for (std::size_t i = 0; i < work.peers.size(); ++i) {
    runs.push_back(std::make_unique<Running>(work.words_of(i, {"answer"})));
    runs.back()->expect("ready");
  }
  work.print("forward", bench::take_turns(runs.size(), work.rounds, work.number, [&](std::size_t i) {
               const bench::Nanoseconds start = bench::now();
               runs[i]->send(SIGUSR1);
               const std::string arrival = runs[i]->read_line();
               if (arrival.empty()) bench::fail(work.peers[i].name + ": no answer to a signal");
               return static_cast<double>(std::atoll(arrival.c_str()) - start) / 1'000;
             }));
}

/// How many orphans a second are reaped, if so many are zombies at the same time when an init that was
/// stopped continues; and the processor time for 1,000 that end one by one, in milliseconds.
void reap(const Work& work) {
  bench::stay_on(0);  // so PROGRAM looks for them only when init does not run
  const std::string count = std::to_string(work.number);
  work.print("reaped", bench::take_turns(work.peers.size(), work.rounds, 1, [&](std::size_t i) {
               const Running run(work.words_of(i, {"burst", count}));
               run.expect("made");
               run.send(SIGSTOP);
               waitpid(run.pid(), nullptr, WUNTRACED);
               run.write_byte();
               run.expect("dead");
               const bench::Nanoseconds start = bench::now();
               run.send(SIGCONT);
               const auto time = static_cast<double>(std::atoll(run.read_line().c_str()) - start);
               return work.number / time * 1e9;
             }));
  work.print("reaping", bench::take_turns(work.peers.size(), work.rounds, 1, [&](std::size_t i) {
               const Running run(work.words_of(i, {"trickle", count}));
               return std::atof(run.read_line().c_str()) / work.number / 1'000;
             }));
}

struct Way {
  const char* name;
  void (*go)(const Work& work);
};

constexpr Way ways[] = {{"resting", rest}, {"forwarding", forward}, {"reaping", reap}};

}  // namespace

int main(int count, char** arguments) {
  if (count < 6) return 2;
  for (const Way& way : ways) {
    if (std::strcmp(way.name, arguments[1]) != 0) continue;
    way.go({.rounds = std::atoi(arguments[2]),
            .number = std::atoi(arguments[3]),
            .program = arguments[4],
            .peers = bench::read_peers(arguments + 5)});
    return 0;
  }
  return 2;
}
