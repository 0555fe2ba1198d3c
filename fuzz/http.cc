// Any answer of an HTTP server, with any options: a final verdict does not change, and a redirect leads to a
// target on the same host.
#include "fuzz/support.h"

namespace {

/// Follows a redirect, and the same one again from there.
void check_redirect(probe::Question question, const std::string& location) {
  static char words[2][probe::longest_word];
  for (const auto& storage : words) {
    base::Text word(const_cast<char*>(storage), sizeof storage);
    probe::Target to;
    const probe::Leads leads = probe::follow(question.target, location.c_str(), word, to);
    if (leads != probe::Leads::to_same_host) return fuzz::check(&storage != words);
    fuzz::check(probe::is_same(to.host, "h.example") && to.path.starts_with('/'));
    const probe::Question again = fuzz::question_of(word.view().data());
    fuzz::check(again.target.path == to.path && again.target.port == to.port);
    question.target = to;
    fuzz::check_request(question);
  }
}

}  // namespace

/// The first byte has a bit for each option, and the next two say where the answer is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned options = input.byte();
  const unsigned cut = input.number();
  probe::Question question = fuzz::question_of("http://u:p@h.example:8080/a/b?c");
  probe::Settings& settings = question.settings;
  if ((options & 1) != 0) settings.expect = "o\\x6b";
  settings.follows = (options & 2) != 0;
  if ((options & 4) != 0) settings.method = "HEAD";
  if ((options & 8) != 0) fuzz::check(probe::parse_statuses("204,300-404", settings.statuses) == nullptr);
  fuzz::check_lasts(question, input.rest(), cut);
  const fuzz::Judged verdict = fuzz::judged(question, input.rest(), true);
  fuzz::check(verdict.kind != fuzz::Kind::reply);
  if (verdict.kind != fuzz::Kind::redirect) return 0;
  fuzz::check(settings.follows && (verdict.why == "GET" || verdict.why == settings.method));
  check_redirect(question, verdict.quote);
  return 0;
}
