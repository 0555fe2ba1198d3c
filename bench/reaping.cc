// reaping ROUNDS COUNT PROGRAM NAME=COMMAND...: how many of COUNT orphans that are zombies at the same time
// each init, PID 1 of a namespace, reaps in a second, once it is let go on; and the CPU that it takes for
// 1,000 that come one by one, in milliseconds.
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>

#include "peers.h"

int main(int count, char** arguments) {
  if (count < 5) return 2;
  if (!bench::can_be_pid1()) return bench::not_allowed;
  const int rounds = std::atoi(arguments[1]);
  const std::string orphans = arguments[2];
  const double orphan_count = std::atof(arguments[2]);
  const std::string program = arguments[3];
  const std::vector<bench::Peer> peers = bench::read_peers(arguments + 4);
  const auto reaped_in_a_second = [&](std::size_t i) {
    const bench::Running run(bench::join(peers[i].words, {program, "burst", orphans}));
    run.expect("made");
    run.send(SIGSTOP);
    waitpid(run.pid(), nullptr, WUNTRACED);
    run.write_byte();
    run.expect("dead");
    const bench::Nanoseconds start = bench::now();
    run.send(SIGCONT);
    return orphan_count / (std::atof(run.read_line().c_str()) - static_cast<double>(start)) * 1e9;
  };
  const auto cpu_of_thousand = [&](std::size_t i) {
    const bench::Running run(bench::join(peers[i].words, {program, "trickle", orphans}));
    return std::atof(run.read_line().c_str()) / orphan_count / 1'000;
  };
  const bench::Values rates = bench::take_turns(peers.size(), rounds, 1, reaped_in_a_second);
  const bench::Values costs = bench::take_turns(peers.size(), rounds, 1, cpu_of_thousand);
  for (std::size_t i = 0; i < peers.size(); ++i) {
    bench::print_figures("reaped", peers[i].name, rates[i]);
    bench::print_figures("reaping", peers[i].name, costs[i]);
  }
}
