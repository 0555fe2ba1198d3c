// timing ROUNDS NAME=COMMAND...: how long each command takes as a whole, in microseconds. Each round runs
// all of them once, so that what else the machine does meets all of them. What a command takes over the first
// one is taken from runs of the same round.
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>

#include "figures.h"
#include "peers.h"

namespace {

constexpr int warm_up_rounds = 20;

/// How long one run takes, in microseconds.
double time_one(const bench::Peer& peer) {
  const bench::Nanoseconds start = bench::now();
  const pid_t child = bench::spawn(peer.words);
  int status = 0;
  waitpid(child, &status, 0);
  const bench::Nanoseconds end = bench::now();
  if (status != 0) bench::fail(peer.name + " failed, and errno does not tell");
  return static_cast<double>(end - start) / 1'000;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  bench::stay_on(0);  // one after another is how they run: another processor would only have to be woken
  const int rounds = std::atoi(arguments[1]);
  const std::vector<bench::Peer> peers = bench::read_peers(arguments + 2);
  std::vector<std::vector<double>> times(peers.size());
  std::vector<std::vector<double>> times_over_first(peers.size());
  for (int round = -warm_up_rounds; round < rounds; ++round) {
    double first = 0;
    for (std::size_t i = 0; i < peers.size(); ++i) {
      const double time = time_one(peers[i]);
      if (i == 0) first = time;
      if (round < 0) continue;
      times[i].push_back(time);
      times_over_first[i].push_back(time - first);
    }
  }
  for (std::size_t i = 0; i < peers.size(); ++i) {
    bench::print_figures("time", peers[i].name, times[i]);
    bench::print_figures("over", peers[i].name, times_over_first[i]);
  }
}
