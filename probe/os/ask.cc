// Asks targets, again and again if need be, and says what came of it.
#include "probe/os/ask.h"

#include <csignal>

#include "base/os/system.h"
#include "probe/converse.h"
#include "probe/deadline.h"
#include "probe/http/redirect.h"
#include "probe/os/deadline.h"
#include "probe/os/local.h"
#include "probe/os/output.h"
#include "probe/os/socket.h"
#include "probe/protocols.h"
#include "probe/report.h"

namespace probe {
namespace {

Dialogue dialogue;

/// Asks once, and where a redirect leads to, until `deadline`.
Verdict ask_once(Question question, const Deadline& deadline) {
  static char words[2][longest_word];  // where redirects lead to: each is read from the one before
  const Target first = question.target;
  for (int redirects = 0;; ++redirects) {
    Socket socket(deadline);
    Verdict verdict;
    do {
      verdict = converse(socket, question, dialogue);
    } while (socket.has_other_address());
    if (verdict.kind != Verdict::Kind::redirect) return verdict;
    if (redirects == most_redirects)
      return unhealthy("it redirects more than 10 times", without_user(verdict.quote));
    base::Text word(words[redirects & 1], longest_word);
    Target next;
    follow(question.target, verdict.quote.data(), word, next);
    question.is_elsewhere = question.is_elsewhere || names_host(verdict.quote.data());
    question.settings.method = verdict.why;
    question.target = next;
    question.target.user = first.user;
  }
}

Verdict attempt(const Question& question) {
  if (question.protocol->subject > Subject::datagrams) return check_local(question);
  const Deadline whole = {progress.end, progress.is_timed};
  return ask_once(question, whole.no_later_than(base::monotonic_time() + question.settings.timeout));
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
bool is_healthy(const char* word, const Question& question) {
  const Settings& settings = question.settings;
  progress.word = word;
  progress.last_line = nullptr;
  for (bool is_first = true;; is_first = false) {
    progress.address[0] = '\0';
    dialogue.size = 0;
    const base::Nanoseconds start = base::monotonic_time();
    const Verdict verdict = attempt(question);
    set_phase(Phase::nothing);
    const base::Nanoseconds end = base::monotonic_time();
    const base::Nanoseconds time = end - start;
    const base::Nanoseconds until_next = pause_before_next_try(settings, progress.end - end, time);
    const bool is_good = verdict.kind == Verdict::Kind::healthy;
    const bool is_final = is_good || settings.wait == 0 || until_next == 0;
    const char* const state = is_good ? "healthy" : is_final ? "unhealthy" : "waiting";
    if (is_final || is_first) say(state, verdict, is_final && !is_good, settings.verbose ? &time : nullptr);
    if (is_final && settings.verbose) say_head();
    if (is_final) return is_good;
    keep(verdict);
    set_phase(Phase::wait);
    sleep_until_signal(until_next, sigset_t{});
  }
}

}  // namespace

Refusal find_wrong(const TextList& targets) {
  Question question;
  for (const char* const word : targets) {
    const base::Expected expected = read_target(word, question);
    const bool is_path = question.protocol != nullptr && question.protocol->takes == Form::path;
    if (expected != nullptr) return {word, expected, is_path};
  }
  return {};
}

bool ask_all(const Settings& settings, const TextList& targets, bool has_program) {
  Question question;
  question.settings = settings;
  fill_standard_descriptors();
  start_deadline(settings.wait != 0 ? settings.wait : settings.timeout);
  for (const char* const& word : targets) {
    read_target(word, question);
    question.is_last = !has_program && &word + 1 == targets.end();
    if (!is_healthy(word, question)) return false;
  }
  return true;
}

}  // namespace probe
