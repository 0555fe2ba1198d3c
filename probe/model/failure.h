// Why an operation failed, as a value and as a text.
#pragma once

#include <cerrno>

#include "base/error_text.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/model/verdict.h"

namespace probe {

/// Why an operation failed: an errno, or a text if there is no errno for it.
struct Failure {
  const char* text = nullptr;
  int error = 0;  // errno; read only if there is no text

  [[nodiscard]] constexpr bool is_none() const { return text == nullptr && error == 0; }
};

/// Returns whether an error (errno) says nothing about what was asked: probe has no descriptor or memory
/// left, or may not look, or the kernel does not have the system call.
constexpr bool is_own(int error) {
  switch (error) {
    case EPERM:
    case EACCES:
    case EISDIR:
    case ENOMEM:
    case ENOSYS:
    case ENFILE:
    case EMFILE: return true;
    default: return false;
  }
}

/// Returns whether an error of connect(2), or of another call on a socket, means that its time was up.
constexpr bool is_late(int error) { return error == EAGAIN || error == EINPROGRESS || error == EALREADY; }

/// The failure of an operation whose time was up.
inline constexpr Failure too_late = {.error = EAGAIN};

/// Appends a time in the largest unit in which it is a whole number: seconds, milliseconds or microseconds.
constexpr void put_time(base::Text& line, base::Nanoseconds time) {
  if (time % base::second == 0) {
    line << time / base::second << "s";
  } else if (time % base::millisecond == 0) {
    line << time / base::millisecond << "ms";
  } else {
    line << time / base::microsecond << "us";
  }
}

/// Returns the text which says that no answer came within `timeout`, or only a part of one (`has_answer`). It
/// is written to `storage`, which must be empty.
constexpr const char* describe_timeout(base::Nanoseconds timeout, bool has_answer, base::Text& storage) {
  storage << (has_answer ? "no whole answer within " : "no answer within ");
  put_time(storage, timeout);
  storage.put('\0');
  return storage.view().data();
}

/// Returns the text of a failure. `storage` must be empty; it may hold the text, and has to last as long as
/// that. The other arguments are as for describe_timeout().
constexpr const char* describe_failure(const Failure& failure, base::Nanoseconds timeout, bool has_answer,
                                       base::Text& storage) {
  if (failure.text != nullptr) return failure.text;
  return is_late(failure.error) ? describe_timeout(timeout, has_answer, storage)
                                : base::describe_error(failure.error, storage);
}

/// Returns the verdict on a file or a process about which a system call failed with `error` (errno).
/// `storage` must be empty.
constexpr Verdict judge_error(int error, base::Text& storage) {
  const char* const why = base::describe_error(error, storage);
  return is_own(error) ? unable(Phase::nothing, why) : unhealthy(why);
}

}  // namespace probe
