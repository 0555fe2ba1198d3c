// The two files of a resolver, a line at a time: /etc/hosts (hosts(5)) and /etc/resolv.conf
// (resolv.conf(5)).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/model/headers.h"
#include "probe/model/ip_address.h"
#include "probe/model/target.h"

namespace probe::dns {

/// A line with its NUL. A longer one is left out. Kubernetes lets a search list have 2048 bytes.
inline constexpr std::size_t longest_line = 4096;

constexpr bool parts_words(char byte) { return byte == ' ' || byte == '\t' || byte == '\r'; }

constexpr bool ends_word(char byte) { return byte == '\0' || byte == '#' || parts_words(byte); }

/// Takes the next word of a line; an empty one at its end, or where a comment starts.
constexpr std::string_view take_word(const char*& at) {
  while (parts_words(*at)) ++at;
  const char* const word = at;
  while (!ends_word(*at)) ++at;
  return {word, at};
}

/// Reads the next word as an address; one of IPv6 may have a zone behind a `%`.
constexpr bool take_zoned_address(const char*& at, IpAddress& address) {
  while (parts_words(*at)) ++at;
  if (!take_literal(at, address)) return false;
  if (*at == '%' && address.is_ipv6) {
    ++at;
    for (char& byte : address.zone) {
      if (ends_word(*at)) return &byte != address.zone;
      byte = *at++;
    }
    return false;
  }
  return ends_word(*at);
}

/// Whether a line of /etc/hosts gives an address to a name; `address` is it then.
constexpr bool gives_address(const char* line, std::string_view name, IpAddress& address) {
  if (!take_zoned_address(line, address)) return false;
  for (;;) {
    const std::string_view word = take_word(line);
    if (word.empty() || is_same(word, name)) return !word.empty();
  }
}

/// What /etc/resolv.conf says.
struct ResolverSettings {
  // Not all of `search`: its zeros would be in the binary.
  constexpr ResolverSettings() { search[0] = '\0'; }

  IpAddress servers[3];
  int count = 0;              // of servers
  int dots = 1;               // a name with fewer is one of the search list's first
  int seconds = 5;            // how long to wait for a server
  int attempts = 2;           // how often to ask each
  char search[longest_line];  // the domains, blanks between
};

/// Takes the number of an option, which is cut to a range.
constexpr void take_option(const char* at, const char* name, int least, int most, int& value) {
  if (!base::take(at, name)) return;
  const std::int64_t number = base::take_number(at, 1'000'000);
  if (number >= 0) value = static_cast<int>(number < least ? least : number > most ? most : number);
}

/// Takes a word and the blank behind it.
constexpr bool take_key(const char*& at, const char* key) { return base::take(at, key) && parts_words(*at); }

/// Reads a line of /etc/resolv.conf: what is unknown in it, or broken, says nothing. The ranges
/// are those of resolv.conf(5).
constexpr void read_setting(const char* line, ResolverSettings& settings) {
  if (take_key(line, "nameserver")) {
    const bool is_wanted = settings.count < static_cast<int>(std::size(settings.servers));
    if (is_wanted && take_zoned_address(line, settings.servers[settings.count])) ++settings.count;
  } else if (take_key(line, "search") || take_key(line, "domain")) {
    base::Text search(settings.search, longest_line - 1);
    search.append(line);
    settings.search[search.size()] = '\0';
  } else if (take_key(line, "options")) {
    for (;;) {
      const std::string_view option = take_word(line);
      if (option.empty()) return;
      take_option(option.data(), "ndots:", 0, 15, settings.dots);
      take_option(option.data(), "timeout:", 1, 30, settings.seconds);
      take_option(option.data(), "attempts:", 1, 5, settings.attempts);
    }
  }
}

}  // namespace probe::dns
