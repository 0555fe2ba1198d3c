// The settings that protocols read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/cursor.h"
#include "base/expected.h"
#include "base/number.h"
#include "version.h"

namespace probe {

inline constexpr int first_status = 100;
inline constexpr int last_status = 599;
inline constexpr int switching_protocols = 101;  // the only interim status that can be the last one

/// A set of HTTP statuses, from 0 to last_status.
class StatusSet {
 public:
  constexpr void add(std::int64_t first, std::int64_t last) {
    for (; first <= last; ++first) part_of(first) |= bit_of(first);
  }
  /// Takes a status from first_status to last_status.
  [[nodiscard]] constexpr bool has(std::int64_t status) const {
    return (parts_[static_cast<std::size_t>(status / 64)] & bit_of(status)) != 0;
  }

 private:
  static constexpr std::uint64_t bit_of(std::int64_t status) { return std::uint64_t{1} << (status % 64); }
  constexpr std::uint64_t& part_of(std::int64_t status) {
    return parts_[static_cast<std::size_t>(status / 64)];
  }

  std::array<std::uint64_t, last_status / 64 + 1> parts_{};
};

/// The statuses that are healthy to kubelet and to curl --fail.
constexpr StatusSet default_statuses() {
  StatusSet statuses;
  statuses.add(200, 399);
  return statuses;
}

/// Reads all of a list such as 200,204,300-399; 2xx is 200-299.
constexpr base::Expected parse_statuses(const char* text, StatusSet& statuses) {
  constexpr const char* expected = "statuses from 200 to 599, such as 2xx,301,400-404";
  statuses = {};
  do {
    std::int64_t first = base::take_number(text, last_status);
    const bool is_class = first > 1 && first <= last_status / 100 && base::take(text, "xx");
    if (is_class) first *= 100;
    const std::int64_t last = is_class                ? first + 99
                              : base::take(text, "-") ? base::take_number(text, last_status)
                                                      : first;
    if ((first < 200 && (first != switching_protocols || last != first)) || last < first)
      return base::wrong_value(expected);
    statuses.add(first, last);
  } while (base::take(text, ","));
  return base::expect(*text == '\0', expected);
}

/// A list of texts, which are stored elsewhere. If there are more than `capacity`, the list is overfull, and
/// only the first ones are kept.
class TextList {
 public:
  static constexpr std::size_t capacity = 32;

  constexpr void add(const char* text) {
    if (size_ < capacity) texts_[size_] = text;
    if (size_ <= capacity) ++size_;
  }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool is_overfull() const { return size_ > capacity; }
  constexpr const char* operator[](std::size_t index) const { return texts_[index]; }
  [[nodiscard]] constexpr const char* const* begin() const { return texts_.data(); }
  [[nodiscard]] constexpr const char* const* end() const {
    return texts_.data() + (is_overfull() ? capacity : size_);
  }

 private:
  std::array<const char*, capacity> texts_{};
  std::size_t size_ = 0;
};

/// A step of the dialogue with a server: a text that is sent, or that its reply has to contain.
struct Step {
  const char* text;  // with escapes (escapes.h)
  bool is_expected;
};

/// The steps in the order in which they are carried out. If there are more than `capacity`, the list is
/// overfull, and only the first ones are kept.
class StepList {
 public:
  static constexpr std::size_t capacity = 32;

  constexpr void add(const Step& step) {
    if (size_ < capacity) steps_[size_] = step;
    if (size_ <= capacity) ++size_;
  }
  [[nodiscard]] constexpr bool is_overfull() const { return size_ > capacity; }
  [[nodiscard]] constexpr bool is_empty() const { return size_ == 0; }
  /// Returns whether there is a step of that kind.
  [[nodiscard]] constexpr bool has(bool is_expected) const {
    for (const Step& step : *this) {
      if (step.is_expected == is_expected) return true;
    }
    return false;
  }
  [[nodiscard]] constexpr const Step* begin() const { return steps_.data(); }
  [[nodiscard]] constexpr const Step* end() const {
    return steps_.data() + (is_overfull() ? capacity : size_);
  }

 private:
  std::array<Step, capacity> steps_{};
  std::size_t size_ = 0;
};

enum class Family : std::uint8_t { any, ipv4, ipv6 };

struct Settings {
  base::Nanoseconds timeout = 2 * base::second;
  base::Nanoseconds wait = 0;  // how long to try again; 0: there is one try
  base::Nanoseconds interval = base::second / 2;
  base::Nanoseconds max_age = 0;        // of a file; 0: any
  base::Nanoseconds expires_after = 0;  // how long a certificate must still be valid; 0: any
  const char* unix_socket = nullptr;    // to connect to instead of the target's address
  const char* method = nullptr;         // nullptr: GET, or POST with a body
  const char* agent = user_agent;
  const char* credentials = nullptr;  // NAME:PASSWORD; used instead of the target's
  const char* server_name = nullptr;  // that TLS tells the server; nullptr: that of the target
  StepList steps;                     // --send and --expect; for http, all that is sent is the body
  TextList headers;                   // each is NAME: VALUE
  StatusSet statuses = default_statuses();
  Family family = Family::any;
  bool speaks_http2 = false;    // --http2-prior-knowledge
  bool has_proxy_line = false;  // --haproxy-protocol
  bool inverts = false;         // healthy is what is not
  bool is_insecure = false;     // --insecure: no certificate is verified, and the user knows it
  bool follows = false;         // redirects on the same host are followed
  bool quiet = false;
  bool verbose = false;
};

}  // namespace probe
