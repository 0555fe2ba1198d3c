// The files of tests/vectors: numbers in hexadecimal digits that others have published.
#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "http2_bytes.h"

namespace test {

/// A line of a file of Wycheproof: its number, what is right ("valid", "invalid", "acceptable"), and the
/// numbers.
struct Vector {
  std::string number;
  std::string result;
  std::vector<std::string> bytes;

  [[nodiscard]] bool is_valid() const { return result == "valid"; }
};

/// The words of each line that is no comment.
inline std::vector<std::vector<std::string>> read_words(std::string_view name) {
  std::ifstream file(std::string(VECTORS "/") + std::string(name));
  std::vector<std::vector<std::string>> lines;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    lines.emplace_back();
    for (std::string word; words >> word;) lines.back().push_back(word == "-" ? "" : word);
  }
  REQUIRE_MESSAGE(!lines.empty(), name);
  return lines;
}

inline std::vector<Vector> read_vectors(std::string_view name) {
  std::vector<Vector> vectors;
  for (const std::vector<std::string>& words : read_words(name)) {
    Vector& vector = vectors.emplace_back(Vector{words[0], words[1], {}});
    for (std::size_t i = 2; i < words.size(); ++i) vector.bytes.push_back(hex(words[i]));
  }
  return vectors;
}

/// The values of a file by their names.
inline std::map<std::string, std::string> read_values(std::string_view name) {
  std::map<std::string, std::string> values;
  for (const std::vector<std::string>& words : read_words(name)) values[words[0]] = hex(words[1]);
  return values;
}

}  // namespace test
