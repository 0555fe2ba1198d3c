// Shared by the soaks: how long they run, and random numbers from a seed.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace soak {

/// Reads a number from an environment variable that script/soak sets.
inline std::uint64_t setting(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? 1 : std::strtoull(value, nullptr, 10);
}

/// How long a soak runs.
class Limit {
 public:
  [[nodiscard]] bool is_over() const { return std::chrono::steady_clock::now() >= end_; }

 private:
  std::chrono::steady_clock::time_point end_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(setting("SOAK_SECONDS"));
};

/// Random numbers. The same seed gives the same numbers.
class Random {
 public:
  Random() : engine_(setting("SOAK_SEED")) {}
  /// A number from 0 to `end` - 1.
  std::size_t below(std::size_t end) { return engine_() % end; }
  bool is_one_in(std::size_t count) { return below(count) == 0; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace soak
