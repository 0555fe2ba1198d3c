// tcp://HOST:PORT: a server accepts connections, and the dialogue of --send and --expect goes as the user
// gave it.
#pragma once

#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"
#include "probe/model/protocol.h"
#include "probe/model/search.h"

namespace probe::tcp {

/// Appends what is sent from `step` on, up to the next text that is expected. Returns the step after it.
constexpr const Step* put_sent(base::Text& out, const Step* step, const StepList& steps) {
  for (; step != steps.end() && !step->is_expected; ++step) put_unescaped(out, step->text);
  return step;
}

/// Appends what is sent before the first text that is expected.
constexpr void ask(const Question& question, base::Text& request) {
  put_sent(request, question.settings.steps.begin(), question.settings.steps);
}

/// Judges by the steps in their order: each text is expected after the one before. What is expected before
/// the first `replies_before` replies was received earlier, and is not searched for.
constexpr Verdict judge_steps(const Question& question, const Exchange& exchange,
                              std::size_t replies_before) {
  const StepList& steps = question.settings.steps;
  const std::string_view received = exchange.received;
  PlainReader reader{received.data(), received.data() + received.size(), exchange.is_over};
  const Step* step = put_sent(exchange.storage, steps.begin(), steps);
  for (std::size_t replies = 0; step != steps.end();) {
    exchange.storage.cut(0);
    if (step->is_expected) {
      const char* const wanted = step++->text;
      const Found found = replies < replies_before ? Found::yes : search(reader, wanted);
      if (found == Found::not_yet) return more();
      if (found == Found::yes) continue;
      return unhealthy(received.empty() ? "it closed without a reply" : "the reply does not contain --expect",
                       received);
    }
    step = put_sent(exchange.storage, step, steps);
    if (exchange.storage.is_full()) return unhealthy("over 4 KiB are to be sent after a reply");
    if (replies++ == exchange.replies) return reply();
  }
  return healthy(steps.has(true) ? "it replied as expected" : "connected");
}

constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  return judge_steps(question, exchange, 0);
}

constexpr base::Expected check(const char* path) {
  base::take(path, "/");
  return base::expect(*path == '\0', "no path");
}

inline constexpr ProtocolRow row = {
    .form = "tcp://HOST:PORT",
    .help = "it connects, and the reply contains --expect",
    .protocol = {.scheme = "tcp", .takes = Form::address_and_path, .uses = use_expect | use_send},
    .check = check,
    .ask = ask,
    .judge = judge,
};

}  // namespace probe::tcp
