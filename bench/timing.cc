// timing here|pid1 ROUNDS NAME=COMMAND...: measures how long each command takes from its exec until it has
// ended, in microseconds, and how much longer than the first command in the same round.
#include <sys/wait.h>

#include <cstdlib>

#include "peers.h"

int main(int count, char** arguments) {
  if (count < 4) return 2;
  constexpr int warm_up_rounds = 20;
  const bench::Place place = bench::place_of(arguments[1]);
  bench::stay_on(0);  // they run one after another; to wake another processor would take time
  const std::vector<bench::Peer> peers = bench::read_peers(arguments + 3);
  const auto time_one = [&](std::size_t i) {
    const bench::Started started = bench::start(peers[i].words, {.place = place});
    int status = 0;
    waitpid(started.pid, &status, 0);
    const bench::Nanoseconds end = bench::now();
    if (status != 0) bench::fail(peers[i].name + " failed, and errno does not tell");
    return static_cast<double>(end - started.time) / 1'000;
  };
  bench::Values times = bench::take_turns(peers.size(), std::atoi(arguments[2]), warm_up_rounds, time_one);
  const std::vector<double> first = times[0];
  for (std::size_t i = 0; i < peers.size(); ++i) {
    bench::print_figures("time", peers[i].name, times[i]);
    for (std::size_t round = 0; round < first.size(); ++round) times[i][round] -= first[round];
    bench::print_figures("over", peers[i].name, times[i]);
  }
}
