// Any target, right or wrong, and its line: it shows no user and no password, is short, and is UTF-8 without
// control characters.
#include "probe/model/target.h"

#include <clocale>
#include <cwchar>
#include <cwctype>

#include "fuzz/support.h"
#include "probe/report.h"

namespace {

using fuzz::check;

constexpr const char* address = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

void check_line(const std::string& line) {
  static const char* const locale = std::setlocale(LC_ALL, "C.UTF-8");
  check(locale != nullptr);
  check(line.size() < 300 && line.ends_with('\n'));
  wchar_t characters[300];
  const std::size_t size = std::mbstowcs(characters, line.c_str(), 300);
  check(size <= line.size());
  check(std::none_of(characters, characters + size - 1,
                     [](wchar_t each) { return std::iswcntrl(static_cast<wint_t>(each)) != 0; }));
}

/// Returns the line of a target: of a wrong one if `verdict` is nullptr.
std::string line_of(const char* word, const probe::Verdict* verdict) {
  probe::Report line;
  if (verdict == nullptr) {
    probe::show_wrong_target(line, word);
  } else {
    probe::report(line, "unhealthy", word, *verdict, address);
    probe::report_details(line, address, 123'456'789);
  }
  std::string text(line.end_line().view());
  check_line(text);
  return text;
}

/// Returns the user and password of a target; of a wrong one, everything up to the last @.
std::string_view user_in(std::string_view word, const probe::Question& question, bool is_wrong) {
  if (!is_wrong) return question.target.user;
  const std::size_t last = word.rfind('@');
  const std::size_t colon = word.find_first_of(":@");
  if (last == std::string_view::npos) return {};
  const bool has_scheme = colon != std::string_view::npos && word.substr(colon).starts_with("://");
  const std::size_t start = has_scheme ? colon + 3 : 0;
  return last > start ? word.substr(start, last - start) : std::string_view();
}

}  // namespace

/// The first byte chooses what failed, if anything; after it come the target, a NUL, and a quote.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto phase = static_cast<probe::Phase>(input.byte() % 6);
  fuzz::Words word(input.text());
  const fuzz::Words quote(input.rest());
  probe::Verdict verdict = probe::unhealthy(quote[0], input.rest());
  if (phase != probe::Phase::nothing) verdict = probe::failed(phase, quote[0]);
  probe::Question question;
  const bool is_wrong = !probe::read_target(word[0], question).is_valid();
  if (!is_wrong && question.protocol->scheme == std::string_view("http")) fuzz::check_request(question);
  const probe::Verdict* const said = is_wrong ? nullptr : &verdict;
  const std::string line = line_of(word[0], said);
  const std::string_view user = user_in(word[0], question, is_wrong);
  std::fill_n(word.data()[0] + (user.empty() ? 0 : user.data() - word[0]), user.size(), 'x');
  check(line_of(word[0], said) == line);
  return 0;
}
