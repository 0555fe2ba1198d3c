// Header fields out of the blocks in which HTTP/2 packs them (HPACK, RFC 7541).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/options.h"
#include "base/text.h"
#include "probe/huffman.h"

namespace probe::hpack {

struct Field {
  std::string_view name;
  std::string_view value;
};

inline constexpr std::size_t static_count = 61;
inline constexpr std::size_t first_status = 8;  // to 14, in the static table
inline constexpr char statuses[] = "200204206304400404500";

/// Appendix A. The one name in it that an answer of gRPC needs is :status: of the
/// others no more is kept than their sizes, which the dynamic table counts.
inline constexpr auto name_sizes = [] {
  constexpr std::string_view names[static_count] = {":authority",
                                                    ":method",
                                                    ":method",
                                                    ":path",
                                                    ":path",
                                                    ":scheme",
                                                    ":scheme",
                                                    ":status",
                                                    ":status",
                                                    ":status",
                                                    ":status",
                                                    ":status",
                                                    ":status",
                                                    ":status",
                                                    "accept-charset",
                                                    "accept-encoding",
                                                    "accept-language",
                                                    "accept-ranges",
                                                    "accept",
                                                    "access-control-allow-origin",
                                                    "age",
                                                    "allow",
                                                    "authorization",
                                                    "cache-control",
                                                    "content-disposition",
                                                    "content-encoding",
                                                    "content-language",
                                                    "content-length",
                                                    "content-location",
                                                    "content-range",
                                                    "content-type",
                                                    "cookie",
                                                    "date",
                                                    "etag",
                                                    "expect",
                                                    "expires",
                                                    "from",
                                                    "host",
                                                    "if-match",
                                                    "if-modified-since",
                                                    "if-none-match",
                                                    "if-range",
                                                    "if-unmodified-since",
                                                    "last-modified",
                                                    "link",
                                                    "location",
                                                    "max-forwards",
                                                    "proxy-authenticate",
                                                    "proxy-authorization",
                                                    "range",
                                                    "referer",
                                                    "refresh",
                                                    "retry-after",
                                                    "server",
                                                    "set-cookie",
                                                    "strict-transport-security",
                                                    "transfer-encoding",
                                                    "user-agent",
                                                    "vary",
                                                    "via",
                                                    "www-authenticate"};
  std::array<std::uint8_t, static_count> sizes{};
  for (std::size_t i = 0; i < static_count; ++i) sizes[i] = static_cast<std::uint8_t>(names[i].size());
  return sizes;
}();

/// The decoder of one connection: blocks depend on those before them.
class Decoder {
 public:
  /// A block comes in parts: open, put each, close, and take its fields.
  constexpr void open() { start_ = texts_.size(); }

  [[gnu::noinline]] constexpr void put(std::string_view part) {
    for (const char byte : part) texts_.put(byte);
    if (texts_.is_full()) fail("its headers are too long");
  }

  constexpr void close() {
    at_ = texts_.view().data() + start_;
    end_ = texts_.view().data() + texts_.size();
    may_resize_ = true;
  }

  /// Takes the next field of the block. Returns false at its end, and where it is wrong.
  constexpr bool next(Field& field) {
    while (at_ != end_) {
      const auto first = static_cast<unsigned char>(*at_);
      if ((first & 0xe0) == 0x20) {  // 6.3: a new size of the dynamic table
        if (!may_resize_) fail();
        resize(take_number(5));
        continue;
      }
      may_resize_ = false;  // 4.2: at the start of a block alone
      if (first >= 0x80) {  // 6.1: a field out of the tables
        field = field_at(take_number(7));
      } else {  // 6.2: a value, and its name or where that is
        const bool is_kept = first >= 0x40;
        const std::size_t index = take_number(is_kept ? 6 : 4);
        field.name = index != 0 ? field_at(index).name : take_text();
        field.value = take_text();
        if (is_kept) add(field);
      }
      return wrong_ == nullptr;
    }
    return false;
  }

  /// What was wrong with a block, in words; nullptr: nothing.
  [[nodiscard]] constexpr const char* wrong() const { return wrong_; }
  /// What the dynamic table holds, as 4.1 counts it.
  [[nodiscard]] constexpr std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t largest_size = 4096;  // the peer may use no more
  static constexpr std::size_t overhead = 32;        // of an entry, 4.1
  static constexpr std::size_t most_entries = largest_size / overhead;

  static constexpr std::size_t size_of(const Field& field) {
    return field.name.size() + field.value.size() + overhead;
  }

  [[gnu::noinline]] constexpr void fail(const char* why = "its headers cannot be decoded") {
    if (wrong_ == nullptr) wrong_ = why;
    at_ = end_;
  }

  /// 5.1, below 2^28: a longer number is an error in any place.
  constexpr std::size_t take_number(unsigned prefix_bits) {
    const unsigned most = (1U << prefix_bits) - 1;
    if (at_ == end_) return fail(), 0;
    std::size_t number = static_cast<unsigned char>(*at_++) & most;
    if (number < most) return number;
    for (unsigned shift = 0; shift < 28 && at_ != end_; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      number += std::size_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return number;
    }
    return fail(), 0;
  }

  /// 5.2. What was decoded stays in `texts_`, as the blocks do, for the table to refer to.
  constexpr std::string_view take_text() {
    const bool is_coded = at_ != end_ && static_cast<unsigned char>(*at_) >= 0x80;
    const std::size_t size = take_number(7);
    if (size > static_cast<std::size_t>(end_ - at_)) return fail(), std::string_view();
    const std::string_view bytes{at_, size};
    at_ += size;
    if (!is_coded) return bytes;
    const std::size_t start = texts_.size();
    if (!put_decoded(texts_, bytes)) fail();
    put({});
    return {texts_.view().data() + start, texts_.size() - start};
  }

  /// 2.3.3: the static table, and behind it the dynamic one, the newest entry first.
  constexpr Field field_at(std::size_t index) {
    if (index - 1 >= static_count + count_) return fail(), Field();
    if (index > static_count) return entries_[(added_ - (index - static_count)) % most_entries];
    const std::size_t status = index - first_status;
    if (status < 7) return {":status", {statuses + status * 3, 3}};
    return {{"(some name of the static table)", name_sizes[index - 1]}, {}};
  }

  constexpr void evict_to(std::size_t size) {  // 4.3
    for (; size_ > size; --count_) size_ -= size_of(entries_[(added_ - count_) % most_entries]);
  }

  constexpr void resize(std::size_t limit) {
    if (limit > largest_size) return fail();
    limit_ = limit;
    evict_to(limit);
  }

  constexpr void add(const Field& field) {  // 4.4: one that is too large empties the table
    const std::size_t size = size_of(field);
    evict_to(limit_ - std::min(size, limit_));
    if (size > limit_) return;
    entries_[added_++ % most_entries] = field;
    ++count_;
    size_ += size;
  }

  const char* at_ = nullptr;
  const char* end_ = nullptr;
  const char* wrong_ = nullptr;
  std::size_t start_ = 0;  // of the block, in `texts_`
  bool may_resize_ = true;
  std::size_t limit_ = largest_size;
  std::size_t size_ = 0;
  std::size_t count_ = 0;  // of the entries that are there
  std::size_t added_ = 0;  // of all that ever were
  std::array<Field, most_entries> entries_{};
  base::TextOf<16384> texts_;
};

}  // namespace probe::hpack
