// Any answer of a FastCGI server: a verdict lasts, and does not depend on how a script's output is cut into
// records.
#include "fuzz/support.h"

namespace {

std::string record(int kind, std::string_view content, std::size_t padding = 0) {
  std::string bytes = {1, static_cast<char>(kind), 0, 1};
  bytes += {static_cast<char>(content.size() >> 8), static_cast<char>(content.size())};
  bytes += {static_cast<char>(padding), 0};
  return bytes.append(content).append(padding, 'p');
}

/// The same output in one record, and in many with padding and errors between them.
void check_cuts(const probe::Question& question, std::string_view output, std::size_t size) {
  const std::string end = record(3, std::string_view("\0\0\0\0\0\0\0\0", 8));
  std::string pieces;
  for (std::size_t i = 0; i < output.size(); i += size) {
    pieces += record(6, output.substr(i, size), i % 7) + record(7, "");
  }
  fuzz::check(fuzz::judged(question, record(6, output) + end) == fuzz::judged(question, pieces + end));
}

}  // namespace

/// The first byte has a bit for each option, and one that is set if an output without records follows. The
/// next two are where the output, or the answer, is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned options = input.byte();
  const unsigned cut = input.number();
  probe::Question question = fuzz::question_of("fcgi://h/p");
  if ((options & 1) != 0) question.settings.steps.add({"po\\x6eg", true});
  if ((options & 2) != 0)
    fuzz::check(probe::parse_statuses("204,404", question.settings.statuses).is_valid());
  if ((options & 4) != 0) {
    check_cuts(question, input.rest(), 1 + cut % 64);
  } else {
    fuzz::check_lasts(question, input.rest(), cut);
  }
  return 0;
}
