// Shared by the fuzz targets: an input to take choices from, checks that abort, and checks of verdicts.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/characters.h"
#include "probe/targets.h"
#include "tests/unit/judged.h"

namespace fuzz {

/// Aborts if `holds` is false, and prints the place of the check.
inline void check(bool holds, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%d: a check failed\n", file, line);
  std::abort();
}

/// An input, taken from its front. After its end, bytes are 0 and texts are empty.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  [[nodiscard]] bool is_empty() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  unsigned byte() {
    const std::string_view taken = take(1);
    return taken.empty() ? 0 : static_cast<unsigned char>(taken[0]);
  }
  unsigned number() {
    const unsigned high = byte();
    return high << 8 | byte();
  }

  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  /// Text up to a NUL, which is taken as well.
  std::string_view text() {
    const std::string_view taken = take(rest_.find('\0'));
    take(1);
    return taken;
  }

 private:
  std::string_view rest_;
};

/// Words as main() gets them. Each lies in memory of its own, so that AddressSanitizer
/// sees a read after its NUL.
class Words {
 public:
  Words() = default;
  explicit Words(std::string_view word) { add(word); }

  void add(std::string_view text) {
    auto& word = words_.emplace_back(text.begin(), text.end());
    word.push_back('\0');
    pointers_.back() = word.data();
    pointers_.push_back(nullptr);
  }
  [[nodiscard]] std::size_t size() const { return words_.size(); }
  const char* operator[](std::size_t index) const { return pointers_[index]; }
  char** data() { return pointers_.data(); }

 private:
  std::vector<std::vector<char>> words_;
  std::vector<char*> pointers_ = {nullptr};
};

inline bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), base::is_control);
}

inline probe::Question question_of(const char* word) {
  probe::Question question;
  check(probe::read_target(word, question).is_valid());
  question.is_secured = question.protocol->is_secured;
  return question;
}

/// Returns how many control bytes a request has: in HTTP, those of its line ends.
inline std::ptrdiff_t count_controls(const probe::Question& question) {
  static char buffer[1 << 16];
  base::Text request(buffer, sizeof buffer);
  probe::ask(question, request);
  return std::count_if(buffer, buffer + request.size(), base::is_control);
}

/// Checks that a target adds no line to the HTTP request that asks for it.
inline void check_request(const probe::Question& question) {
  probe::Question simple = question;
  simple.target.path = "/";
  simple.target.host = "h";
  check(count_controls(question) == count_controls(simple));
}

using Kind = probe::Verdict::Kind;

inline bool is_final(Kind kind) { return kind != Kind::more && kind != Kind::reply; }

using test::Judged;

inline Judged judged(const probe::Question& question, std::string_view bytes, bool is_over = false,
                     std::size_t replies = 0) {
  Judged verdict = test::judged_alone(question, bytes, is_over, replies);
  check(verdict.is_sound);
  return verdict;
}

/// Checks that a final verdict on the part of an answer up to `cut` is also that on the whole answer, and
/// that it does not change when the connection is closed. `replies`: how many were sent before.
inline void check_lasts(const probe::Question& question, std::string_view answer, std::size_t cut,
                        std::size_t replies = 0) {
  const Judged early = judged(question, answer.substr(0, cut % (answer.size() + 1)), false, replies);
  const Judged late = judged(question, answer, false, replies);
  if (is_final(early.kind)) {
    check(early.kind == late.kind && early.why == late.why && late.quote.starts_with(early.quote));
  }
  if (is_final(late.kind)) check(judged(question, answer, true, replies) == late);
}

}  // namespace fuzz
