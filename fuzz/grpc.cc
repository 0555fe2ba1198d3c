// Any answer to a gRPC health check: a verdict on a part of it is the verdict on the whole, however many
// replies were sent before.
#include "fuzz/support.h"

/// The first byte is the number of replies that were sent, and the next two are where the answer is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using fuzz::judged, fuzz::is_final, fuzz::Kind, fuzz::check;
  fuzz::Input input(data, size);
  const std::size_t replies = input.byte();
  const std::size_t cut = input.number();
  const std::string_view answer = input.rest();
  const probe::Question question = fuzz::question_of("grpc://h:1/s");
  fuzz::check_lasts(question, answer, cut);
  const fuzz::Judged whole = judged(question, answer, false, replies);
  for (const std::string_view part : {answer.substr(0, cut % (answer.size() + 1)), answer}) {
    const fuzz::Judged early = judged(question, part, false, replies);
    if (is_final(early.kind)) check(early.kind == whole.kind && early.why == whole.why);
    if (early.kind != Kind::reply)
      check(judged(question, part, false, replies + 1) == early);  // all were sent
  }
  const fuzz::Judged ended = judged(question, answer, true, replies);
  if (is_final(whole.kind)) check(ended == whole);
  check(ended.kind != Kind::reply);  // the connection is closed
  return 0;
}
