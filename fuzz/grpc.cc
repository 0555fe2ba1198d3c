// Any answer to a gRPC health check has a verdict, and one that lasts: what was said
// of a part of an answer is said of all of it.
#include "probe/protocols/grpc.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using Kind = probe::Verdict::Kind;

Kind judged(std::string_view bytes, std::size_t replies, bool is_over = false) {
  const std::string received(bytes);  // its own memory: no byte more may be read
  base::TextOf<512> words;
  const probe::Verdict verdict = probe::grpc::judge({}, {received, words, replies, is_over});
  std::size_t sum = std::string_view(verdict.why).size();
  for (const char byte : verdict.quote) sum += static_cast<unsigned char>(byte);  // all of it can be read
  volatile std::size_t read = sum;
  (void)read;
  return verdict.kind;
}

bool is_final(Kind kind) { return kind == Kind::healthy || kind == Kind::unhealthy; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::size_t replies = data[0];
  const std::string_view answer(reinterpret_cast<const char*>(data) + 3, size - 3);
  const std::size_t part_size = (data[1] * 256U + data[2]) % (answer.size() + 1);
  const Kind whole = judged(answer, replies);
  for (const std::string_view part : {answer.substr(0, part_size), answer}) {
    for (const std::size_t sent : {replies, std::size_t{0}}) {
      const Kind kind = judged(part, sent);
      if (is_final(kind) && kind != whole) std::abort();
      if (kind != Kind::reply && judged(part, sent + 1) != kind) std::abort();  // nothing more is owed
    }
  }
  const Kind ended = judged(answer, replies, true);
  if (is_final(whole) && ended != whole) std::abort();
  if (ended == Kind::reply) std::abort();  // nobody is left to be told
  return 0;
}
