// The two files that configure a resolver: /etc/hosts (hosts(5)) and /etc/resolv.conf (resolv.conf(5)). Each
// function takes one line, which ends with a NUL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/model/ip_address.h"
#include "probe/model/target.h"

namespace probe::dns {

/// The longest line, with its NUL; longer ones are ignored. Kubernetes allows a search list of 2048 bytes.
inline constexpr std::size_t longest_line = 4096;

/// Splits a file, which comes in blocks, into its lines.
class LineSplitter {
 public:
  /// Takes bytes of a block up to the end of a line, which line() then returns. Returns false if the block
  /// ended before: the line goes on in the next one.
  constexpr bool take(std::string_view& block) {
    start();
    while (!block.empty()) {
      const char byte = block.front();
      block.remove_prefix(1);
      if (byte == '\n') return finish();
      line_.put(byte);
    }
    return false;
  }

  /// Takes the end of the file, at which the last line may have no newline. Returns whether there is such a
  /// line.
  constexpr bool take_end() {
    start();
    return line_.size() != 0 && finish();
  }

  /// The line, with a NUL, until the next one is taken. It is empty if it was longer than `longest_line`.
  [[nodiscard]] constexpr const char* line() const { return line_.view().data(); }

 private:
  /// Starts a line, unless a part of it was taken before.
  constexpr void start() {
    if (is_whole_) line_.cut(0);
    is_whole_ = false;
  }
  constexpr bool finish() {
    if (line_.put('\0').is_full()) {
      line_.cut(0);
      line_.put('\0');
    }
    is_whole_ = true;
    return true;
  }

  base::TextOf<longest_line> line_;
  bool is_whole_ = false;
};

constexpr bool separates_words(char byte) { return base::is_blank(byte) || byte == '\r'; }

constexpr bool ends_word(char byte) { return byte == '\0' || byte == '#' || separates_words(byte); }

/// Takes the next word of a line. Returns an empty one at the end of the line or at a comment.
constexpr std::string_view take_word(const char*& at) {
  while (separates_words(*at)) ++at;
  const char* const word = at;
  while (!ends_word(*at)) ++at;
  return {word, at};
}

/// Takes the next word, which must be an address. One of IPv6 may have a zone after a `%`: the name or number
/// of an interface (RFC 4007 11). Returns whether it is an address; `at` is then after it.
constexpr bool take_zoned_address(const char*& at, IpAddress& address) {
  while (separates_words(*at)) ++at;
  if (!take_ip_address(at, address)) return false;
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

/// Returns whether a line of /etc/hosts gives an address to a name, and writes it to `address`.
constexpr bool gives_address(const char* line, std::string_view name, IpAddress& address) {
  if (!take_zoned_address(line, address)) return false;
  for (;;) {
    const std::string_view word = take_word(line);
    if (word.empty() || base::equals_ignoring_case(word, name)) return !word.empty();
  }
}

/// The settings of /etc/resolv.conf, or the defaults of resolv.conf(5).
struct ResolverSettings {
  // The rest of `search` stays unwritten, so that its memory is not touched.
  constexpr ResolverSettings() { search[0] = '\0'; }

  IpAddress servers[3];
  int count = 0;              // of servers
  int dots = 1;               // `ndots`: a name with fewer is looked for in the search list first
  int seconds = 5;            // `timeout`: how long to wait for a server
  int attempts = 2;           // `attempts`: how often to ask each server
  char search[longest_line];  // the domains, separated by blanks; may end with a comment
};

/// Takes an option if it has this name. Its number is raised to `least` or lowered to `most`.
constexpr void take_option(const char* at, const char* name, int least, int most, int& value) {
  if (!base::take(at, name)) return;
  const std::int64_t number = base::take_number(at, 1'000'000);
  if (number >= 0) value = static_cast<int>(number < least ? least : number > most ? most : number);
}

/// Returns whether a line starts with a keyword and a blank; `at` is then after the keyword.
constexpr bool take_key(const char*& at, const char* key) {
  return base::take(at, key) && separates_words(*at);
}

/// Reads a line of /etc/resolv.conf. What is unknown or wrong is ignored. The maximums are those of
/// resolv.conf(5). Of several search lists the last one counts, of the servers the first three.
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

/// Adds the server that resolv.conf(5) names for a file without any: one on this machine.
constexpr void add_default_server(ResolverSettings& settings) {
  if (settings.count == 0) settings.servers[settings.count++] = {.bytes = {127, 0, 0, 1}};
}

/// Returns a host as /etc/hosts writes it: without the dot that ends an absolute name.
constexpr std::string_view without_last_dot(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

}  // namespace probe::dns
