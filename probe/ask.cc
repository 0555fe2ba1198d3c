// Asks targets, again and again if need be, and says what came of it.
#include "probe/ask.h"

#include <time.h>

#include "base/system.h"
#include "probe/converse.h"
#include "probe/deadline.h"
#include "probe/local.h"
#include "probe/output.h"
#include "probe/protocols.h"
#include "probe/redirect.h"
#include "probe/report.h"
#include "probe/socket.h"

namespace probe {
namespace {

Dialogue dialogue;

/// Asks once, and where a redirect leads to, until `deadline`.
Verdict ask_once(Question question, base::Nanoseconds deadline) {
  static char words[2][longest_word];  // where redirects lead to: each is read from the one before
  const Target first = question.target;
  for (int redirects = 0;; ++redirects) {
    Socket socket(deadline);
    const Verdict verdict = converse(socket, question, dialogue);
    if (verdict.kind != Verdict::Kind::redirect) return verdict;
    if (redirects == most_redirects) return unhealthy("it redirects more than 10 times", verdict.quote);
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
  if (question.protocol->subject > Subject::datagrams) return look(question);
  const base::Nanoseconds deadline = base::monotonic_time() + question.settings.timeout;
  return ask_once(question, deadline < progress.end ? deadline : progress.end);
}

void pause(base::Nanoseconds time) {
  enter(Phase::wait);
  const struct timespec length = {.tv_sec = static_cast<time_t>(time / base::second),
                                  .tv_nsec = static_cast<long>(time % base::second)};
  nanosleep(&length, nullptr);
}

void say(const char* state, const Verdict& verdict, bool is_last) {
  Report line;
  report(line, state, progress.word, verdict, progress.address);
  say_line(line, is_last);
}

/// Asks one target until it is healthy or the time is up. Returns whether it is.
bool is_healthy(const char* word, const Question& question) {
  progress.word = word;
  const base::Nanoseconds interval = question.settings.interval;
  for (bool is_first = true;; is_first = false) {
    progress.address[0] = '\0';
    progress.has_answer = false;
    const Verdict verdict = attempt(question);
    enter(Phase::nothing);
    const bool is_good = verdict.kind == Verdict::Kind::healthy;
    const bool is_final =
        is_good || question.settings.wait == 0 || base::monotonic_time() + interval >= progress.end;
    if (is_final || is_first)
      say(is_good ? "healthy" : is_final ? "unhealthy" : "waiting", verdict, is_final && !is_good);
    if (is_final) return is_good;
    pause(interval);
  }
}

/// The time that targets take by themselves.
base::Nanoseconds time_to_sleep(const Question& question) {
  return question.protocol->subject == Subject::time ? base::parse_duration(question.target.path.data()) : 0;
}

}  // namespace

Refusal find_wrong(const TextList& targets) {
  Question question;
  for (const char* const word : targets) {
    const base::Expected expected = read_target(word, question);
    if (expected != nullptr) return {word, expected};
  }
  return {};
}

bool ask_all(const Settings& settings, const TextList& targets) {
  Question question;
  question.settings = settings;
  base::Nanoseconds time = settings.wait != 0 ? settings.wait : settings.timeout;
  for (const char* const word : targets) {
    read_target(word, question);
    time += time_to_sleep(question);
  }
  fill_standard_descriptors();
  start_deadline(time);
  for (const char* const word : targets) {
    read_target(word, question);
    if (!is_healthy(word, question)) return false;
  }
  return true;
}

}  // namespace probe
