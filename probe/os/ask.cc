#include "probe/os/ask.h"

#include <csignal>
#include <string_view>

#include "base/os/clock.h"
#include "probe/http/http.h"
#include "probe/os/deadline.h"
#include "probe/os/local.h"
#include "probe/os/socket.h"
#include "probe/report.h"
#include "probe/schedule.h"

namespace probe {
namespace {

/// Asks one host. `untried`: how many hosts of the target are left, this one included.
Verdict attempt(const Question& question, int untried, Deadline& deadline, Dialogue& dialogue) {
  if (!is_server(question.protocol->subject)) {
    dialogue.start();
    base::Text storage = dialogue.next_storage();
    return check_local(question, deadline, storage);
  }
  const base::Nanoseconds end = end_of_try(question.settings, deadline, base::monotonic_time(), untried);
  return ask_server<Socket>(question, deadline, end, dialogue);
}

/// Asks the hosts of a target, from the one at `host` on, until one is healthy. Returns the last verdict.
Verdict attempt_hosts(Question& question, const ParsedTarget* host, Deadline& deadline, Dialogue& dialogue) {
  for (int untried = count_hosts(host);; ++host) {
    static_cast<ParsedTarget&>(question) = *host;
    question.is_elsewhere = untried != 1 || question.is_elsewhere;
    const Verdict verdict = attempt(question, untried--, deadline, dialogue);
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
bool ask_target(Question& question, const ParsedTarget* host, Deadline& deadline, Dialogue& dialogue,
                Output& output) {
  const Settings& settings = question.settings;
  Report last_line;
  set_target(host->word);
  for (bool is_first = true;; is_first = false) {
    const base::Nanoseconds start = base::monotonic_time();
    question.is_elsewhere = false;
    const Verdict verdict = attempt_hosts(question, host, deadline, dialogue);
    set_phase(Phase::nothing);
    const base::Nanoseconds end = base::monotonic_time();
    const bool is_healthy = is_wanted(settings, *question.protocol, verdict);
    const NextStep next = next_step(settings, is_healthy, is_first, deadline.left(end), end - start);
    Report line;
    const std::string_view address = dialogue.address.view();
    const bool gives_up = next.is_final && !is_healthy;
    report(line, next.state, host->word, verdict, address, gives_up ? settings.wait : 0);
    if (settings.verbose) report_details(line, address, end - start);
    if (next.is_printed) output.print(line, gives_up);
    if (next.is_final && settings.verbose) print_head(dialogue, output);
    if (next.is_final) return is_healthy;
    last_line.cut(0);
    report(last_line, "unhealthy", host->word, verdict, address, settings.wait);
    set_last_line(last_line);
    set_phase(Phase::wait);
    sleep_until(end + next.pause, sigset_t{});
  }
}

}  // namespace

bool ask_all(const Settings& settings, const TargetList& targets, bool has_program, Dialogue& dialogue,
             Output& output) {
  Question question;
  question.settings = settings;
  fill_standard_descriptors();
  Deadline deadline = start_deadline(total_time(settings, static_cast<int>(targets.size())), output);
  const ParsedTarget* next = nullptr;
  for (const ParsedTarget* target = targets.begin(); target != targets.end(); target = next) {
    next = target + count_hosts(target);
    question.is_last = !has_program && next == targets.end();
    if (!ask_target(question, target, deadline, dialogue, output)) return false;
  }
  return true;
}

}  // namespace probe
