// The static table of HPACK (RFC 7541 appendix A).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/cursor.h"
#include "base/names.h"
#include "probe/model/text_parts.h"

namespace probe::hpack {

inline constexpr std::size_t static_count = 61;

/// The names of the fields, separated by blanks. Their indexes count from 1.
inline constexpr char static_names[] =
    ":authority :method :method :path :path :scheme :scheme :status :status :status :status :status "
    ":status :status accept-charset accept-encoding accept-language accept-ranges accept "
    "access-control-allow-origin age allow authorization cache-control content-disposition "
    "content-encoding content-language content-length content-location content-range content-type cookie "
    "date etag expect expires from host if-match if-modified-since if-none-match if-range "
    "if-unmodified-since last-modified link location max-forwards proxy-authenticate proxy-authorization "
    "range referer refresh retry-after server set-cookie strict-transport-security transfer-encoding "
    "user-agent vary via www-authenticate";

/// The name with an index of 1 to `static_count`.
constexpr std::string_view static_name(std::size_t index) {
  std::string_view rest = static_names;
  for (; index != 1; --index) rest.remove_prefix(before(rest, ' ').size() + 1);
  return before(rest, ' ');
}

static_assert(static_name(static_count) == "www-authenticate");

/// The values of the fields that have one, by their indexes.
inline constexpr base::Name static_values[] = {
    {2, "GET"},   {3, "POST"}, {4, "/"},    {5, "/index.html"},    {6, "http"},
    {7, "https"}, {8, "200"},  {9, "204"},  {10, "206"},           {11, "304"},
    {12, "400"},  {13, "404"}, {14, "500"}, {16, "gzip, deflate"},
};

/// The value of the field with an index of 1 to `static_count`.
constexpr std::string_view static_value(std::size_t index) {
  const char* const value = base::name_of(static_cast<int>(index), base::packed<static_values>.data());
  return {value, base::find(value, '\0')};
}

/// The indexes of fields that probe sends. Only the names are used, except of method_post and the schemes.
enum StaticIndex : std::size_t {
  authority = 1,
  method = 2,
  method_post = 3,
  path = 4,
  scheme_http = 6,
  scheme_https = 7,
  accept = 19,
  authorization = 23,
  content_length = 28,
  content_type = 31,
  user_agent = 58,
};

static_assert(static_name(accept) == "accept" && static_name(authorization) == "authorization" &&
              static_name(content_length) == "content-length" && static_name(user_agent) == "user-agent");

}  // namespace probe::hpack
