// Texts that say why something failed.
#include "probe/os/error_text.h"

#include "base/error_text.h"
#include "base/text.h"
#include "probe/report.h"

namespace probe {

const char* error_text(int error) {
  static char buffer[32];
  base::Text text(buffer, sizeof buffer);
  return base::describe_error(error, text);
}

const char* timeout_text(base::Nanoseconds timeout, bool has_answer) {
  static char buffer[64];
  base::Text text(buffer, sizeof buffer);
  return describe_timeout(timeout, has_answer, text);
}

}  // namespace probe
