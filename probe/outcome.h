// The result of an operation on a socket.
#pragma once

#include <cstddef>
#include <string_view>

#include "probe/model/failure.h"
#include "probe/model/verdict.h"

namespace probe {

struct Outcome {
  Failure failure = {};          // none: it succeeded
  std::size_t size = 0;          // how many bytes were received; 0: nothing more will come
  Phase phase = Phase::nothing;  // what failed
  std::string_view quote = {};   // shows why it failed; empty: what was received before does
};

}  // namespace probe
