// The handler, and what it reads.
#include "probe/os/signals.h"

#include <unistd.h>

#include <cstddef>

#include "base/os/output.h"
#include "probe/ending.h"

namespace probe {
namespace {

// The handler reads these.
Snapshot snapshot;
volatile Phase current_phase = Phase::nothing;
volatile sig_atomic_t pending_signal = 0;
Output* line_output = nullptr;

struct sigaction given_actions[std::size(ending_signals)];
sigset_t given_mask;

/// Keeps the compiler from moving what is written to the snapshot past a change of the phase. (This is what
/// std::atomic_signal_fence does; musl's headers and <atomic> do not go together.)
void compiler_fence() { __atomic_signal_fence(__ATOMIC_SEQ_CST); }

void handle(int signal, siginfo_t* info, void* /*context*/) {
  if (!ends_probe(signal, info->si_code)) return;
  pending_signal = outweigh(pending_signal, signal);
  if (current_phase != Phase::nothing) exit_by_signal(pending_signal);
}

sigset_t signals_that_end() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : ending_signals) sigaddset(&signals, signal);
  return signals;
}

/// Installs the handler for a signal. Returns whether the kernel does that.
bool catch_signal(int signal, struct sigaction* given) {
  struct sigaction action = {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  return sigaction(signal, &action, given) == 0;
}

}  // namespace

sigset_t interrupts() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : ending_signals) {
    if (is_interrupt(signal)) sigaddset(&signals, signal);
  }
  return signals;
}

void block_signals() {
  const sigset_t signals = signals_that_end();
  sigprocmask(SIG_BLOCK, &signals, &given_mask);
}

void restore_signals() { sigprocmask(SIG_SETMASK, &given_mask, nullptr); }

bool catch_signals(base::Nanoseconds timeout, Output& output) {
  line_output = &output;
  snapshot.timeout = timeout;
  bool is_caught = true;
  for (std::size_t i = 0; i < std::size(ending_signals); ++i) {
    is_caught = catch_signal(ending_signals[i], &given_actions[i]) && is_caught;
  }
  return is_caught;
}

void unblock_signals() {
  const sigset_t signals = signals_that_end();
  sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  if (pending_signal == SIGALRM) pending_signal = 0;
}

void note_timer() { pending_signal = outweigh(pending_signal, SIGALRM); }

void let_alarm_kill() {
  const sigset_t blocked = interrupts();
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
  signal(SIGALRM, SIG_DFL);
}

void catch_alarm() {
  const sigset_t blocked = interrupts();
  catch_signal(SIGALRM, nullptr);
  sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
}

void release_signals() {
  // execve(2) itself resets the caught signals, so that no interrupt is lost.
  for (std::size_t i = 0; i < std::size(ending_signals); ++i) {
    if (given_actions[i].sa_handler == SIG_IGN) signal(ending_signals[i], SIG_IGN);
  }
  current_phase = Phase::execute;
  if (is_interrupted()) exit_by_signal(pending_signal);  // that the time is up no longer matters
  restore_signals();
}

void exit_by_signal(int signal) {
  const Phase phase = current_phase;
  current_phase = Phase::nothing;  // one line, whatever arrives meanwhile
  compiler_fence();
  Report line;
  report_end(line, snapshot, phase, signal);
  line_output->print(line, true);
  _exit(1);
}

void exit_if_signalled() {
  if (pending_signal != 0) exit_by_signal(pending_signal);
}

bool is_interrupted() { return is_interrupt(pending_signal); }

void set_target(const char* word) {
  snapshot.word = word;
  snapshot.address[0] = '\0';
  snapshot.last_line = nullptr;
}

void set_last_line(const base::Text& line) {
  snapshot.address[0] = '\0';
  snapshot.last_line = &line;
}

void set_address(std::string_view address) {
  base::Text text(snapshot.address, sizeof snapshot.address - 1);
  text.append(address);
  snapshot.address[text.size()] = '\0';
}

void note_answer(std::string_view part) {
  const std::string_view before = snapshot.answer;
  const bool continues = before.data() + before.size() == part.data();
  if (!continues) snapshot.answer = {part.data(), 0};
  compiler_fence();  // the handler never sees the start of one answer with the size of another
  snapshot.answer = {snapshot.answer.data(), snapshot.answer.size() + part.size()};
  compiler_fence();
}

void set_phase(Phase phase) {
  if (phase <= Phase::connect) {
    current_phase = Phase::nothing;
    compiler_fence();
    snapshot.answer = {};
  }
  compiler_fence();
  current_phase = phase;
  if (phase != Phase::nothing) exit_if_signalled();
}

}  // namespace probe
