// What init decides, a row a decision.
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

/// A step in words: "TERM to group, leave, wake after 8 s, -> stopping".
std::string words(const Step& step) {
  constexpr const char* targets[] = {"program", "group", "everyone"};
  constexpr const char* phases[] = {"running", "draining", "stopping", "killing", "lingering", "pausing"};
  std::string text;
  for (const Action& action : step) {
    base::TextOf<16> name;
    if (action.kind == Action::Kind::send) name_signal(action.signal, name);
    switch (action.kind) {
      case Action::Kind::send:
        text += std::string(name.view()) + " to " + targets[static_cast<int>(action.target)];
        text += action.is_queued ? " queued, " : ", ";
        break;
      case Action::Kind::note: text += "note, "; break;
      case Action::Kind::give_terminal: text += "give terminal, "; break;
      case Action::Kind::stop_self: text += "stop self, "; break;
      case Action::Kind::leave: text += "leave with " + std::to_string(step.state.exit_code) + ", "; break;
    }
  }
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
const Settings group = with([](Settings& s) { s.target = Target::group; });
const Settings all = with([](Settings& s) { s.target = Target::everyone; });
const Settings all_as_pid1 = with([](Settings& s) { s.target = Target::everyone, s.is_pid1 = true; });
const Settings kill_after = with([](Settings& s) { s.kill_after = 8 * base::second; });
const Settings kill_group =
    with([](Settings& s) { s.kill_after = 8 * base::second, s.target = Target::group; });
const Settings kill_all =
    with([](Settings& s) { s.kill_after = 8 * base::second, s.target = Target::everyone, s.is_pid1 = true; });
const Settings drain = with([](Settings& s) { s.drain = 5 * base::second; });
const Settings drain_and_kill =
    with([](Settings& s) { s.drain = 5 * base::second, s.kill_after = 8 * base::second; });
const Settings linger = with([](Settings& s) { s.linger = 3 * base::second; });
const Settings linger_as_pid1 = with([](Settings& s) { s.linger = 3 * base::second, s.is_pid1 = true; });
const Settings term_to_quit =
    with([](Settings& s) { s.rewrite.change(SIGTERM, SIGQUIT), s.kill_after = base::second; });
const Settings hup_to_term =
    with([](Settings& s) { s.rewrite.change(SIGHUP, SIGTERM), s.kill_after = base::second; });
const Settings term_to_usr1 =
    with([](Settings& s) { s.rewrite.change(SIGTERM, SIGUSR1), s.drain = base::second; });
const Settings no_term =
    with([](Settings& s) { s.rewrite.change(SIGTERM, 0), s.drain = s.kill_after = base::second; });
const Settings pause = with([](Settings& s) { s.pause = true; });
const Settings warn = with([](Settings& s) { s.warn_on_reap = true; });
const Settings job = with([](Settings& s) { s.has_terminal = true; });
const Settings job_as_pid1 = with([](Settings& s) { s.has_terminal = s.is_pid1 = true; });
const Settings job_as_leader = with([](Settings& s) { s.has_terminal = s.is_session_leader = true; });

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

State asked_to_stop_job() {
  State state;
  state.sent = bit_of(SIGTSTP);
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
      {"a stop", plain, in(Phase::running), got(SIGTERM), "TERM to program, never wake, stopping"},
      {"an interrupt is a stop", plain, in(Phase::running), got(SIGINT),
       "INT to program, never wake, stopping"},
      {"a quit is a stop", plain, in(Phase::running), got(SIGQUIT), "QUIT to program, never wake, stopping"},
      {"a stop to the group", group, in(Phase::running), got(SIGTERM), "TERM to group, never wake, stopping"},
      {"all is the group elsewhere", all, in(Phase::running), got(SIGTERM),
       "TERM to group, never wake, stopping"},
      {"all as PID 1", all_as_pid1, in(Phase::running), got(SIGTERM),
       "TERM to everyone, never wake, stopping"},
      {"a stop with a limit", kill_after, in(Phase::running), got(SIGTERM),
       "TERM to program, wake after 8 s, stopping"},
      {"a second stop restarts no clock", kill_after, in(Phase::stopping), got(SIGTERM),
       "TERM to program, stopping"},
      {"a third is forwarded too", kill_after, in(Phase::killing), got(SIGINT), "INT to program, killing"},
      {"no other signal starts it", kill_after, in(Phase::running), got(SIGHUP), "HUP to program, running"},
      {"time is up", kill_after, in(Phase::stopping), expired, "note, KILL to program, killing"},
      {"for the group", kill_group, in(Phase::stopping), expired,
       "note, KILL to group, KILL to program, killing"},
      {"for all", kill_all, in(Phase::stopping), expired, "note, KILL to everyone, KILL to program, killing"},
      {"an abort that somebody sent", plain, in(Phase::running), got(SIGABRT), "ABRT to program, running"},
      {"a real-time signal", plain, in(Phase::running), got(37), "RTMIN+3 to program, running"},
      {"with its value", plain, in(Phase::running), queued(37), "RTMIN+3 to program queued, running"},
      {"a SIGCHLD that somebody sent", plain, in(Phase::running), got(SIGCHLD), "CHLD to program, running"},
      {"rewritten", term_to_quit, in(Phase::running), got(SIGTERM),
       "QUIT to program, wake after 1 s, stopping"},
      {"rewritten to a stop", hup_to_term, in(Phase::running), got(SIGHUP),
       "TERM to program, wake after 1 s, stopping"},
      {"dropped", no_term, in(Phase::running), got(SIGTERM), "running"},
      {"dropped, and no second stop", no_term, in(Phase::draining), got(SIGTERM), "draining"},
      {"a drain holds TERM", drain, in(Phase::running), got(SIGTERM), "wake after 5 s, draining"},
      {"a drain holds what replaces it", term_to_usr1, in(Phase::running), got(SIGTERM),
       "wake after 1 s, draining"},
      {"a drain holds no INT", drain, in(Phase::running), got(SIGINT),
       "INT to program, never wake, stopping"},
      {"the drain is over", drain, holding_term(), expired, "TERM to program, never wake, stopping"},
      {"and the limit starts", drain_and_kill, holding_term(), expired,
       "TERM to program, wake after 8 s, stopping"},
      {"a second TERM ends the drain", drain, holding_term(), got(SIGTERM),
       "TERM to program, never wake, stopping"},
      {"an INT ends it and follows", drain, holding_term(), got(SIGINT),
       "TERM to program, INT to program, never wake, stopping"},
      {"a HUP passes it", drain, holding_term(), got(SIGHUP), "HUP to program, draining"},
      {"PROGRAM ends in the drain", drain, holding_term(), program_died(exited(3)), "leave with 3, draining"},
      {"PROGRAM ends", plain, in(Phase::running), program_died(exited(3)), "leave with 3, running"},
      {"by a signal", plain, in(Phase::stopping), program_died(ended_by(SIGTERM)),
       "leave with 143, stopping"},
      {"with a core", plain, in(Phase::running), program_died(ended_by(SIGSEGV) | 0x80),
       "leave with 139, running"},
      {"by the last signal", plain, in(Phase::running), program_died(ended_by(64)),
       "leave with 192, running"},
      {"PROGRAM ends, others linger", linger, in(Phase::running), program_died(exited(3)),
       "TERM to group, wake after 3 s, lingering"},
      {"as PID 1", linger_as_pid1, in(Phase::stopping), program_died(exited(3)),
       "TERM to everyone, wake after 3 s, lingering"},
      {"killed, nobody lingers", linger, in(Phase::killing), program_died(ended_by(SIGKILL)),
       "leave with 137, killing"},
      {"lingering is over", linger, lingering_with_3(), expired, "KILL to group, leave with 3, lingering"},
      {"as PID 1", linger_as_pid1, lingering_with_3(), expired, "KILL to everyone, leave with 3, lingering"},
      {"nobody lingers any more", linger, lingering_with_3(), alone, "leave with 3, lingering"},
      {"a stop changes nothing then", linger, lingering_with_3(), got(SIGTERM), "lingering"},
      {"nor does another signal", linger, lingering_with_3(), got(SIGUSR1), "lingering"},
      {"an orphan ends", plain, in(Phase::running), orphan_died(17), "running"},
      {"and is noted", warn, in(Phase::running), orphan_died(17), "note, running"},
      {"and is noted while lingering", warn, lingering_with_3(), orphan_died(17), "note, lingering"},
      {"PROGRAM is gone unseen", plain, in(Phase::running), alone, "leave with 125, running"},
      {"a pause ends by TERM", pause, initial_state(pause), got(SIGTERM), "leave with 0, pausing"},
      {"and by INT", pause, initial_state(pause), got(SIGINT), "leave with 0, pausing"},
      {"not by QUIT", pause, initial_state(pause), got(SIGQUIT), "pausing"},
      {"nor by HUP", pause, initial_state(pause), got(SIGHUP), "pausing"},
      {"nor for want of children", pause, initial_state(pause), alone, "pausing"},
      {"a stop without a terminal", plain, in(Phase::running), stopped(SIGTSTP, false), "running"},
      {"Ctrl-Z under a shell", job, in(Phase::running), stopped(SIGTSTP, false), "stop self, running"},
      {"reading in the background", job, in(Phase::running), stopped(SIGTTIN, false), "stop self, running"},
      {"brought to the foreground", job, in(Phase::running), stopped(SIGTTIN, true),
       "give terminal, CONT to group, running"},
      {"Ctrl-Z of init's own group", job, asked_to_stop_job(), stopped(SIGTSTP, true), "stop self, running"},
      {"with nobody above", job_as_pid1, asked_to_stop_job(), stopped(SIGTSTP, true),
       "give terminal, CONT to group, running"},
      {"continued by the shell", job, in(Phase::running), got(SIGCONT),
       "give terminal, CONT to group, running"},
      {"continued without a terminal", plain, in(Phase::running), got(SIGCONT), "CONT to program, running"},
      {"Ctrl-Z with nobody above", job_as_pid1, in(Phase::running), stopped(SIGTSTP, false),
       "CONT to group, running"},
      {"the same as a session's leader", job_as_leader, in(Phase::running), stopped(SIGTSTP, false),
       "CONT to group, running"},
      {"a stop that was asked for stays", job_as_pid1, asked_to_stop_job(), stopped(SIGTSTP, false),
       "running"},
      {"and so does a SIGSTOP", job_as_pid1, in(Phase::running), stopped(SIGSTOP, false), "running"},
      {"a stop while lingering", job, lingering_with_3(), stopped(SIGTSTP, false), "lingering"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(words(step(row.settings, row.state, row.event)) == row.step);
  }
}

TEST_CASE("every signal is sent on as it came") {
  for (int signal = 1; signal <= last_signal; ++signal) {
    CAPTURE(signal);
    const Step next = step(plain, State{}, got(signal));
    REQUIRE(next.count == 1);
    CHECK(next.actions[0].kind == Action::Kind::send);
    CHECK(next.actions[0].signal == signal);
    CHECK(next.state.sent == bit_of(signal));
  }
}

TEST_CASE("exit codes are PROGRAM's, as remapped") {
  Settings settings;
  settings.exit_codes.change(3, 0);
  settings.exit_codes.change(7, 3);  // not on to 0: a code is changed once
  settings.exit_codes.change(137, 9);
  settings.exit_codes_if_sent.change(128 + SIGTERM, 0);
  settings.exit_codes_if_sent.change(128 + SIGINT, 7);
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
      {exited(192), ~std::uint64_t{0}, 192},
  };
  for (const auto& row : rows) {
    CAPTURE(row.status);
    CHECK(exit_code_of(settings, row.status, row.sent) == row.exit_code);
  }
}

