// The handler, and what it reads.
#include "probe/os/signals.h"

#include <csignal>

#include "base/os/handler.h"
#include "base/os/output.h"
#include "base/os/process_calls.h"
#include "base/os/signal_calls.h"
#include "base/os/thread_word.h"
#include "probe/ending.h"

namespace probe {

namespace system = base::system;

namespace {

SignalState& state() { return *static_cast<SignalState*>(*base::thread_word()); }

/// Keeps the compiler from moving what is written to the snapshot past a change of the phase. (This is what
/// std::atomic_signal_fence does; musl's headers and <atomic> do not go together.)
void compiler_fence() { __atomic_signal_fence(__ATOMIC_SEQ_CST); }

void handle(int signal, siginfo_t* info, void* /*context*/) {
  if (!ends_probe(signal, info->si_code)) return;
  state().pending = outweigh(state().pending, signal);
  if (state().phase != Phase::nothing) exit_by_signal(state().pending);
}

}  // namespace

void block_signals(SignalState& state) {
  *base::thread_word() = &state;
  system::change_signal_mask(SIG_BLOCK, ending_set | signals_of_output, &state.given_mask);
}

void restore_signals(base::SignalSet blocked) {
  system::set_signal_mask(state().given_mask | blocked, nullptr);
}

bool catch_signals(base::Nanoseconds timeout, Output& output) {
  state().output = &output;
  state().snapshot.timeout = timeout;
  bool is_caught = true;
  for (const int signal : ending_signals) {
    system::KernelAction given;
    is_caught = base::catch_signal(signal, handle, &given) == 0 && is_caught;
    if (given.handler == SIG_IGN) state().ignored |= base::bit_of(signal);
  }
  return is_caught;
}

void unblock_signals() {
  system::change_signal_mask(SIG_UNBLOCK, ending_set, nullptr);
  if (state().pending == SIGALRM) state().pending = 0;
}

void note_timer() { state().pending = outweigh(state().pending, SIGALRM); }

void let_alarm_kill() {
  system::change_signal_mask(SIG_BLOCK, interrupts, nullptr);
  system::sigaction(SIGALRM, {.handler = SIG_DFL}, nullptr);
}

void catch_alarm() {
  base::catch_signal(SIGALRM, handle, nullptr);
  system::change_signal_mask(SIG_UNBLOCK, interrupts, nullptr);
}

void release_signals() {
  // execve(2) itself resets the caught signals, so that no interrupt is lost.
  for (const int signal : ending_signals) {
    if ((state().ignored & base::bit_of(signal)) != 0)
      system::sigaction(signal, {.handler = SIG_IGN}, nullptr);
  }
  const base::KernelTime at_once;
  while (system::sigtimedwait(signals_of_output, nullptr, &at_once) > 0) {
  }
  state().phase = Phase::execute;
  if (is_interrupted()) exit_by_signal(state().pending);  // that the time is up no longer matters
  restore_signals();
}

void exit_by_signal(int signal) {
  const Phase phase = state().phase;
  state().phase = Phase::nothing;  // one line, whatever arrives meanwhile
  compiler_fence();
  Report line;
  report_end(line, state().snapshot, phase, signal);
  state().output->print(line, true);
  base::exit_process(1);
}

void exit_if_signalled() {
  if (state().pending != 0) exit_by_signal(state().pending);
}

bool is_interrupted() { return is_interrupt(state().pending); }

void set_target(const char* word) {
  state().snapshot.word = word;
  state().snapshot.address[0] = '\0';
  state().snapshot.last_line = nullptr;
}

void set_last_line(const base::Text& line) {
  state().snapshot.address[0] = '\0';
  state().snapshot.last_line = &line;
}

void set_address(std::string_view address) {
  base::Text text(state().snapshot.address, sizeof state().snapshot.address - 1);
  text.append(address);
  state().snapshot.address[text.size()] = '\0';
}

void note_answer(std::string_view part) {
  const std::string_view before = state().snapshot.answer;
  const bool continues = before.data() + before.size() == part.data();
  if (!continues) state().snapshot.answer = {part.data(), 0};
  compiler_fence();  // the handler never sees the start of one answer with the size of another
  state().snapshot.answer = {state().snapshot.answer.data(), state().snapshot.answer.size() + part.size()};
  compiler_fence();
}

void set_phase(Phase phase) {
  if (phase <= Phase::connect) {
    state().phase = Phase::nothing;
    compiler_fence();
    state().snapshot.answer = {};
  }
  compiler_fence();
  state().phase = phase;
  if (phase != Phase::nothing) exit_if_signalled();
}

}  // namespace probe
