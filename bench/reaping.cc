// reaping ROUNDS COUNT PROGRAM NAME=COMMAND...: how fast each init reaps COUNT zombies that are there at
// once, in a second, and the CPU that it takes for 1,000 that come one by one, in milliseconds. They take
// turns.
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>

#include "figures.h"
#include "peers.h"

namespace {

using bench::Place;
using bench::Running;

void expect(Running& run, const std::string& word) {
  if (run.read_line() != word) bench::fail("no word of PROGRAM: " + word);
}

/// How many orphans an init reaps in a second, of so many that are zombies when it is let go on.
double reaped_in_a_second(const bench::Words& words, double count) {
  Running run(words, Place::pid1);
  expect(run, "made");
  run.send(SIGSTOP);
  waitpid(run.pid(), nullptr, WUNTRACED);
  run.write_byte();
  expect(run, "dead");
  const bench::Nanoseconds start = bench::now();
  run.send(SIGCONT);
  const double end = std::atof(run.read_line().c_str());
  return count / (end - static_cast<double>(start)) * 1e9;
}

/// The CPU that an init takes for 1,000 of so many orphans that come one by one, in milliseconds.
double cpu_of_thousand(const bench::Words& words, double count) {
  Running run(words, Place::pid1);
  return std::atof(run.read_line().c_str()) / count / 1'000;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  if (!bench::can_be_pid1()) return bench::not_allowed;
  const int rounds = std::atoi(arguments[1]);
  const std::string orphans = arguments[2];
  const std::string program = arguments[3];
  const std::vector<bench::Peer> peers = bench::read_peers(arguments + 4);
  const double orphan_count = std::atof(orphans.c_str());
  std::vector<std::vector<double>> rates(peers.size());
  std::vector<std::vector<double>> costs(peers.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < peers.size(); ++i) {
      const bench::Words& words = peers[i].words;
      rates[i].push_back(reaped_in_a_second(bench::join(words, {program, "burst", orphans}), orphan_count));
      costs[i].push_back(cpu_of_thousand(bench::join(words, {program, "trickle", orphans}), orphan_count));
    }
  }
  for (std::size_t i = 0; i < peers.size(); ++i) {
    bench::print_figures("reaped", peers[i].name, rates[i]);
    bench::print_figures("reaping", peers[i].name, costs[i]);
  }
}
