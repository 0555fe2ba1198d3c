// The static table of HPACK (RFC 7541 appendix A), as far as an answer of gRPC needs it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace probe::hpack {

inline constexpr std::size_t static_count = 61;
inline constexpr std::size_t first_status = 8;  // to 14, in the static table
inline constexpr std::size_t status_count = 7;
inline constexpr std::size_t status_size = 3;
inline constexpr const char* status_fields = ":status200204206304400404500";

/// The one name in it that an answer of gRPC needs is :status: of the
/// others no more is kept than their sizes, which the dynamic table counts.
inline constexpr auto name_sizes = [] {
  constexpr std::string_view names =
      ":authority :method :method :path :path :scheme :scheme :status :status :status :status :status "
      ":status :status accept-charset accept-encoding accept-language accept-ranges accept "
      "access-control-allow-origin age allow authorization cache-control content-disposition "
      "content-encoding content-language content-length content-location content-range content-type cookie "
      "date etag expect expires from host if-match if-modified-since if-none-match if-range "
      "if-unmodified-since last-modified link location max-forwards proxy-authenticate proxy-authorization "
      "range referer refresh retry-after server set-cookie strict-transport-security transfer-encoding "
      "user-agent vary via www-authenticate";
  std::array<std::uint8_t, static_count> sizes{};
  std::uint8_t* size = sizes.data();
  for (const char letter : names) letter == ' ' ? ++size : (++*size, size);
  return sizes;
}();

}  // namespace probe::hpack
