// Tables of answers, and what holds for the verdicts on each.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/protocols.h"

namespace test {

using Kind = probe::Verdict::Kind;

struct Answer {
  std::string_view bytes;
  Kind kind = Kind::more;
  std::string_view why = {};
  std::string_view quote = {};
};

/// A verdict with a quote of its own.
struct Judged {
  Kind kind;
  std::string why;
  std::string quote;
};

inline probe::Question question_of(const char* word) {
  probe::Question question;
  REQUIRE(probe::read_target(word, question) == nullptr);
  return question;
}

inline std::string request_of(const char* word) {
  const probe::Question question = question_of(word);
  base::TextOf<4096> text;
  question.protocol->ask(question, text);
  return std::string(text.view());
}

/// What is thought of bytes, which lie in memory of their own: no byte more may be read.
inline Judged judged(const probe::Question& question, std::string_view bytes) {
  const std::vector<char> memory(bytes.begin(), bytes.end());
  const std::string_view received(memory.data(), memory.size());
  base::TextOf<512> words;
  const probe::Verdict verdict = question.protocol->judge(question, {received, words});
  const auto lies_in = [&](std::string_view whole) {
    return verdict.quote.data() >= whole.data() &&
           verdict.quote.data() + verdict.quote.size() <= whole.data() + whole.size();
  };
  CHECK((verdict.quote.empty() || lies_in(received) || lies_in(words.view())));
  return {verdict.kind, verdict.why, std::string(verdict.quote)};
}

/// Checks an answer, and that what is thought of a part of it is the same, or nothing yet.
inline void check_answer(const probe::Question& question, const Answer& answer) {
  CAPTURE(answer.bytes);
  const Judged whole = judged(question, answer.bytes);
  CHECK(whole.kind == answer.kind);
  CHECK(whole.why == answer.why);
  CHECK(whole.quote == answer.quote);
  for (std::size_t size = 0; size < answer.bytes.size(); ++size) {
    CAPTURE(size);
    const Judged part = judged(question, {answer.bytes.data(), size});
    if (part.kind == Kind::more) continue;
    CHECK(part.kind == answer.kind);
    CHECK(part.why == answer.why);
    CHECK(answer.quote.starts_with(part.quote));
  }
}

/// Checks that with any byte in any place, a verdict lasts once there is one.
inline void check_corruptions(const probe::Question& question, std::string_view answer) {
  for (std::size_t place = 0; place < answer.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string bytes(answer);
      bytes[place] = static_cast<char>(byte);
      Judged last{Kind::more, "", ""};
      for (std::size_t size = 0; size <= bytes.size(); ++size) {
        base::TextOf<512> words;
        const probe::Verdict next = question.protocol->judge(question, {{bytes.data(), size}, words});
        if (last.kind != Kind::more && (next.kind != last.kind || next.why != last.why)) {
          FAIL("it changed its mind");
        }
        last = {next.kind, next.why, ""};
      }
    }
  }
}

}  // namespace test
