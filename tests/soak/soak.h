// What the soaks share: how long, and random numbers that a seed tells.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace soak {

/// A number of the environment, which script/soak sets.
inline std::uint64_t setting(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? 1 : std::strtoull(value, nullptr, 10);
}

/// The time that a soak has.
class Limit {
 public:
  [[nodiscard]] bool is_over() const { return std::chrono::steady_clock::now() >= end_; }

 private:
  std::chrono::steady_clock::time_point end_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(setting("SOAK_SECONDS"));
};

/// Random numbers: the same ones for the same seed.
class Random {
 public:
  Random() : engine_(setting("SOAK_SEED")) {}
  /// From 0 to below `end`.
  std::size_t below(std::size_t end) { return engine_() % end; }
  bool is_one_in(std::size_t count) { return below(count) == 0; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace soak
