// Any dialogue of --send and --expect with any server: however the answer is cut into pieces, the verdict and
// what is sent are those that std::string finds, and nothing that was sent is shown.
#include "fuzz/support.h"
#include "probe/report.h"
#include "tests/unit/script.h"

namespace {

using fuzz::check;
using test::Spoken;

/// The steps of a dialogue, and what their escapes stand for.
struct Steps {
  probe::StepList list;
  std::vector<std::string> bytes;
};

Steps read_steps(const fuzz::Words& words, unsigned kinds, unsigned times) {
  Steps steps;
  for (std::size_t i = 0; i != words.size() * times; ++i) {
    const char* const text = words[i % words.size()];
    const bool is_expected = (kinds >> (i % words.size()) & 1) != 0;
    if (steps.bytes.size() == probe::StepList::capacity || !probe::check_escapes(text).is_valid()) continue;
    static char buffer[8192];
    base::Text bytes(buffer, sizeof buffer);
    probe::put_unescaped(bytes, text);
    steps.list.add({text, is_expected});
    steps.bytes.emplace_back(bytes.view());
  }
  return steps;
}

/// What has to come of a dialogue over a stream.
struct Wanted {
  bool is_healthy = true;
  std::string sent;
};

Wanted wanted(const Steps& steps, const std::string& answer) {
  Wanted wanted;
  std::string next;
  std::size_t at = 0;
  bool is_reply = false;  // and not the request, which may be longer
  for (std::size_t i = 0; i <= steps.bytes.size(); ++i) {
    const bool is_end = i == steps.bytes.size();
    if (!is_end && !steps.list.begin()[i].is_expected) {
      next += steps.bytes[i];
      continue;
    }
    const bool is_too_long = next.size() >= (is_reply ? probe::verdict_storage_size : probe::longest_request);
    wanted.is_healthy = wanted.is_healthy && !is_too_long;
    if (wanted.is_healthy) wanted.sent += next;
    next.clear();
    is_reply = true;
    if (is_end || !wanted.is_healthy) break;
    at = answer.find(steps.bytes[i], at);
    wanted.is_healthy = at != std::string::npos;
    at += steps.bytes[i].size();
    if (!wanted.is_healthy) break;
  }
  return wanted;
}

/// Cuts an answer into pieces, of the sizes that `sizes` has. A long one has few pieces, as each is judged
/// with all that was before it.
std::vector<std::string> pieces_of(const std::string& answer, std::string_view sizes) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0, i = 0; at < answer.size(); ++i) {
    const std::size_t size = sizes.empty() ? 0 : static_cast<unsigned char>(sizes[i % sizes.size()]);
    pieces.push_back(answer.substr(at, std::max(size, 1 + answer.size() / 64)));
    at += pieces.back().size();
  }
  return pieces;
}

std::string line_of(const probe::Question& question, const Spoken& spoken) {
  probe::Verdict verdict(spoken.kind, spoken.phase, spoken.why.c_str(), spoken.quote);
  probe::Report line;
  probe::report(line, "unhealthy", question.word, verdict, "::1");
  check(line.size() < 298 && fuzz::is_one_line(line.view()));
  return std::string(line.view());
}

/// Checks that what is sent changes nothing in the line.
void check_hidden(const probe::Question& question, const Steps& steps, const std::vector<std::string>& pieces,
                  probe::Failure end, const std::string& line) {
  fuzz::Words others;
  for (const std::string& bytes : steps.bytes) others.add(std::string(bytes.size(), 'Q'));
  probe::Question other = question;
  other.settings.steps = {};
  for (std::size_t i = 0; i != steps.bytes.size(); ++i) {
    const probe::Step& step = steps.list.begin()[i];
    other.settings.steps.add({step.is_expected ? step.text : others[i], step.is_expected});
  }
  check(line_of(other, test::spoken(other, pieces, end)) == line);
}

void check_stream(const Steps& steps, const std::string& answer, std::string_view sizes, probe::Failure end) {
  probe::Question question = fuzz::question_of("tcp://h:1");
  question.settings.steps = steps.list;
  const std::vector<std::string> pieces = pieces_of(answer, sizes);
  const Spoken whole =
      test::spoken(question, answer.empty() ? std::vector<std::string>() : std::vector{answer}, end);
  check(test::spoken(question, pieces, end) == whole);
  const Wanted right = wanted(steps, answer);
  check((whole.kind == fuzz::Kind::healthy) == right.is_healthy && whole.sent == right.sent);
  check_hidden(question, steps, pieces, end, line_of(question, whole));
}

/// Checks datagrams, each of which is an answer by itself.
void check_datagrams(const Steps& steps, const std::vector<std::string>& datagrams) {
  probe::Question question = fuzz::question_of("udp://h:1");
  question.settings.steps = steps.list;
  const Spoken spoken = test::spoken(question, datagrams, probe::too_late);
  check_hidden(question, steps, datagrams, probe::too_late, line_of(question, spoken));
  if (spoken.kind != fuzz::Kind::healthy) return;
  // Each text that is expected is in a datagram, not before that of the text before it.
  std::size_t place = 0;
  for (std::size_t i = 0; i != steps.bytes.size(); ++i) {
    if (!steps.list.begin()[i].is_expected) continue;
    while (place != datagrams.size() && datagrams[place].find(steps.bytes[i]) == std::string::npos) ++place;
    check(place != datagrams.size());
  }
}

}  // namespace

/// The first bytes are: which of up to eight texts are expected, how often they are repeated, how the answer
/// ends, and how many texts there are. Then follow the texts, the sizes of the pieces, and the answer, with a
/// NUL after each but the last.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned kinds = input.byte();
  const unsigned times = 1 + input.byte() % 32;
  const probe::Failure ends[] = {{}, probe::too_late, {.text = "reset"}};
  const probe::Failure end = ends[input.byte() % std::size(ends)];
  fuzz::Words words;
  for (unsigned count = 1 + input.byte() % 8; count != 0; --count) words.add(input.text());
  const Steps steps = read_steps(words, kinds, times);
  const std::string_view sizes = input.text();
  const std::string answer(input.rest());
  check_stream(steps, answer, sizes, end);
  check_datagrams(steps, pieces_of(answer, sizes));
  return 0;
}
