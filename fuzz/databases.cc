// Any answer of a database or a broker: a verdict on a part of it is the verdict on the whole, and no byte
// after its end is read.
#include "fuzz/support.h"

/// The first byte picks the protocol and how many replies were sent, and the next two are where the answer is
/// cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr const char* targets[] = {"postgres://u@h/d", "mysql://h", "redis://h", "amqp://h", "mysql://u@h"};
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const probe::Question question = fuzz::question_of(targets[choice % std::size(targets)]);
  const std::size_t cut = input.number();
  fuzz::check_lasts(question, input.rest(), cut, choice / std::size(targets));
  return 0;
}
