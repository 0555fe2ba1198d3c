// The status of a call, which a gRPC server sends in the trailers (gRPC's statuscodes.md).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/names.h"
#include "base/number.h"

namespace probe::grpc {

/// What the statuses mean for a health check (gRPC's health-checking.md): their names, by their numbers.
inline constexpr base::Name status_texts[] = {
    {0, "OK"},
    {1, "CANCELLED"},
    {2, "UNKNOWN"},
    {3, "INVALID_ARGUMENT"},
    {4, "DEADLINE_EXCEEDED"},
    {5, "NOT_FOUND: the server does not know this service"},
    {6, "ALREADY_EXISTS"},
    {7, "PERMISSION_DENIED"},
    {8, "RESOURCE_EXHAUSTED"},
    {9, "FAILED_PRECONDITION"},
    {10, "ABORTED"},
    {11, "OUT_OF_RANGE"},
    {12, "UNIMPLEMENTED: the server has no grpc.health.v1.Health"},
    {13, "INTERNAL"},
    {14, "UNAVAILABLE"},
    {15, "DATA_LOSS"},
    {16, "UNAUTHENTICATED"},
};

inline constexpr unsigned status_count = std::size(status_texts);

/// `unknown_status` stands for those that gRPC does not have.
enum Status : unsigned { ok = 0, unknown_status = status_count };

/// The text of a status below `status_count`.
constexpr const char* status_text(unsigned status) {
  return base::name_of(static_cast<int>(status), base::packed<status_texts>.data());
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
