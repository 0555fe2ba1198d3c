// ${NAME}, compared with a second and slower implementation of its rules.
#include "base/expand.h"

#include <optional>

#include "fuzz/support.h"

namespace {

std::optional<std::string_view> value_of(fuzz::Words& environment, const std::string& name) {
  for (char** entry = environment.data(); *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (text.starts_with(name + "=")) return text.substr(name.size() + 1);
  }
  return {};
}

std::optional<std::string> expanded(std::string_view word, fuzz::Words& environment) {
  constexpr const char* name_bytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  std::string out;
  while (!word.empty()) {
    const std::size_t size = word.starts_with("$${") ? 3 : word.starts_with("${") ? word.find('}') : 1;
    if (size == std::string_view::npos) return {};
    const std::string_view piece = word.substr(0, size);
    word.remove_prefix(
        std::min(word.size(), piece[0] == '$' && size > 1 && piece[1] == '{' ? size + 1 : size));
    if (!piece.starts_with("${")) {
      out += size == 3 ? piece.substr(1) : piece;
      continue;
    }
    const std::string_view inside = piece.substr(2);
    const std::string name(inside.substr(0, inside.find_first_not_of(name_bytes)));
    const std::string_view rest = inside.substr(name.size());
    const bool has_default = rest.starts_with(":-");
    if (name.empty() || base::is_digit(name[0]) || rest.find('{') != std::string_view::npos) return {};
    if (!has_default && !rest.empty()) return {};
    const std::optional<std::string_view> value = value_of(environment, name);
    if (!value && !has_default) return {};
    out += value && !(has_default && value->empty()) ? *value : rest.substr(2);
  }
  return out;
}

}  // namespace

/// The input is the word and, each after a NUL, the variables of the environment.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const fuzz::Words word(input.text());
  fuzz::Words environment;
  while (!input.is_empty()) environment.add(input.text());
  const std::optional<std::string> wanted = expanded(word[0], environment);
  base::TextOf<256> out;
  const base::Expansion expansion = base::expand(word[0], environment.data(), out);
  fuzz::check(expansion.expected.is_valid() == wanted.has_value());
  if (!expansion.unset.empty()) fuzz::check(!value_of(environment, std::string(expansion.unset)));
  if (wanted) fuzz::check(out.view() == std::string_view(*wanted).substr(0, 256));
  return 0;
}
