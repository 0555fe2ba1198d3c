// Asks targets, again and again if need be, and says what came of it.
#include "probe/os/ask.h"

#include <csignal>

#include "base/os/clock.h"
#include "probe/converse.h"
#include "probe/http/http.h"
#include "probe/os/deadline.h"
#include "probe/os/local.h"
#include "probe/os/output.h"
#include "probe/os/socket.h"
#include "probe/protocols.h"
#include "probe/report.h"
#include "probe/schedule.h"

namespace probe {
namespace {

Dialogue dialogue;

/// Asks once, and where a redirect leads to, until `deadline`.
Verdict ask_once(Question question, base::Nanoseconds deadline) {
  for (int redirects = 0;; ++redirects) {
    Socket socket(deadline);
    Verdict verdict;
    do {
      verdict = converse(socket, question, dialogue);
    } while (socket.has_other_address());
    const Redirection& to = verdict.redirection;
    if (verdict.kind != Verdict::Kind::redirect) return verdict;
    if (redirects == most_redirects) return unhealthy("it redirects more than 10 times", to.location);
    question.target = to.target;
    question.settings.method = to.method;
    question.is_elsewhere = question.is_elsewhere || to.is_other_server;
    dialogue.turn = 1 - dialogue.turn;
  }
}

Verdict attempt(const Question& question) {
  if (question.protocol->subject > Subject::datagrams) return check_local(question);
  const base::Nanoseconds deadline = base::monotonic_time() + question.settings.timeout;
  return ask_once(question, deadline < progress.end ? deadline : progress.end);
}

/// Says the line of the target that is asked.
void say(const char* state, const Verdict& verdict, bool is_last, const base::Nanoseconds* time) {
  Report line;
  report(line, state, progress.word, verdict, progress.address);
  if (time != nullptr) report_details(line, progress.address, *time);
  say_line(line, is_last);
}

/// Keeps the line of a verdict, for when the time is up within the next try.
void keep(const Verdict& verdict) {
  static Report line;
  line.cut(0);
  report(line, "unhealthy", progress.word, verdict, progress.address);
  progress.last_line = &line;
}

/// Says the head of an HTTP answer, a line each. Of others it could not tell where it ends.
void say_head() {
  const char* at = dialogue.answer;
  const char* const end = at + dialogue.size;
  http::skip_interim(at, end);
  for (bool is_head = true; is_head;) {
    Report line;
    is_head = report_head(line, at, end);
    if (is_head) say_line(line, false);
  }
}

/// Asks one target until it is healthy or the time is up. Returns whether it is.
bool is_healthy(const Question& question) {
  const Settings& settings = question.settings;
  progress.word = question.word;
  progress.last_line = nullptr;
  for (bool is_first = true;; is_first = false) {
    progress.address[0] = '\0';
    dialogue.size = 0;
    const base::Nanoseconds start = base::monotonic_time();
    const Verdict verdict = attempt(question);
    set_phase(Phase::nothing);
    const base::Nanoseconds end = base::monotonic_time();
    const base::Nanoseconds time = end - start;
    const bool is_good = verdict.kind == Verdict::Kind::healthy;
    const NextStep next = next_step(settings, is_good, is_first, progress.end - end, time);
    const bool is_final = next.is_final;
    if (next.is_said) say(next.state, verdict, is_final && !is_good, settings.verbose ? &time : nullptr);
    if (is_final && settings.verbose) say_head();
    if (is_final) return is_good;
    keep(verdict);
    set_phase(Phase::wait);
    sleep_until_signal(next.pause, sigset_t{});
  }
}

}  // namespace

bool ask_all(const Settings& settings, const TargetList& targets, bool has_program) {
  Question question;
  question.settings = settings;
  fill_standard_descriptors();
  start_deadline(settings.wait != 0 ? settings.wait : settings.timeout);
  for (const ParsedTarget& target : targets) {
    static_cast<ParsedTarget&>(question) = target;
    question.is_last = !has_program && &target + 1 == targets.end();
    if (!is_healthy(question)) return false;
  }
  return true;
}

}  // namespace probe
