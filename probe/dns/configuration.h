// The two files that configure a resolver: /etc/hosts (hosts(5)) and /etc/resolv.conf (resolv.conf(5)). They
// are read word by word.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/dns/words.h"
#include "probe/model/ip_address.h"
#include "probe/model/target.h"

namespace probe::dns {

/// Reads a word that is an address. One of IPv6 may have a zone after a `%`: the name or number of an
/// interface (RFC 4007 11). Returns whether it is an address.
constexpr bool read_zoned_address(const char* word, IpAddress& address) {
  if (!take_ip_address(word, address)) return false;
  if (*word != '%' || !address.is_ipv6) return *word == '\0';
  for (char& byte : address.zone) {
    if (*++word == '\0') return &byte != address.zone;
    byte = *word;
  }
  return false;
}

/// Searches /etc/hosts for a name. Each line is an address and its names.
class HostsSearch {
 public:
  explicit constexpr HostsSearch(std::string_view name) : name_(name) {}

  /// Takes the next word of the file. Returns whether its line gives address() to the name; it does so once.
  constexpr bool take(const Word& word) {
    if (word.place != Place::later) {
      has_address_ = read_zoned_address(word.text.data(), address_);
      return false;
    }
    if (!has_address_ || !base::equals_ignoring_case(word.text, name_)) return false;
    has_address_ = false;
    return true;
  }

  [[nodiscard]] constexpr const IpAddress& address() const { return address_; }

 private:
  std::string_view name_;
  IpAddress address_;
  bool has_address_ = false;  // of the line, and the name did not come yet
};

/// The size of the search list, with its NUL. Kubernetes allows 2048 bytes.
inline constexpr std::size_t search_size = 4096;

/// The settings of /etc/resolv.conf, or the defaults of resolv.conf(5).
struct ResolverSettings {
  // The rest of `search` stays unwritten, so that its memory is not touched.
  constexpr ResolverSettings() { search[0] = '\0'; }

  IpAddress servers[3];
  int count = 0;             // of servers
  int dots = 1;              // `ndots`: a name with fewer is looked for in the search list first
  int seconds = 5;           // `timeout`: how long to wait for a server
  int attempts = 2;          // `attempts`: how often to ask each server
  char search[search_size];  // the domains, each with a blank after it
};

/// Takes an option if it has this name. Its number is raised to `least` or lowered to `most`.
constexpr void take_option(const char* at, const char* name, int least, int most, int& value) {
  if (!base::take(at, name)) return;
  const std::int64_t number = base::take_number(at, 1'000'000);
  if (number >= 0) value = static_cast<int>(std::clamp<std::int64_t>(number, least, most));
}

/// Reads /etc/resolv.conf. What is unknown or wrong is ignored. The maximums are those of resolv.conf(5). Of
/// several search lists the last one counts, of the servers the first three.
class SettingsReader {
 public:
  /// Takes the settings, which must outlive this.
  explicit constexpr SettingsReader(ResolverSettings& settings)
      : settings_(settings), search_(settings.search, search_size - 1) {}

  /// Takes the next word of the file.
  constexpr void take(const Word& word) {
    if (word.place != Place::later) {
      key_ = word.place == Place::start ? key_of(word.text.data()) : Key::none;
      return;
    }
    if (key_ == Key::server) take_server(word.text.data());
    if (key_ == Key::search) search_.cut(0);
    if (key_ == Key::search || key_ == Key::domains) take_domain(word.text);
    if (key_ == Key::options) {
      take_option(word.text.data(), "ndots:", 0, 15, settings_.dots);
      take_option(word.text.data(), "timeout:", 1, 30, settings_.seconds);
      take_option(word.text.data(), "attempts:", 1, 5, settings_.attempts);
    }
  }

 private:
  /// What the next word of a line is.
  enum class Key : std::uint8_t { none, server, search, domains, options };

  static constexpr bool is_word(const char* word, const char* key) {
    return base::take(word, key) && *word == '\0';
  }

  static constexpr Key key_of(const char* word) {
    if (is_word(word, "nameserver")) return Key::server;
    if (is_word(word, "search") || is_word(word, "domain")) return Key::search;
    return is_word(word, "options") ? Key::options : Key::none;
  }

  constexpr void take_server(const char* word) {
    key_ = Key::none;  // a line has one
    const bool is_wanted = settings_.count < static_cast<int>(std::size(settings_.servers));
    if (is_wanted && read_zoned_address(word, settings_.servers[settings_.count])) ++settings_.count;
  }

  /// Adds a domain to the search list if there is room for all of it.
  constexpr void take_domain(std::string_view domain) {
    key_ = Key::domains;
    const std::size_t size = search_.size();
    if (search_.append(domain).put(' ').is_full()) search_.cut(size);
    settings_.search[search_.size()] = '\0';
  }

  ResolverSettings& settings_;
  base::Text search_;
  Key key_ = Key::none;
};

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
