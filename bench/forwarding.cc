// forwarding ROUNDS PROGRAM NAME=COMMAND...: how long a signal takes through each init, PID 1 of a namespace,
// from kill(2) to PROGRAM's handler, in microseconds. All of them are there, at rest. A command of no words
// stands for PROGRAM without an init.
#include <csignal>
#include <cstdlib>
#include <memory>

#include "peers.h"

int main(int count, char** arguments) {
  if (count < 4) return 2;
  if (!bench::can_be_pid1()) return bench::not_allowed;
  constexpr int warm_up_rounds = 20;
  bench::stay_on(0);  // or the time to wake a processor from its sleep would be most of it
  const std::vector<bench::Peer> peers = bench::read_peers(arguments + 3);
  std::vector<std::unique_ptr<bench::Running>> runs;
  for (const bench::Peer& peer : peers) {
    runs.push_back(std::make_unique<bench::Running>(bench::join(peer.words, {arguments[2], "answer"})));
    runs.back()->expect("ready");
  }
  const auto time_one = [&](std::size_t i) {
    const bench::Nanoseconds start = bench::now();
    runs[i]->send(SIGUSR1);
    const std::string arrival = runs[i]->read_line();
    if (arrival.empty()) bench::fail(peers[i].name + ": no answer to a signal");
    return static_cast<double>(std::atoll(arrival.c_str()) - start) / 1'000;
  };
  const bench::Values times =
      bench::take_turns(peers.size(), std::atoi(arguments[1]), warm_up_rounds, time_one);
  for (std::size_t i = 0; i < peers.size(); ++i) bench::print_figures("forward", peers[i].name, times[i]);
}
