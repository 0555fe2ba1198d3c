// What init decides, one decision a row.
#include <string>
#include <vector>

#include "doctest.h"
#include "init/log.h"
#include "init/step.h"

namespace {

using namespace init;

constexpr int exited(int code) { return code << 8; }
constexpr int ended_by(int signal) { return signal; }

constexpr State in(Phase phase) {
  State state;
  state.phase = phase;
  return state;
}

/// A step as text: "TERM to group, wake after 8 s, terminating".
std::string text_of(const Step& step) {
  constexpr const char* scopes[] = {"program", "group", "everyone"};
  constexpr const char* phases[] = {"running", "draining", "terminating", "killing", "lingering", "pausing"};
  std::string text = step.is_reported ? "report, " : "";
  for (const Action& action : step) {
    base::TextOf<16> name;
    put_signal(name, action.signal);
    switch (action.kind) {
      case Action::Kind::send:
        text += std::string(name.view()) + " to " + scopes[static_cast<int>(action.scope)];
        text += action.is_queued ? " queued, " : ", ";
        break;
      case Action::Kind::give_terminal: text += "give terminal, "; break;
      case Action::Kind::suspend_self: text += "suspend self, "; break;
    }
  }
  if (step.exits) text += "exit with " + std::to_string(step.state.exit_code) + ", ";
  if (step.wake_after == base::never) text += "never wake, ";
  if (step.wake_after >= 0 && step.wake_after != base::never) {
    text += "wake after " + std::to_string(step.wake_after / base::second) + " s, ";
  }
  return text + phases[static_cast<int>(step.state.phase)];
}

Settings with(void (*change)(Settings&)) {
  Settings settings;
  change(settings);
  return settings;
}

const Settings plain;
const Settings group = with([](Settings& s) { s.scope = Scope::group; });
const Settings all = with([](Settings& s) { s.scope = Scope::everyone; });
const Settings all_as_pid1 = with([](Settings& s) {
  s.scope = Scope::everyone;
  s.is_pid1 = true;
});
const Settings kill_after = with([](Settings& s) { s.kill_after = 8 * base::second; });
const Settings kill_group = with([](Settings& s) {
  s.kill_after = 8 * base::second;
  s.scope = Scope::group;
});
const Settings kill_all = with([](Settings& s) {
  s.kill_after = 8 * base::second;
  s.scope = Scope::everyone;
  s.is_pid1 = true;
});
const Settings drain = with([](Settings& s) { s.drain = 5 * base::second; });
const Settings drain_and_kill = with([](Settings& s) {
  s.drain = 5 * base::second;
  s.kill_after = 8 * base::second;
});
const Settings linger = with([](Settings& s) { s.linger = 3 * base::second; });
const Settings linger_as_pid1 = with([](Settings& s) {
  s.linger = 3 * base::second;
  s.is_pid1 = true;
});
const Settings term_to_quit = with([](Settings& s) {
  s.rewrite.change(SIGTERM, SIGQUIT);
  s.kill_after = base::second;
});
const Settings hup_to_term = with([](Settings& s) {
  s.rewrite.change(SIGHUP, SIGTERM);
  s.kill_after = base::second;
});
const Settings term_to_usr1 = with([](Settings& s) {
  s.rewrite.change(SIGTERM, SIGUSR1);
  s.drain = base::second;
});
const Settings no_term = with([](Settings& s) {
  s.rewrite.change(SIGTERM, 0);
  s.drain = s.kill_after = base::second;
});
const Settings quit_stops = with([](Settings& s) {
  s.stop_signals = bit_of(SIGQUIT) | bit_of(40);
  s.drain = 5 * base::second;
});
const Settings group_and_linger = with([](Settings& s) {
  s.scope = Scope::group;
  s.linger = 3 * base::second;
  s.is_pid1 = true;
});
const Settings as_pid1 = with([](Settings& s) { s.is_pid1 = true; });
const Settings as_leader = with([](Settings& s) { s.is_session_leader = true; });
const Settings pause = with([](Settings& s) { s.pause = true; });
const Settings warn = with([](Settings& s) { s.warn_on_reap = true; });
const Settings job = with([](Settings& s) { s.has_terminal = s.is_stdin_terminal = true; });
const Settings job_without_stdin = with([](Settings& s) { s.has_terminal = true; });
const Settings job_as_pid1 =
    with([](Settings& s) { s.has_terminal = s.is_stdin_terminal = s.is_pid1 = true; });

State holding_term() {
  State state = in(Phase::draining);
  state.held = SIGTERM;
  return state;
}

State lingering_with_3() {
  State state = in(Phase::lingering);
  state.exit_code = 3;
  return state;
}

State while_suspended(Phase phase) {
  State state = in(phase);
  state.is_suspended = true;
  state.held = phase == Phase::draining ? SIGTERM : 0;
  return state;
}

/// PROGRAM runs on after a stop signal.
State after_asking(Asked asked, Phase phase = Phase::terminating) {
  State state = in(phase);
  state.asked = asked;
  state.sent = bit_of(SIGTERM);
  return state;
}

/// PROGRAM's process group was asked to exit, and then KILL was sent to it.
State after_killing_group() {
  State state = after_asking(Asked::group);
  state.sent |= bit_of(SIGKILL);
  return state;
}

Event queued(int signal) {
  Event event = got(signal);
  event.is_queued = true;
  return event;
}

TEST_CASE("one event, one step") {
  struct {
    const char* what;
    const Settings& settings;
    State state;
    Event event;
    const char* step;
  } const rows[] = {
      {"a stop signal", plain, in(Phase::running), got(SIGTERM), "TERM to program, never wake, terminating"},
      {"INT is a stop signal", plain, in(Phase::running), got(SIGINT),
       "INT to program, never wake, terminating"},
      {"a QUIT, as for a thread dump, asks nobody to stop", kill_after, in(Phase::running), got(SIGQUIT),
       "QUIT to program, running"},
      {"--stop-signal: the drain holds it back", quit_stops, in(Phase::running), got(SIGQUIT),
       "wake after 5 s, draining"},
      {"--stop-signal: also a real-time signal", quit_stops, in(Phase::terminating), got(40),
       "RTMIN+6 to program, terminating"},
      {"--stop-signal: TERM is none then", quit_stops, in(Phase::running), got(SIGTERM),
       "TERM to program, running"},
      {"a stop signal, with --group", group, in(Phase::running), got(SIGTERM),
       "TERM to group, never wake, terminating"},
      {"--all, not as PID 1: to the group", all, in(Phase::running), got(SIGTERM),
       "TERM to group, never wake, terminating"},
      {"--all as PID 1", all_as_pid1, in(Phase::running), got(SIGTERM),
       "TERM to everyone, never wake, terminating"},
      {"a stop signal, with --kill-after", kill_after, in(Phase::running), got(SIGTERM),
       "TERM to program, wake after 8 s, terminating"},
      {"a second one does not change the deadline", kill_after, in(Phase::terminating), got(SIGTERM),
       "TERM to program, terminating"},
      {"after KILL, stop signals are still forwarded", kill_after, in(Phase::killing), got(SIGINT),
       "INT to program, killing"},
      {"another signal does not start --kill-after", kill_after, in(Phase::running), got(SIGHUP),
       "HUP to program, running"},
      {"--kill-after is over", kill_after, in(Phase::terminating), expired,
       "report, KILL to program, killing"},
      {"with --group", kill_group, in(Phase::terminating), expired,
       "report, KILL to group, KILL to program, killing"},
      {"with --all", kill_all, in(Phase::terminating), expired,
       "report, KILL to everyone, KILL to program, killing"},
      {"an ABRT", plain, in(Phase::running), got(SIGABRT), "ABRT to program, running"},
      {"a real-time signal", plain, in(Phase::running), got(37), "RTMIN+3 to program, running"},
      {"a signal with a value", plain, in(Phase::running), queued(37), "RTMIN+3 to program queued, running"},
      {"a CHLD", plain, in(Phase::running), got(SIGCHLD), "CHLD to program, running"},
      {"a rewritten stop signal", term_to_quit, in(Phase::running), got(SIGTERM),
       "QUIT to program, wake after 1 s, terminating"},
      {"a signal that is rewritten to a stop signal", hup_to_term, in(Phase::running), got(SIGHUP),
       "TERM to program, wake after 1 s, terminating"},
      {"a stop signal that is dropped", no_term, in(Phase::running), got(SIGTERM), "running"},
      {"a second one that is dropped does not end the drain", no_term, in(Phase::draining), got(SIGTERM),
       "draining"},
      {"--drain holds TERM back", drain, in(Phase::running), got(SIGTERM), "wake after 5 s, draining"},
      {"--drain holds the signal back that is sent instead of TERM", term_to_usr1, in(Phase::running),
       got(SIGTERM), "wake after 1 s, draining"},
      {"--drain holds whichever stop signal is first", drain, in(Phase::running), got(SIGINT),
       "wake after 5 s, draining"},
      {"--drain does not hold a QUIT back", drain, in(Phase::running), got(SIGQUIT),
       "QUIT to program, running"},
      {"--drain is over", drain, holding_term(), expired, "TERM to program, never wake, terminating"},
      {"--drain is over, and --kill-after starts", drain_and_kill, holding_term(), expired,
       "TERM to program, wake after 8 s, terminating"},
      {"a second TERM ends the drain", drain, holding_term(), got(SIGTERM),
       "TERM to program, never wake, terminating"},
      {"an INT ends the drain and is sent after the TERM", drain, holding_term(), got(SIGINT),
       "TERM to program, INT to program, never wake, terminating"},
      {"a HUP in the drain is forwarded", drain, holding_term(), got(SIGHUP), "HUP to program, draining"},
      {"PROGRAM exits in the drain", drain, holding_term(), program_died(exited(3)), "exit with 3, draining"},
      {"PROGRAM exits", plain, in(Phase::running), program_died(exited(3)), "exit with 3, running"},
      {"a signal ends PROGRAM", plain, in(Phase::terminating), program_died(ended_by(SIGTERM)),
       "exit with 143, terminating"},
      {"a signal ends PROGRAM, with a core file", plain, in(Phase::running),
       program_died(ended_by(SIGSEGV) | 0x80), "exit with 139, running"},
      {"the last signal ends PROGRAM", plain, in(Phase::running), program_died(ended_by(64)),
       "exit with 192, running"},
      {"PROGRAM exits, with --linger", linger, in(Phase::running), program_died(exited(3)),
       "TERM to group, wake after 3 s, lingering"},
      {"PROGRAM exits, with --linger as PID 1", linger_as_pid1, in(Phase::terminating),
       program_died(exited(3)), "TERM to everyone, wake after 3 s, lingering"},
      {"after KILL, the processes that PROGRAM left are asked", linger, in(Phase::killing),
       program_died(ended_by(SIGKILL)), "TERM to group, wake after 3 s, lingering"},
      {"those that were asked with PROGRAM are not asked again", linger, after_asking(Asked::group),
       program_died(exited(3)), "wake after 3 s, lingering"},
      {"so with --all", linger_as_pid1, after_asking(Asked::everyone), program_died(exited(3)),
       "wake after 3 s, lingering"},
      {"so with --group as PID 1", group_and_linger, after_asking(Asked::group), program_died(exited(3)),
       "wake after 3 s, lingering"},
      {"after KILL to the group that was asked, the others are", group_and_linger, after_killing_group(),
       program_died(ended_by(SIGKILL)), "TERM to everyone, wake after 3 s, lingering"},
      {"if only PROGRAM was asked, they are", linger_as_pid1, after_asking(Asked::program),
       program_died(exited(3)), "TERM to everyone, wake after 3 s, lingering"},
      {"--linger is over", linger, lingering_with_3(), expired, "KILL to group, exit with 3, lingering"},
      {"--linger is over, as PID 1", linger_as_pid1, lingering_with_3(), expired,
       "KILL to everyone, exit with 3, lingering"},
      {"no child is left while lingering", linger, lingering_with_3(), no_children, "lingering"},
      {"no process is left while lingering", linger, lingering_with_3(), no_process_left,
       "exit with 3, lingering"},
      {"PID 1 may not kill PROGRAM", as_pid1, in(Phase::killing), kill_refused,
       "report, exit with 137, killing"},
      {"another init may not kill PROGRAM", plain, in(Phase::killing), kill_refused, "killing"},
      {"what is left may not be killed", linger_as_pid1, lingering_with_3(), kill_refused, "lingering"},
      {"a stop signal while lingering", linger, lingering_with_3(), got(SIGTERM), "lingering"},
      {"another signal while lingering", linger, lingering_with_3(), got(SIGUSR1), "lingering"},
      {"an orphan exits", plain, in(Phase::running), orphan_died(17), "running"},
      {"an orphan exits, with --warn-on-reap", warn, in(Phase::running), orphan_died(17), "report, running"},
      {"an orphan exits while lingering, with --warn-on-reap", warn, lingering_with_3(), orphan_died(17),
       "report, lingering"},
      {"no child is left, and PROGRAM was not reaped", plain, in(Phase::running), no_children,
       "exit with 125, running"},
      {"--pause: TERM", pause, initial_state(pause), got(SIGTERM), "exit with 0, pausing"},
      {"--pause: INT", pause, initial_state(pause), got(SIGINT), "exit with 0, pausing"},
      {"--pause: QUIT", pause, initial_state(pause), got(SIGQUIT), "pausing"},
      {"--pause: HUP", pause, initial_state(pause), got(SIGHUP), "pausing"},
      {"--pause: no child is left", pause, initial_state(pause), no_children, "pausing"},
      {"suspended without a terminal: whoever started init can continue it", plain, in(Phase::running),
       suspended(SIGTSTP, false), "running"},
      {"TTIN suspends no PID 1", as_pid1, in(Phase::running), suspended(SIGTTIN, false),
       "CONT to group, running"},
      {"nor TTOU", as_pid1, in(Phase::draining), suspended(SIGTTOU, false), "CONT to group, draining"},
      {"nor TSTP", as_pid1, in(Phase::killing), suspended(SIGTSTP, false), "CONT to group, killing"},
      {"nor what leads its session", as_leader, in(Phase::running), suspended(SIGTTIN, false),
       "CONT to group, running"},
      {"STOP does", as_pid1, in(Phase::running), suspended(SIGSTOP, false), "running"},
      {"but not after a stop signal", as_pid1, in(Phase::terminating), suspended(SIGSTOP, false),
       "CONT to group, terminating"},
      {"nor does anything that nobody sees", plain, in(Phase::terminating), suspended(SIGTSTP, false),
       "CONT to group, terminating"},
      {"a stop signal, and PROGRAM is suspended", plain, while_suspended(Phase::running), got(SIGTERM),
       "TERM to program, CONT to group, never wake, terminating"},
      {"a second one", plain, while_suspended(Phase::terminating), got(SIGTERM),
       "TERM to program, CONT to group, terminating"},
      {"--drain is over, and PROGRAM is suspended", drain, while_suspended(Phase::draining), expired,
       "TERM to program, CONT to group, never wake, terminating"},
      {"another signal, and PROGRAM is suspended", plain, while_suspended(Phase::running), got(SIGHUP),
       "HUP to program, running"},
      {"Ctrl-Z, and a shell started init", job, in(Phase::running), suspended(SIGTSTP, false),
       "suspend self, running"},
      {"suspended by a read in the background", job, in(Phase::running), suspended(SIGTTIN, false),
       "suspend self, running"},
      {"suspended by a read, and in the foreground since", job, in(Phase::running), suspended(SIGTTIN, true),
       "give terminal, CONT to group, running"},
      {"Ctrl-Z that init got", job, in(Phase::running), suspended(SIGTSTP, true), "suspend self, running"},
      {"Ctrl-Z after an INT that PROGRAM survived", job, in(Phase::terminating), suspended(SIGTSTP, false),
       "suspend self, terminating"},
      {"Ctrl-Z that PID 1 got", job_as_pid1, in(Phase::running), suspended(SIGTSTP, true),
       "CONT to group, running"},
      {"PROGRAM of PID 1 reads, and is not in the foreground", job_as_pid1, in(Phase::running),
       suspended(SIGTTIN, true), "give terminal, CONT to group, running"},
      {"the shell continues init", job, in(Phase::running), got(SIGCONT),
       "give terminal, CONT to group, running"},
      {"the shell continues init, whose stdin is not the terminal", job_without_stdin, in(Phase::running),
       got(SIGCONT), "CONT to group, running"},
      {"CONT without a terminal", plain, in(Phase::running), got(SIGCONT), "CONT to program, running"},
      {"Ctrl-Z, and no shell started init: PID 1", job_as_pid1, in(Phase::running), suspended(SIGTSTP, false),
       "CONT to group, running"},
      {"a STOP is not undone", job_as_pid1, in(Phase::running), suspended(SIGSTOP, false), "running"},
      {"suspended while lingering", job, lingering_with_3(), suspended(SIGTSTP, false), "lingering"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(text_of(step(row.settings, row.state, row.event)) == row.step);
  }
}

TEST_CASE("a PROGRAM that was continued is not continued again") {
  const State suspended_once = step(plain, State{}, suspended(SIGTSTP, false)).state;
  CHECK(suspended_once.is_suspended);
  const State continued = step(plain, suspended_once, got(SIGCONT)).state;
  CHECK(text_of(step(plain, continued, got(SIGTERM))) == "TERM to program, never wake, terminating");
  const State stopped = step(plain, suspended_once, got(SIGTERM)).state;
  CHECK(text_of(step(plain, stopped, got(SIGTERM))) == "TERM to program, terminating");
}

TEST_CASE("who was asked to exit") {
  CHECK(step(plain, State{}, got(SIGTERM)).state.asked == Asked::program);
  CHECK(step(plain, State{}, got(SIGHUP)).state.asked == Asked::none);
  CHECK(step(group, State{}, got(SIGTERM)).state.asked == Asked::group);
  CHECK(step(all, State{}, got(SIGTERM)).state.asked == Asked::group);
  CHECK(step(all_as_pid1, State{}, got(SIGTERM)).state.asked == Asked::everyone);
  CHECK(step(drain, State{}, got(SIGTERM)).state.asked == Asked::none);
  CHECK(step(drain, holding_term(), expired).state.asked == Asked::program);
}

TEST_CASE("every signal is forwarded as it came") {
  for (int signal = 1; signal <= last_signal; ++signal) {
    CAPTURE(signal);
    const Step next = step(plain, State{}, got(signal));
    REQUIRE(next.count == 1);
    CHECK(next.actions[0].kind == Action::Kind::send);
    CHECK(next.actions[0].signal == signal);
    CHECK(next.state.sent == bit_of(signal));
  }
}

TEST_CASE("init exits with PROGRAM's exit code, as remapped") {
  Settings settings;
  settings.exit_codes.change(3, 0);
  settings.exit_codes.change(7, 3);  // not on to 0: a code is changed once
  settings.exit_codes.change(137, 9);
  settings.exit_codes_if_sent.change(128 + SIGTERM, 0);
  settings.exit_codes_if_sent.change(128 + SIGINT, 7);
  settings.exit_codes_if_sent.change(128 + last_signal, 5);
  settings.exit_codes_if_sent.change(128 + last_signal + 1, 6);
  struct {
    int status;
    std::uint64_t sent;
    int exit_code;
  } const rows[] = {
      {exited(0), 0, 0},
      {exited(3), 0, 0},
      {exited(7), bit_of(SIGINT), 3},
      {exited(4), 0, 4},
      {exited(255), 0, 255},
      {ended_by(SIGKILL), 0, 9},
      {ended_by(SIGTERM), 0, 143},
      {ended_by(SIGTERM), bit_of(SIGINT), 143},
      {ended_by(SIGTERM), bit_of(SIGTERM), 0},
      {exited(143), bit_of(SIGTERM), 0},
      {exited(143), 0, 143},
      {exited(130), bit_of(SIGTERM) | bit_of(SIGINT), 7},
      {exited(128), ~std::uint64_t{0}, 128},
      {exited(193), ~std::uint64_t{0}, 193},
      {exited(192), ~std::uint64_t{0}, 5},
      {ended_by(last_signal), bit_of(last_signal), 5},
      {ended_by(last_signal), ~bit_of(last_signal), 192},
  };
  for (const auto& row : rows) {
    CAPTURE(row.status);
    CHECK(exit_code_of(settings, row.status, row.sent) == row.exit_code);
  }
}

static_assert(step(Settings{}, State{}, got(SIGTERM)).state.phase == Phase::terminating);
static_assert(step(Settings{}, State{}, program_died(exited(7))).state.exit_code == 7);

TEST_CASE("a line says what happened and what is done about it") {
  const Settings verbose = with([](Settings& s) { s.verbose = true; });
  const Settings verbose_linger = with([](Settings& s) {
    s.verbose = true;
    s.linger = base::second;
  });
  Event sent_by_12 = got(SIGTERM);
  sent_by_12.pid = 12;
  Event orphan = orphan_died(17);
  orphan.status = ended_by(SIGKILL);
  struct {
    const Settings& settings;
    State state;
    Event event;
    const char* line;  // empty: none is written
  } const rows[] = {
      {plain, in(Phase::running), got(SIGTERM), ""},
      {plain, in(Phase::running), orphan_died(17), ""},
      {warn, in(Phase::running), orphan_died(17), "reaped 17, exit code 0"},
      {warn, in(Phase::running), orphan, "reaped 17, by KILL"},
      {warn, in(Phase::running), program_died(exited(3)), ""},
      {kill_after, in(Phase::terminating), expired, "time is up; sending KILL to PROGRAM"},
      {verbose, in(Phase::running), sent_by_12, "got TERM from 12; sending TERM to PROGRAM"},
      {verbose, in(Phase::running), got(40), "got RTMIN+6; sending RTMIN+6 to PROGRAM"},
      {verbose, in(Phase::running), program_died(exited(3)), "PROGRAM ended, exit code 3; exiting"},
      {verbose_linger, in(Phase::running), program_died(ended_by(SIGSEGV)),
       "PROGRAM ended, by SEGV; sending TERM to its group"},
      {verbose, in(Phase::lingering), no_children, "no child is left"},
      {verbose, in(Phase::lingering), no_process_left, "no process is left; exiting"},
      {as_pid1, in(Phase::killing), kill_refused, "may not kill PROGRAM; exiting"},
      {verbose, in(Phase::running), suspended(SIGTSTP, false), "PROGRAM suspended by TSTP"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.line);
    base::TextOf<256> line;
    const init::Step next = step(row.settings, row.state, row.event);
    const bool is_written = is_logged(row.settings, next);
    describe(line, row.event, next);
    CHECK(is_written == (*row.line != '\0'));
    if (is_written) CHECK(line.view() == row.line);
  }
}

}  // namespace
