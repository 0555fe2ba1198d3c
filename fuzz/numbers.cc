// Times and numbers, compared with a slower implementation.
#include <utility>

#include "fuzz/support.h"

namespace {

using fuzz::check;

constexpr const char* digits = "0123456789";

/// A number; a limit far above every maximum if it is larger than that.
std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  for (const char digit : text)
    number = std::min(number * 10 + digit - '0', std::int64_t{1'000'000'000'000'000});
  return number;
}

base::Nanoseconds time_of(std::string_view text) {
  const std::size_t whole = std::min(text.find_first_not_of(digits), text.size());
  std::string thousandths(text.substr(0, whole));
  std::string_view unit = text.substr(whole);
  std::string_view fraction;
  if (unit.starts_with('.')) {
    fraction = unit.substr(1, unit.find_first_not_of(digits, 1) - 1);
    unit.remove_prefix(1 + fraction.size());
    if (fraction.empty() || fraction.size() > 3) return -1;
  }
  thousandths.append(fraction).append(3 - fraction.size(), '0');
  constexpr std::pair<const char*, int> units[] = {{"ms", 1},     {"s", 1000},      {"", 1000},
                                                   {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  for (const auto& [name, milliseconds] : units) {
    if (whole == 0 || unit != name) continue;
    const double time = static_cast<double>(number_of(thousandths)) * milliseconds * 1000;
    return time < static_cast<double>(base::duration_limit) ? number_of(thousandths) * milliseconds * 1000
                                                            : -1;
  }
  return -1;
}

void check_number(const char* text, std::int64_t maximum) {
  const std::string_view all = text;
  const std::string_view number = all.substr(0, all.find_first_not_of(digits));
  const bool is_number = !number.empty() && number_of(number) <= maximum;
  check(base::take_number(text, maximum) == (is_number ? number_of(number) : base::no_number));
  check(!is_number || text == all.data() + number.size());
}

}  // namespace

/// The input up to its first NUL is a word, which is read as a time and as numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Words word(fuzz::Input(data, size).text());
  check(base::parse_duration(word[0]) == time_of(word[0]));
  for (const std::int64_t maximum : std::initializer_list<std::int64_t>{64, 255, 65535, 0xfffffffe})
    check_number(word[0], maximum);
  return 0;
}
