// What the judges' tests share: every answer, every part of it, and every broken copy.
#pragma once

#include <string>
#include <string_view>

#include "doctest.h"
#include "probe/protocols.h"

namespace test {

/// A verdict that owns its words.
struct Judged {
  probe::Verdict::Kind kind;
  std::string why;
  std::string quote;
};

/// What the question's protocol thinks of bytes that were received. They are copied to
/// memory of their own, so that AddressSanitizer sees a byte read behind them.
inline Judged judged(const probe::Question& question, std::string_view bytes, bool is_over = false,
                     std::size_t replies = 0) {
  const std::string copy(bytes);
  base::TextOf<2048> words;
  const probe::Verdict verdict =
      question.protocol->judge(question, {{copy.data(), copy.size()}, words, replies, is_over});
  return {verdict.kind, verdict.why, std::string(verdict.quote)};
}

inline probe::Question question_of(const char* word) {
  probe::Question question;
  const base::Expected expected = probe::read_target(word, question);
  REQUIRE_MESSAGE(expected == nullptr, expected);
  return question;
}

/// Checks that each part of an answer has the verdict of the whole, or none yet.
inline void check_parts(const probe::Question& question, std::string_view bytes) {
  const Judged whole = judged(question, bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    const Judged part = judged(question, {bytes.data(), size});
    if (part.kind == probe::Verdict::Kind::more) continue;
    CHECK(part.kind == whole.kind);
    CHECK(part.why == whole.why);
    CHECK(whole.quote.starts_with(part.quote));
  }
}

/// Checks that a verdict lasts whatever byte is in whatever place.
inline void check_corrupted(const probe::Question& question, std::string_view bytes) {
  using Kind = probe::Verdict::Kind;
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string answer(bytes);
      answer[place] = static_cast<char>(byte);
      Kind kind = Kind::more;
      for (std::size_t size = place; size <= answer.size(); ++size) {
        const Kind next = judged(question, {answer.data(), size}).kind;
        if (kind != Kind::more && next != kind) FAIL_CHECK("it changed its mind");
        kind = next;
      }
    }
  }
}

}  // namespace test
