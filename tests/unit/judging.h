// Shared by the tests of judges: checks an answer, every part of it, and every copy with one wrong byte.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "doctest.h"
#include "probe/targets.h"
#include "tests/unit/judged.h"

namespace test {

using Kind = probe::Verdict::Kind;

struct Answer {
  std::string_view bytes;
  Kind kind = Kind::more;
  std::string_view why = {};
  std::string_view quote = {};
};

inline probe::Question question_of(const char* word) {
  probe::Question question;
  const base::Expected expected = probe::read_target(word, question);
  REQUIRE_MESSAGE(expected.is_valid(), expected.text);
  question.is_secured = question.protocol->is_secured;
  return question;
}

inline std::string request_of(const probe::Question& question) {
  base::TextOf<4096> text;
  ask(question, text);
  return std::string(text.view());
}

inline Judged judged(const probe::Question& question, std::string_view bytes, bool is_over = false,
                     std::size_t replies = 0) {
  Judged verdict = judged_alone(question, bytes, is_over, replies);
  CHECK(verdict.is_sound);
  return verdict;
}

/// Judges the start of an answer. At compile time, an access to memory that is gone is an error.
constexpr Kind kind_of(const probe::ProtocolRow& row, std::string_view bytes) {
  base::TextOf<512> storage;
  probe::Redirection redirection;
  return row.judge({}, {bytes, storage, redirection}).kind;
}

/// Checks that each part of an answer has the verdict of the whole, or `more`.
inline void check_parts(const probe::Question& question, std::string_view bytes) {
  const Judged whole = judged(question, bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    const Judged part = judged(question, {bytes.data(), size});
    if (part.kind == Kind::more) continue;
    CHECK(part.kind == whole.kind);
    CHECK(part.why == whole.why);
    CHECK(whole.quote.starts_with(part.quote));
  }
}

/// Checks an answer, and all its parts.
inline void check_answer(const probe::Question& question, const Answer& answer) {
  CAPTURE(answer.bytes);
  const Judged whole = judged(question, answer.bytes);
  CHECK(whole.kind == answer.kind);
  CHECK(whole.why == answer.why);
  CHECK(whole.quote == answer.quote);
  check_parts(question, answer.bytes);
}

/// Checks that a verdict does not change when more bytes arrive, with any byte in any place.
inline void check_corrupted(const probe::Question& question, std::string_view answer) {
  for (std::size_t place = 0; place < answer.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string bytes(answer);
      bytes[place] = static_cast<char>(byte);
      probe::Verdict last;
      for (std::size_t size = place; size <= bytes.size(); ++size) {
        base::TextOf<probe::verdict_storage_size> storage;
        probe::Redirection redirection;
        const probe::Verdict next = judge(question, {{bytes.data(), size}, storage, redirection});
        const bool is_another = next.kind != last.kind || std::string_view(next.why) != last.why;
        if (last.kind != Kind::more && is_another) FAIL("the verdict changed");
        last = next;
      }
    }
  }
}

}  // namespace test
