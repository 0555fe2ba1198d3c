// Why something failed, in words.
#include "probe/os/error_text.h"

#include "base/text.h"
#include "probe/error_text.h"
#include "probe/report.h"

namespace probe {

const char* error_text(int error) {
  static char buffer[32];
  base::Text text(buffer, sizeof buffer);
  return describe_error(error, text);
}

const char* timeout_text(base::Nanoseconds time, bool has_answer) {
  static char buffer[64];
  base::Text text(buffer, sizeof buffer);
  text << (has_answer ? "no whole answer within " : "no answer within ");
  put_time(text, time);
  text.put('\0');
  return buffer;
}

}  // namespace probe
