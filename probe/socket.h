// A connection to another process: all that probe does on a network.
#pragma once

#include <cstddef>
#include <string_view>

#include "probe/converse.h"
#include "probe/target.h"

namespace probe {

class Socket {
 public:
  Socket() = default;
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Connects to the first address of the target that answers.
  Outcome connect(const Target& target);

  /// Sends all of it.
  Outcome send(std::string_view bytes);

  /// Receives what has come, at least a byte.
  Outcome receive(char* buffer, std::size_t capacity);

 private:
  int descriptor_ = -1;
};

/// Takes the places of standard descriptors that are closed, so that no connection
/// gets a number to which lines are written.
void fill_standard_descriptors();

}  // namespace probe
