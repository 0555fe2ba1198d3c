// Texts in objects that the compiler must not store.
#pragma once

#include <string_view>
#include <type_traits>

namespace base {

/// Returns `text`. An object that is made with it is made by code. Otherwise, a compiler that knows all of an
/// object may store it as a constant, with the address of the text in it, and copy that; but nothing
/// relocates addresses (toolchains/program.ld).
constexpr const char* literal(const char* text) {
  if (!std::is_constant_evaluated()) asm("" : "+r"(text));  // hides from the compiler what it is
  return text;
}

/// The same, for a text of known size.
constexpr std::string_view literal(std::string_view text) { return {literal(text.data()), text.size()}; }

}  // namespace base
