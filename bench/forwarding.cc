// forwarding ROUNDS PROGRAM NAME=COMMAND...: how long a signal takes through each init to PROGRAM's handler,
// in microseconds. All of them are there, at rest, and each round sends one to each. A command of no words
// stands for PROGRAM without an init.
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <memory>

#include "figures.h"
#include "peers.h"

namespace {

constexpr int warm_up_rounds = 20;

using Runs = std::vector<std::unique_ptr<bench::Running>>;

Runs start_all(const std::vector<bench::Peer>& peers, const bench::Words& program) {
  Runs runs;
  for (const bench::Peer& peer : peers) {
    runs.push_back(std::make_unique<bench::Running>(bench::join(peer.words, program), bench::Place::here));
    if (runs.back()->read_line() != "ready") bench::fail(peer.name + ": no word of PROGRAM");
  }
  return runs;
}

/// Sends a signal to an init, and returns after how many microseconds PROGRAM had it.
double time_one(const bench::Running& run) {
  bench::Nanoseconds arrival = 0;
  const bench::Nanoseconds start = bench::now();
  run.send(SIGUSR1);
  if (!run.read_bytes(&arrival, sizeof arrival)) bench::fail("no answer to a signal");
  return static_cast<double>(arrival - start) / 1'000;
}

/// How many system calls an init makes for each of many signals.
double count_calls(const bench::Running& run) {
  constexpr int signals = 50;
  constexpr int pause_ms = 1;                // for whom is traced to go on
  constexpr int call_stop = SIGTRAP | 0x80;  // with PTRACE_O_TRACESYSGOOD, on a call's two sides
  int stops = 0;
  ptrace(PTRACE_SEIZE, run.pid(), 0, PTRACE_O_TRACESYSGOOD);
  ptrace(PTRACE_INTERRUPT, run.pid(), 0, 0);
  for (int i = 0; i < signals; ++i) {
    run.send(SIGUSR1);
    while (!run.has_spoken(pause_ms)) {
      int status = 0;
      if (waitpid(run.pid(), &status, WNOHANG) <= 0) continue;
      const int signal = WSTOPSIG(status);
      if (signal == call_stop) ++stops;
      const bool is_for_it = signal != call_stop && status >> 16 == 0;
      ptrace(PTRACE_SYSCALL, run.pid(), 0, is_for_it ? signal : 0);
    }
    bench::Nanoseconds arrival = 0;
    run.read_bytes(&arrival, sizeof arrival);
  }
  return std::round(10.0 * stops / 2 / signals) / 10;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) return 2;
  const int rounds = std::atoi(arguments[1]);
  const std::vector<bench::Peer> peers = bench::read_peers(arguments + 3);
  bench::stay_on(0);  // or the time to wake a processor from its sleep would be most of it
  const Runs runs = start_all(peers, {arguments[2], "answer"});
  std::vector<std::vector<double>> times(peers.size());
  for (int round = -warm_up_rounds; round < rounds; ++round) {
    for (std::size_t i = 0; i < peers.size(); ++i) {
      const double time = time_one(*runs[i]);
      if (round >= 0) times[i].push_back(time);
    }
  }
  for (std::size_t i = 0; i < peers.size(); ++i) {
    bench::print_figures("forward", peers[i].name, times[i]);
    if (!peers[i].words.empty()) bench::print_figure("forward-calls", peers[i].name, count_calls(*runs[i]));
  }
}
