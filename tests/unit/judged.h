// Judges bytes that are in memory of their own, for tests and fuzzers.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "probe/converse.h"
#include "probe/protocols.h"

namespace test {

/// A verdict with copies of what it refers to.
struct Judged {
  probe::Verdict::Kind kind;
  std::string why;
  std::string quote;
  std::string bytes;   // of a reply
  std::string method;  // redirect, and so are the others
  std::string location;
  std::string path;  // of its target
  bool is_other_server = false;
  bool is_sound = true;  // what it refers to lies in what the judge was given

  bool operator==(const Judged&) const = default;
};

inline Judged judged_alone(const probe::Question& question, std::string_view bytes, bool is_over,
                           std::size_t replies) {
  const std::vector<char> memory(bytes.begin(),
                                 bytes.end());  // a byte read past the end is an error of AddressSanitizer
  const std::string_view received(memory.data(), memory.size());
  const auto written_bytes = std::make_unique<char[]>(probe::verdict_storage_size);  // for the same reason
  base::Text storage(written_bytes.get(), probe::verdict_storage_size);
  probe::Redirection written;
  const probe::Verdict verdict = probe::judge(question, {received, storage, written, replies, is_over});
  const bool is_redirect = verdict.kind == probe::Verdict::Kind::redirect;
  const probe::Redirection to = is_redirect ? written : probe::Redirection{};
  const auto lies_in = [](std::string_view part, std::string_view whole) {
    return part.empty() || (part.data() >= whole.data() && part.end() <= whole.end());
  };
  const bool is_sound = (lies_in(verdict.quote, received) || lies_in(verdict.quote, storage.view())) &&
                        lies_in(to.location, storage.view()) && lies_in(to.target.path, storage.view());
  return {verdict.kind,
          verdict.why,
          std::string(verdict.quote),
          std::string(verdict.kind == probe::Verdict::Kind::reply ? storage.view() : ""),
          to.method,
          std::string(to.location),
          std::string(to.target.path),
          to.is_other_server,
          is_sound};
}

}  // namespace test
