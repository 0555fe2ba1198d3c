#include "probe/os/ask.h"

#include <ctime>
#include <string_view>

#include "base/os/clock.h"
#include "probe/http/http.h"
#include "probe/os/deadline.h"
#include "probe/os/local.h"
#include "probe/os/socket.h"
#include "probe/report.h"
#include "probe/schedule.h"
#include "probe/session_report.h"

namespace probe {
namespace {

/// Asks one host, at the time `now`. `untried`: how many hosts of the target are left, this one included.
Verdict attempt(Question& question, int untried, base::Nanoseconds now, Deadline& deadline,
                Dialogue& dialogue) {
  if (!is_server(question.protocol->subject)) {
    dialogue.start();
    base::Text storage = dialogue.next_storage();
    return check_local(question, deadline, storage);
  }
  const base::Nanoseconds end = end_of_try(question.settings, deadline, now, untried);
  return ask_server<Socket>(question, deadline, end, dialogue);
}

/// Asks the hosts of a target, from the one at `host` on, until one is healthy. Returns the last verdict.
Verdict attempt_hosts(Question& question, const Settings& given, const ParsedTarget* host, Deadline& deadline,
                      base::Nanoseconds now, Dialogue& dialogue) {
  const int count = count_hosts(host);
  for (int untried = count;; now = base::monotonic_time(), ++host) {
    question.start(*host, given, count != 1);
    const Verdict verdict = attempt(question, untried--, now, deadline, dialogue);
    if (untried == 0 || verdict.kind == Verdict::Kind::healthy) return verdict;
  }
}

/// Prints the head of the final reply of HTTP/1.1. An answer in another protocol has none.
void print_head(const Dialogue& dialogue, Output& output) {
  const char* at = dialogue.answer;
  const char* const end = at + dialogue.answer_size;
  http::skip_interim(at, end);
  report_head(at, end, [&output](Report& line) { output.print(line, false); });
}

/// Asks one target, whose first host is at `host`, until it is healthy or the time is up. Returns whether it
/// is.
bool ask_target(Question& question, const Settings& settings, const ParsedTarget* host, Deadline& deadline,
                Dialogue& dialogue, Output& output) {
  Report last_line;
  set_target(host->word);
  for (bool is_first = true;; is_first = false) {
    const base::Nanoseconds start = base::monotonic_time();
    const Verdict verdict = attempt_hosts(question, settings, host, deadline, start, dialogue);
    set_phase(Phase::nothing);
    const base::Nanoseconds end = base::monotonic_time();
    const bool is_healthy = is_wanted(settings, *question.protocol, verdict);
    const NextStep next = next_step(settings, is_healthy, is_first, deadline.left(end), end - start);
    Report line;
    const std::string_view address = dialogue.address.view();
    const bool gives_up = next.is_final && !is_healthy;
    report(line, next.state, host->word, verdict, address, gives_up ? settings.wait : 0);
    if (settings.verbose) {
      report_details(line, address, end - start);
      if (dialogue.has_session)
        put_session(line, dialogue.secured.state.session, base::time_of(CLOCK_REALTIME) / base::second);
      line << ")";
    }
    if (next.is_printed) output.print(line, gives_up);
    if (next.is_final && settings.verbose) print_head(dialogue, output);
    if (next.is_final) return is_healthy;
    last_line.cut(0);
    report(last_line, "unhealthy", host->word, verdict, address, settings.wait);
    set_last_line(last_line);
    set_phase(Phase::wait);
    sleep_until(end + next.pause, 0);
  }
}

}  // namespace

bool ask_all(const Settings& settings, const TargetList& targets, bool has_program, Question& question,
             Dialogue& dialogue, Output& output) {
  question.settings = settings;
  fill_standard_descriptors();
  Deadline deadline = start_deadline(total_time(settings, static_cast<int>(targets.size())), output);
  const ParsedTarget* next = nullptr;
  for (const ParsedTarget* target = targets.begin(); target != targets.end(); target = next) {
    next = target + count_hosts(target);
    question.is_last = !has_program && next == targets.end();
    if (!ask_target(question, settings, target, deadline, dialogue, output)) return false;
  }
  return true;
}

}  // namespace probe
