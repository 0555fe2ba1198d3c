// A connection to another process: all that probe does on a network.
#pragma once

#include <cstddef>
#include <string_view>

#include "probe/converse.h"

namespace probe {

class Socket {
 public:
  Socket() = default;
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Connects to the Unix-domain socket that the question names, or else to the
  /// first address of its target that answers.
  Outcome connect(const Question& question);

  /// Sends all of it.
  Outcome send(std::string_view bytes);

  /// Receives what has come, at least a byte.
  Outcome receive(char* buffer, std::size_t capacity);

 private:
  Outcome connect_to_path(const char* path);
  Outcome connect_to_address(const Target& target);

  int descriptor_ = -1;
};

/// Takes the places of standard descriptors that are closed, so that no connection
/// gets a number to which lines are written.
void fill_standard_descriptors();

}  // namespace probe
