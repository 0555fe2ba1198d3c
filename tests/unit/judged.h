// What a judge thinks of bytes that lie in memory of their own: tests and fuzzers ask here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "probe/protocols.h"

namespace test {

/// A verdict with words of its own.
struct Judged {
  probe::Verdict::Kind kind;
  std::string why;
  std::string quote;
  bool is_sound = true;  // the quote lay in what the judge was given, or in a constant that is to be sent

  bool operator==(const Judged&) const = default;
};

inline Judged judged_alone(const probe::Question& question, std::string_view bytes, bool is_over,
                           std::size_t replies) {
  const std::vector<char> memory(bytes.begin(), bytes.end());  // no byte more may be read
  const std::string_view received(memory.data(), memory.size());
  base::TextOf<2048> words;
  const probe::Verdict verdict = question.protocol->judge(question, {received, words, replies, is_over});
  const auto lies_in = [&](std::string_view whole) {
    return verdict.quote.data() >= whole.data() &&
           verdict.quote.data() + verdict.quote.size() <= whole.data() + whole.size();
  };
  const bool is_sound = verdict.kind == probe::Verdict::Kind::reply || verdict.quote.empty() ||
                        lies_in(received) || lies_in(words.view());
  return {verdict.kind, verdict.why, std::string(verdict.quote), is_sound};
}

}  // namespace test
