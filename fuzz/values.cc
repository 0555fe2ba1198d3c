// The values of options: a signal is read by the name that is printed, and a list has the result of its
// items, read one by one.
#include "fuzz/support.h"
#include "init/options.h"

namespace {

using fuzz::check;

void check_signal(const char* text) {
  const int signal = init::take_signal(text);
  check(signal >= init::no_signal && signal <= init::last_signal);
  if (signal <= 0) return;
  base::TextOf<16> name;
  init::put_signal(name, signal);
  name.put('\0');
  const char* at = name.view().data();
  check(init::take_signal(at) == signal && *at == '\0');
}

bool is_same(const init::Invocation& left, const init::Invocation& right) {
  bool is_same = true;
  for (std::size_t i = 0; i < 256; ++i) {
    if (i <= init::last_signal) is_same = is_same && left.rewrite[i] == right.rewrite[i];
    is_same = is_same && left.exit_codes[i] == right.exit_codes[i];
    is_same = is_same && left.exit_codes_if_sent[i] == right.exit_codes_if_sent[i];
  }
  return is_same;
}

void check_list(init::Expected (*read)(init::Invocation&, const char*), std::string_view text) {
  init::Invocation whole;
  init::Invocation parts;
  if (!read(whole, fuzz::Words(text)[0]).is_valid()) return;
  for (std::size_t i = 0, end = 0; i < text.size(); i = end + 1) {
    end = std::min(text.find_first_of(" \t", i), text.size());
    if (end != i) check(read(parts, fuzz::Words(text.substr(i, end - i))[0]).is_valid());
  }
  check(is_same(whole, parts));
  for (std::size_t i = 0; i <= init::last_signal; ++i) check(whole.rewrite[i] <= init::last_signal);
  check(whole.rewrite[SIGKILL] == SIGKILL && whole.rewrite[SIGSTOP] == SIGSTOP);
}

}  // namespace

/// The input up to its first NUL is a word, which is read as each value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Words word(fuzz::Input(data, size).text());
  check_signal(word[0]);
  check_list(init::read_rewrite, word[0]);
  check_list(init::read_remap_exit, word[0]);
  init::Invocation user;
  if (init::read_user(user, word[0]).is_valid())
    check(user.uid >= 0 && user.gid >= 0 && user.gid <= 0xfffffffe);
  probe::StatusSet statuses;
  probe::parse_statuses(word[0], statuses);
  return 0;
}
