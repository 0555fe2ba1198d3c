// Headers and targets of the command line and the environment: preparing them stays in bounds, and no value
// adds a line to a request.
#include "probe/prepare.h"

#include "fuzz/support.h"

namespace {

using fuzz::check;

void check_headers(probe::Invocation& invocation, probe::Preparation& preparation) {
  if (!preparation.prepare_headers(invocation)) return;
  check(invocation.headers.size() <= probe::TextList::capacity);
  for (const char* const header : invocation.headers) {
    check(*header != '\0' && *header != ':' && std::string_view(header).find(':') != std::string_view::npos);
    check(std::string_view(header).find_first_of("\r\n") == std::string_view::npos);
  }
}

void check_targets(const probe::Invocation& invocation, const probe::TextList& given,
                   probe::Preparation& preparation) {
  probe::TextList targets;
  if (!preparation.expand_targets(given, targets)) return;
  check(targets.size() > 0 && !targets.is_overfull());
  for (const char* const target : targets) {
    probe::Question question;
    question.settings = invocation;
    if (!probe::read_target(target, question).is_valid() || !probe::is_server(question.protocol->subject))
      continue;
    const bool is_http = question.protocol->scheme == std::string_view("http");
    is_http ? fuzz::check_request(question) : static_cast<void>(fuzz::count_controls(question));
  }
}

}  // namespace

/// The first byte is how many headers come from the environment, the second how often the words are repeated.
/// The words, with NULs between them, are both what was given and the environment.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t wanted = input.byte() % 8;
  const unsigned times = 1 + input.byte() % 40;
  fuzz::Words words;
  while (!input.is_empty()) words.add(input.text());
  probe::Preparation preparation(words.data());
  probe::Invocation invocation;
  probe::TextList targets;
  for (unsigned i = 0; i < times; ++i) {
    for (std::size_t word = 0; word < words.size(); ++word) {
      const std::string_view text = words[word];
      if (text.find("://") != std::string_view::npos && !text.starts_with(probe::targets_variable)) {
        targets.add(words[word]);
      } else if (text.find(':') != std::string_view::npos) {
        invocation.given_headers.add(words[word]);
      } else {
        invocation.credentials = words[word];
      }
    }
  }
  invocation.environment_headers = std::min(wanted, invocation.given_headers.size());
  check_headers(invocation, preparation);
  if (!preparation.prepare_credentials(invocation)) invocation.credentials = nullptr;
  check_targets(invocation, targets, preparation);
  return 0;
}
