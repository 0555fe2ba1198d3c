// The result of reading a value: nothing is wrong, or what was expected instead.
#pragma once

#include <cstdint>

namespace base {

/// What reading a value found: it is valid, or a reason why it is not. Only the kind decides what happens
/// next, never the text.
struct Expected {
  enum class Kind : std::uint8_t {
    valid,
    value,    // the value that was given is wrong
    secret,   // the same, and the value may be a password: it must not be shown
    option,   // there is no such option: what follows its name may be a password
    mistake,  // the text says what is wrong, and what to write instead
  };

  const char* text = nullptr;  // for a message; unused if the value is valid
  Kind kind = Kind::valid;

  [[nodiscard]] constexpr bool is_valid() const { return kind == Kind::valid; }

  /// Whether `text` is what was expected instead. Otherwise, it says what is wrong.
  [[nodiscard]] constexpr bool is_alternative() const { return kind == Kind::value || kind == Kind::secret; }

  /// Whether a message must not show the value that was given.
  [[nodiscard]] constexpr bool hides_value() const { return kind == Kind::secret || kind == Kind::option; }
};

constexpr Expected valid() { return {}; }

/// Returns that something is wrong. Not constexpr, so that it is made by code (base/literal.h).
inline Expected wrong(const char* text, Expected::Kind kind) { return {text, kind}; }

inline Expected wrong_value(const char* text) { return wrong(text, Expected::Kind::value); }

inline Expected wrong_secret(const char* text) { return wrong(text, Expected::Kind::secret); }

inline Expected unknown_option() { return wrong("unknown option; see --help", Expected::Kind::option); }

inline Expected mistake(const char* text) { return wrong(text, Expected::Kind::mistake); }

inline Expected unset_variable() { return mistake("not set; set it, or write ${NAME:-default}"); }

/// Returns valid(), or wrong_value(text) if the value is not valid.
constexpr Expected expect(bool is_valid, const char* text) {
  return {text, is_valid ? Expected::Kind::valid : Expected::Kind::value};
}

}  // namespace base
