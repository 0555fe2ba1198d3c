// resting COPIES SECONDS PROGRAM NAME=COMMAND...: the memory of each init at rest, PID 1 of a namespace, in
// KiB, and how often it wakes in so many seconds. Several of each are there at the same time.
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "peers.h"

namespace {

struct Resting {
  std::size_t peer;
  std::unique_ptr<bench::Running> run;
  double wakes;
};

double wakes_of(const bench::Running& run) {
  return bench::number_of(run.pid(), "status", "voluntary_ctxt_switches:");
}

double private_memory(pid_t pid) {
  return bench::number_of(pid, "smaps_rollup", "Private_Clean:") +
         bench::number_of(pid, "smaps_rollup", "Private_Dirty:");
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  if (!bench::can_be_pid1()) return bench::not_allowed;
  const std::vector<bench::Peer> peers = bench::read_peers(arguments + 4);
  std::vector<Resting> all;
  bench::take_turns(peers.size(), std::atoi(arguments[1]), 0, [&](std::size_t i) {
    const bench::Words words = bench::join(peers[i].words, {arguments[3], "rest"});
    all.push_back({.peer = i, .run = std::make_unique<bench::Running>(words), .wakes = 0});
    all.back().run->expect("ready");
    return 0;
  });
  sleep(1);  // what is done at the start is over
  for (Resting& one : all) one.wakes = wakes_of(*one.run);
  sleep(static_cast<unsigned>(std::atoi(arguments[2])));
  for (std::size_t i = 0; i < peers.size(); ++i) {
    std::vector<double> wakes;
    std::vector<double> resident;
    std::vector<double> own;
    std::vector<double> tables;
    for (const Resting& one : all) {
      if (one.peer != i) continue;
      wakes.push_back(wakes_of(*one.run) - one.wakes);
      resident.push_back(bench::number_of(one.run->pid(), "smaps_rollup", "Rss:"));
      own.push_back(private_memory(one.run->pid()));
      tables.push_back(bench::number_of(one.run->pid(), "status", "VmPTE:"));
    }
    bench::print_figures("wake-ups", peers[i].name, wakes);
    bench::print_figures("resident", peers[i].name, resident);
    bench::print_figures("private", peers[i].name, own);
    bench::print_figures("tables", peers[i].name, tables);
  }
}
