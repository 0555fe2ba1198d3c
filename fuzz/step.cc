// Every sequence of events, under all settings, keeps init's promises. The fuzzer tries every signal, status
// and mix of rewritten signals; tests/unit/init_walk_test.cc walks a few of them to the end.
#include "init/step.h"

#include "fuzz/support.h"
#include "init/log.h"
#include "tests/unit/init_promises.h"

namespace {

using namespace init;

Settings settings_of(fuzz::Input& input) {
  Settings settings;
  const unsigned mix = input.number();
  settings.kill_after = (mix & 1) != 0 ? 8 * base::second : 0;
  settings.drain = (mix & 2) != 0 ? 5 * base::second : 0;
  settings.linger = (mix & 4) != 0 ? 3 * base::second : 0;
  settings.is_pid1 = (mix & 8) != 0;
  settings.has_terminal = (mix & 16) != 0;
  settings.is_session_leader = (mix & 32) != 0;
  settings.warn_on_reap = (mix & 64) != 0;
  settings.pause = (mix & 128) != 0;
  settings.is_stdin_terminal = settings.has_terminal && (mix & 2048) != 0;
  if ((mix & 4096) != 0) settings.stop_signals = bit_of(1 + input.byte() % last_signal) | bit_of(SIGTERM);
  settings.scope = static_cast<Scope>((mix >> 8) % 3);
  for (unsigned count = input.byte() % 4; count > 0; --count) {
    const std::size_t from = 1 + input.byte() % last_signal;
    if (from != SIGKILL && from != SIGSTOP) settings.rewrite.change(from, input.byte() % (last_signal + 1));
    const unsigned codes = input.number();
    settings.exit_codes.change(codes >> 8, codes & 255);
    settings.exit_codes_if_sent.change(128 + from, input.byte());
  }
  return settings;
}

Event event_of(fuzz::Input& input) {
  const unsigned kind = input.byte();
  const auto detail = static_cast<int>(input.byte());
  const int signal = 1 + detail % last_signal;
  switch (static_cast<Event::Kind>(kind % 8)) {
    case Event::Kind::got: {
      Event event = got(signal == SIGKILL || signal == SIGSTOP ? SIGTERM : signal);
      event.is_queued = kind >= 128;
      return event;
    }
    case Event::Kind::program_died: return program_died(detail >= 128 ? (detail & 127) << 8 : signal);
    case Event::Kind::orphan_died: return orphan_died(2 + detail);
    case Event::Kind::suspended: return suspended(signal, kind >= 128);
    case Event::Kind::no_children: return no_children;
    case Event::Kind::no_process_left: return no_process_left;
    case Event::Kind::kill_refused: return kill_refused;
    default: return expired;
  }
}

}  // namespace

/// Settings, and then events of two bytes each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const Settings settings = settings_of(input);
  for (test::Place place = test::first_place(settings); !input.is_empty();) {
    const Event event = event_of(input);
    if (!test::can_happen(settings, place, event)) continue;
    const Step next = step(settings, place.state, event);
    base::TextOf<300> line;
    describe(line, event, next);
    fuzz::check(fuzz::is_one_line(line.view()) && !line.is_full());
    const test::Place after = test::place_after(settings, place, event, next);
    const char* const broken = test::broken_promise(settings, place, event, next, after);
    if (broken != nullptr) std::fprintf(stderr, "%s\n", broken);
    fuzz::check(broken == nullptr);
    if (next.exits) return 0;
    place = after;
  }
  return 0;
}
