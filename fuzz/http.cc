// Whatever an HTTP server answers, under any mix of options: a final verdict never changes,
// and a redirect leads to a target on the same host.
#include "fuzz/support.h"

namespace {

/// Follows a redirect, and the same one again from there.
void check_redirect(probe::Question question, std::string_view answer) {
  static char halves[2][probe::verdict_storage_size];
  for (auto& storage : halves) {
    base::Text text(storage, sizeof storage);
    probe::Redirection redirection;
    const probe::Verdict verdict = probe::judge(question, {answer, text, redirection, 0, true});
    if (verdict.kind != fuzz::Kind::redirect) return fuzz::check(&storage != halves);
    const probe::Target& to = redirection.target;
    fuzz::check(base::equals_ignoring_case(to.host, "h.example") && to.path.starts_with('/'));
    base::TextOf<probe::verdict_storage_size> word;
    probe::put_authority(word << "http://", to);
    word.append(to.path).put('\0');
    const probe::Question again = fuzz::question_of(word.view().data());
    fuzz::check(again.target.path == to.path && again.target.port == to.port);
    question.target = to;
    probe::Question with_http1 = question;
    with_http1.settings.speaks_http2 = false;
    fuzz::check_request(with_http1);
  }
}

}  // namespace

/// The first byte has a bit for each option, and the next two are where the answer is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned options = input.byte();
  const unsigned cut = input.number();
  probe::Question question = fuzz::question_of("http://u:p@h.example:8080/a/b?c");
  probe::Settings& settings = question.settings;
  if ((options & 1) != 0) settings.steps.add({"o\\x6b", true});
  settings.follows = (options & 2) != 0;
  if ((options & 4) != 0) settings.method = "HEAD";
  settings.speaks_http2 = (options & 16) != 0;
  if ((options & 8) != 0) fuzz::check(probe::parse_statuses("204,300-404", settings.statuses).is_valid());
  fuzz::check_lasts(question, input.rest(), cut);
  const fuzz::Judged verdict = fuzz::judged(question, input.rest(), true);
  fuzz::check(verdict.kind != fuzz::Kind::reply);
  if (verdict.kind != fuzz::Kind::redirect) return 0;
  fuzz::check(settings.follows && (verdict.method == "GET" || verdict.method == settings.method));
  check_redirect(question, input.rest());
  return 0;
}