static_assert(step(Settings{}, State{}, got(SIGTERM)).state.phase == Phase::stopping);
static_assert(step(Settings{}, State{}, program_died(exited(7))).state.exit_code == 7);

TEST_CASE("lines say what happened and what is done") {
  const Settings verbose = with([](Settings& s) { s.verbose = true; });
  const Settings verbose_linger = with([](Settings& s) { s.verbose = true, s.linger = base::second; });
  Event sent_by_12 = got(SIGTERM);
  sent_by_12.pid = 12;
  Event orphan = orphan_died(17);
  orphan.status = ended_by(SIGKILL);
  struct {
    const Settings& settings;
    State state;
    Event event;
    const char* line;  // empty: nothing is said
  } const rows[] = {
      {plain, in(Phase::running), got(SIGTERM), ""},
      {plain, in(Phase::running), orphan_died(17), ""},
      {warn, in(Phase::running), orphan_died(17), "reaped 17, exit code 0"},
      {warn, in(Phase::running), orphan, "reaped 17, by KILL"},
      {warn, in(Phase::running), program_died(exited(3)), ""},
      {kill_after, in(Phase::stopping), expired, "time is up; sending KILL to PROGRAM"},
      {verbose, in(Phase::running), sent_by_12, "got TERM from 12; sending TERM to PROGRAM"},
      {verbose, in(Phase::running), got(40), "got RTMIN+6; sending RTMIN+6 to PROGRAM"},
      {verbose, in(Phase::running), program_died(exited(3)), "PROGRAM ended, exit code 3; leaving"},
      {verbose_linger, in(Phase::running), program_died(ended_by(SIGSEGV)),
       "PROGRAM ended, by SEGV; sending TERM to its group"},
      {verbose, in(Phase::lingering), alone, "nobody is left; leaving"},
      {verbose, in(Phase::running), stopped(SIGTSTP, false), "PROGRAM stopped, TSTP"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.line);
    base::TextOf<256> line;
    const init::Step next = step(row.settings, row.state, row.event);
    const bool is_said = is_worth_saying(row.settings, next);
    describe(line, row.event, next);
    CHECK(is_said == (*row.line != '\0'));
    if (is_said) CHECK(line.view() == row.line);
  }
}

}  // namespace
