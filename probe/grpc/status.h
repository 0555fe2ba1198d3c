// The status of a call, which a gRPC server sends in the trailers (gRPC's statuscodes.md).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/number.h"

namespace probe::grpc {

/// The names by their numbers.
inline constexpr char status_names[][20] = {
    "OK",        "CANCELLED",       "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS",  "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",    "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED",
};

inline constexpr unsigned status_count = std::size(status_names);

/// Statuses with a meaning of their own for a health check. `unknown_status` stands for those that gRPC does
/// not have.
enum Status : unsigned { ok = 0, not_found = 5, unimplemented = 12, unknown_status = status_count };

/// What a status below `status_count` means for a health check (gRPC's health-checking.md).
constexpr const char* status_text(unsigned status) {
  if (status == not_found) return "NOT_FOUND: the server does not know this service";
  if (status == unimplemented) return "UNIMPLEMENTED: the server has no grpc.health.v1.Health";
  return status_names[status];
}

/// Reads a grpc-status, which is not empty: decimal digits. Returns a status below `status_count`, or
/// `unknown_status`.
constexpr unsigned read_status(std::string_view digits) {
  unsigned status = 0;
  for (const char digit : digits) {
    if (!base::is_digit(digit)) return unknown_status;
    status = status * 10 + static_cast<unsigned>(digit - '0');
    if (status >= unknown_status) return unknown_status;
  }
  return status;
}

}  // namespace probe::grpc
