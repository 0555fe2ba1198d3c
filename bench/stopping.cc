// stopping early TRIES PROGRAM NAME=COMMAND...: sends TERM to an init that is PID 1 of a namespace, in each
// try at a later time between its exec and PROGRAM's first line. Counts the TERMs that are lost. stopping
// flush TRIES PROGRAM NAME=COMMAND...: stops a container in which a child of PROGRAM takes 0.2 s to flush.
// Counts the children that could not flush.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "peers.h"

namespace {

constexpr int starts_timed = 9;
constexpr const char* flush_ms = "200";

// So that init runs while the driver waits, and a time after the exec is always the same point of the start.
constexpr int driver_processor = 0;
constexpr int own_processor = 1;  // of an init and of PROGRAM

using bench::Running;

/// The time from init's exec to PROGRAM's first line, in microseconds.
double time_start(const bench::Words& words) {
  const Running run(words, bench::Place::pid1, own_processor);
  const bench::Nanoseconds start = bench::now();
  run.expect("up");
  return static_cast<double>(bench::now() - start) / 1'000;
}

/// Whether a process blocks TERM, handles it, or waits for it (which the kernel shows as neither). If so, the
/// kernel does not drop a TERM for PID 1.
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

struct Losses {
  int all = 0;
  int heard = 0;  // by an init that did not let the kernel drop TERM when it was sent
};

/// Sends a TERM this many microseconds after init's exec. It is lost if PROGRAM still answers the signal that
/// is sent after it, or if init does not react to signals any more.
void stop(const bench::Words& words, double delay_us, Losses& losses) {
  const Running run(words, bench::Place::pid1, own_processor);
  const bench::Nanoseconds instant = bench::now() + static_cast<bench::Nanoseconds>(delay_us * 1'000);
  const std::string path = "/proc/" + std::to_string(run.pid()) + "/status";
  const int status_file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  while (bench::now() < instant) {
  }
  const bool is_heard = hears(status_file);
  run.send(SIGTERM);
  close(status_file);
  const bool is_up = run.read_line() == "up";
  if (is_up) run.send(SIGWINCH);
  if ((!is_up || run.read_line() != "here") && run.has_ended()) return;
  ++losses.all;
  if (is_heard) ++losses.heard;
}

void stop_early(const std::vector<bench::Peer>& peers, int tries, const std::string& program) {
  const auto words_of = [&](std::size_t i) { return bench::join(peers[i].words, {program, "be-stopped"}); };
  const bench::Values starts = bench::take_turns(peers.size(), starts_timed, 1,
                                                 [&](std::size_t i) { return time_start(words_of(i)); });
  std::vector<Losses> losses(peers.size());
  for (int done = 0; done < tries; ++done) {
    for (std::size_t i = 0; i < peers.size(); ++i)
      stop(words_of(i), bench::median(starts[i]) * done / tries, losses[i]);
  }
  for (std::size_t i = 0; i < peers.size(); ++i) {
    bench::print_figure("lost", peers[i].name, losses[i].all);
    bench::print_figure("heard-and-lost", peers[i].name, losses[i].heard);
    bench::print_figures("first-word", peers[i].name, starts[i]);
  }
}

/// Runs several at the same time. Returns how many could not flush.
double count_unflushed(const bench::Words& words, int tries) {
  std::vector<std::unique_ptr<Running>> runs;
  for (int i = 0; i < tries; ++i) {
    runs.push_back(std::make_unique<Running>(words));
    runs.back()->expect("ready");
  }
  for (const auto& run : runs) run->send(SIGTERM);
  int unflushed = 0;
  for (const auto& run : runs) unflushed += run->read_line() == "flushed" ? 0 : 1;
  return unflushed;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  const bool is_early = std::strcmp(arguments[1], "early") == 0;
  const int tries = std::atoi(arguments[2]);
  const std::string program = arguments[3];
  const std::vector<bench::Peer> peers = bench::read_peers(arguments + 4);
  if (is_early) {
    bench::stay_on(driver_processor);
    stop_early(peers, tries, program);
    return 0;
  }
  for (const bench::Peer& peer : peers) {
    const bench::Words words = bench::join(peer.words, {program, "flush", flush_ms});
    bench::print_figure("unflushed", peer.name, count_unflushed(words, tries));
  }
}
