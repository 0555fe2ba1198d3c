// Fuzzes what databases and brokers may answer: whatever it is, what is thought of a
// part of it is thought of the whole, and nothing is read beyond its end.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "probe/protocols.h"

namespace {

constexpr const char* targets[] = {"postgres://u@h/d", "mysql://h", "redis://h", "amqp://h", "fcgi://h/p"};

/// What is thought of bytes, which lie in memory of their own.
probe::Verdict::Kind judge(const probe::Question& question, std::string_view bytes) {
  const std::vector<char> memory(bytes.begin(), bytes.end());
  base::TextOf<512> words;
  const probe::Verdict verdict = question.protocol->judge(question, {{memory.data(), memory.size()}, words});
  [[maybe_unused]] const std::string quote(verdict.quote);  // all of it can be read
  return verdict.kind;
}

}  // namespace

/// The first byte picks the protocol and, for FastCGI, --expect; the second the part.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  probe::Question question;
  if (probe::read_target(targets[data[0] % std::size(targets)], question) != nullptr) std::abort();
  if (data[0] >= 128) question.settings.expect = "po\\x6eg";
  const std::string_view whole(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string_view part = whole.substr(0, whole.size() * data[1] / 255);
  const probe::Verdict::Kind early = judge(question, part);
  const probe::Verdict::Kind late = judge(question, whole);
  if (early != probe::Verdict::Kind::more && early != late) std::abort();
  return 0;
}
