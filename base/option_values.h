// Readers of the values of options, for the rows of any program (Option::read). A row gives the member of the
// program's `Invocation` that is set.
#pragma once

#include "base/expected.h"
#include "base/number.h"

namespace base {

/// Reads a flag: sets one member to one value.
template <auto member, auto value, class Invocation>
constexpr Expected set(Invocation& to, const char* /*none*/) {
  to.*member = value;
  return valid();
}

/// Reads a time that is at least `least`: 0, or 1 for a time above 0.
template <auto member, Nanoseconds least, class Invocation>
constexpr Expected read_time(Invocation& to, const char* text) {
  to.*member = parse_duration(text);
  return expect(to.*member >= least, least == 0 ? expected_duration : expected_positive_duration);
}

/// Reads the value of --install, and makes `install` the command.
template <class Invocation>
constexpr Expected read_install(Invocation& to, const char* path) {
  to.command = decltype(to.command)::install;
  to.install_path = path;
  return expect(*path != '\0', "a directory or a file");
}

}  // namespace base
