// DNS messages: queries byte for byte, and how replies are judged.
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/dns/dns.h"

namespace {

using namespace std::string_literals;
using namespace probe;
using dns::Reply;

/// A query after its size; empty if there can be no such name.
std::string query_for(std::string_view host, std::string_view domain = {}, bool is_ipv6 = false) {
  base::TextOf<dns::query_capacity> text;
  if (!dns::write_query(text, 0x1234, host, domain)) return "";
  if (is_ipv6) dns::toggle_type(text);
  return std::string(text.view());
}

TEST_CASE("a query is a header, a name, a type and a class") {
  CHECK(query_for("a.bc") == "\0\x16\x12\x34\1\0\0\1\0\0\0\0\0\0\1a\2bc\0\0\1\0\1"s);
  CHECK(query_for("a.bc", {}, true) == "\0\x16\x0f\x34\1\0\0\1\0\0\0\0\0\0\1a\2bc\0\0\x1c\0\1"s);
  base::TextOf<dns::query_capacity> text;
  dns::write_query(text, 0x1234, "a", "bc");
  dns::toggle_type(text);
  dns::toggle_type(text);
  CHECK(text.view() == query_for("a.bc"));
  CHECK(query_for("a.bc.") == query_for("a.bc"));
  CHECK(query_for("a", "bc") == query_for("a.bc"));
  CHECK(query_for("a", "bc.") == query_for("a.bc"));
}

TEST_CASE("a name is labels of 1 to 63 bytes, and 255 bytes at most") {
  const std::string label(63, 'x');
  const std::string three = label + "." + label + "." + label + ".";
  CHECK_FALSE(query_for(label).empty());
  CHECK(query_for(label + "x").empty());
  CHECK(query_for("a." + label + "x.b").empty());
  CHECK(query_for(three + std::string(61, 'x')).size() == dns::longest_query);
  CHECK(query_for(three + std::string(62, 'x')).empty());
  CHECK_FALSE(query_for(three + std::string(59, 'x'), "d").empty());
  CHECK(query_for(three + std::string(60, 'x'), "d").empty());
  CHECK(query_for(three + label, three + label).empty());
  for (const char* const bad : {".", "..", ".a", "a..", "a..b"}) CHECK(query_for(bad).empty());
  CHECK(query_for("a", ".").empty());
  CHECK(query_for("a", "b..c").empty());
}

std::string record(const std::string& owner, char type, const std::string& data, char klass = 1) {
  return owner + "\0"s + type + "\0"s + klass + "\0\0\0\x3c\0"s + static_cast<char>(data.size()) + data;
}

const std::string pointer = "\xc0\x0c";
const std::string ipv4 = "\x0a\0\0\1"s;
const std::string ipv6 = "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"s;

/// A reply to a query for a.bc, with a number of records in its answer.
std::string reply_with(const std::string& records, std::size_t count, bool is_ipv6 = false,
                       const std::string& flags = "\x81\x80") {
  const std::string query = query_for("a.bc", {}, is_ipv6).substr(dns::prefix_size);
  return query.substr(0, 2) + flags + "\0\1\0"s + static_cast<char>(count) + "\0\0\0\0"s + query.substr(12) +
         records;
}

struct Judged {
  Reply reply;
  std::string addresses;  // the bytes of each
  bool operator==(const Judged&) const = default;
};

/// How a reply is judged. It has memory of its own, so that AddressSanitizer sees each byte read after it.
Judged judged(std::string_view bytes, bool is_ipv6 = false) {
  const std::vector<char> memory(bytes.begin(), bytes.end());
  const std::string query = query_for("a.bc", {}, is_ipv6).substr(dns::prefix_size);
  AddressList found;
  Judged result{dns::judge(query, {memory.data(), memory.size()}, found), ""};
  for (int i = 0; i < found.count; ++i) {
    CHECK(found.list[i].is_ipv6 == is_ipv6);
    result.addresses.append(reinterpret_cast<const char*>(found.list[i].bytes), is_ipv6 ? 16 : 4);
  }
  return result;
}

const std::string chain = record(pointer, 5, "\1d\2bc\0"s) + record("\1d\xc0\x0e", 1, ipv4);

const struct {
  const char* what;
  std::string bytes;
  Judged judged;
  bool is_ipv6 = false;
} rows[] = {
    {"an address", reply_with(record(pointer, 1, ipv4), 1), {Reply::addresses, ipv4}},
    {"an address of IPv6", reply_with(record(pointer, 28, ipv6), 1, true), {Reply::addresses, ipv6}, true},
    {"two",
     reply_with(record(pointer, 1, ipv4) + record(pointer, 1, "\1\2\3\4"), 2),
     {Reply::addresses, ipv4 + "\1\2\3\4"}},
    {"a chain", reply_with(chain, 2), {Reply::addresses, ipv4}},
    {"a chain that leads nowhere", reply_with(record(pointer, 5, "\1d\2bc\0"s), 1), {Reply::addresses, ""}},
    {"another type", reply_with(record(pointer, 28, ipv6), 1), {Reply::addresses, ""}},
    {"another class", reply_with(record(pointer, 1, ipv4, 3), 1), {Reply::addresses, ""}},
    {"no records", reply_with("", 0), {Reply::addresses, ""}},
    {"records of other sections", reply_with(record(pointer, 1, ipv4), 0), {Reply::addresses, ""}},
    {"bytes after the answer", reply_with(record(pointer, 1, ipv4) + "xyz", 1), {Reply::addresses, ipv4}},
    {"the name in full", reply_with(record("\1a\2bc\0"s, 1, ipv4), 1), {Reply::addresses, ipv4}},
    {"the root", reply_with(record("\0"s, 1, ipv4), 1), {Reply::addresses, ipv4}},
    {"no such name", reply_with("", 0, false, "\x81\x83"), {Reply::no_name, ""}},
    {"refused", reply_with("", 0, false, "\x81\x85"), {Reply::refused, ""}},
    {"a failure", reply_with("", 0, false, "\x81\x82"), {Reply::failed, ""}},
    {"not implemented", reply_with("", 0, false, "\x81\x84"), {Reply::failed, ""}},
    {"truncated", reply_with(record(pointer, 1, ipv4), 1, false, "\x83\x80"), {Reply::truncated, ""}},
    {"a failure, truncated", reply_with("", 0, false, "\x83\x82"), {Reply::failed, ""}},
    {"a question", reply_with("", 0, false, "\1\0"s), {Reply::foreign, ""}},
    {"another operation", reply_with("", 0, false, "\x89\x80"), {Reply::foreign, ""}},
    {"an answer to the other question", reply_with(record(pointer, 28, ipv6), 1, true), {Reply::foreign, ""}},
    {"fewer records than it says", reply_with(record(pointer, 1, ipv4), 2), {Reply::failed, ""}},
    {"a pointer to itself", reply_with(record("\xc0\x16", 1, ipv4), 1), {Reply::failed, ""}},
    {"a pointer ahead", reply_with(record("\xc0\x20", 1, ipv4), 1), {Reply::failed, ""}},
    {"a pointer to itself after a label", reply_with(record("\1x\xc0\x18", 1, ipv4), 1), {Reply::failed, ""}},
    {"a label of no kind", reply_with(record("\x40x\0"s, 1, ipv4), 1), {Reply::failed, ""}},
    {"a label that is too long",
     reply_with(record("\x40" + std::string(64, 'x') + "\0"s, 1, ipv4), 1),
     {Reply::failed, ""}},
    {"too short an address", reply_with(record(pointer, 1, "\1\2\3"), 1), {Reply::failed, ""}},
    {"too long an address", reply_with(record(pointer, 1, "\1\2\3\4\5"), 1), {Reply::failed, ""}},
    {"a good one and a bad one",
     reply_with(record(pointer, 1, ipv4) + record(pointer, 1, "\1"), 2),
     {Reply::failed, ""}},
};

TEST_CASE("replies are judged as a whole") {
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(judged(row.bytes, row.is_ipv6) == row.judged);
    for (std::size_t size = 0; size < row.bytes.size(); ++size) {
      const Judged part = judged(row.bytes.substr(0, size), row.is_ipv6);
      const bool is_less = part.reply == Reply::foreign || part.reply == Reply::failed;
      CHECK((part == row.judged || (is_less && part.addresses.empty())));
    }
  }
}

TEST_CASE("capitals may change on the way") {
  std::string bytes = reply_with(record(pointer, 1, ipv4), 1);
  bytes[13] = 'A';
  CHECK(judged(bytes).reply == Reply::addresses);
  bytes[13] = 'b';
  CHECK(judged(bytes).reply == Reply::foreign);
}

TEST_CASE("any byte in any place is safe, and another id or question is never taken") {
  for (const std::string& whole : {reply_with(chain, 2), reply_with(record("\1x\xc0\x0e", 1, ipv4), 1)}) {
    for (std::size_t place = 0; place < whole.size(); ++place) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string bytes = whole;
        bytes[place] = static_cast<char>(byte);
        const Judged result = judged(bytes);
        const bool is_own = place < 2 || (place >= 4 && place < 6) || (place >= 12 && place < 22);
        const bool is_same_letter =
            (byte ^ whole[place]) == 0x20 && (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (is_own && bytes != whole && !is_same_letter && result.reply != Reply::foreign)
          FAIL("a foreign reply was taken");
        if (result.reply != Reply::addresses && !result.addresses.empty())
          FAIL("a reply that is not whole gave addresses");
      }
    }
  }
}

TEST_CASE("more addresses than there is room for are left out") {
  std::string records;
  for (int i = 0; i < 100; ++i) records += record(pointer, 1, ipv4);
  CHECK(judged(reply_with(records, 100)).addresses.size() == 4 * most_addresses);
}

constexpr Reply judged_at_compile_time(std::string_view reply) {
  AddressList found;
  const std::string_view query = {"\x12\x34\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", 19};
  return dns::judge(query, reply, found);
}

static_assert(judged_at_compile_time({"\x12\x34\x81\x83\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", 19}) ==
              Reply::no_name);
static_assert(judged_at_compile_time({"\x12\x34\x81\x80\0\1\0\1\0\0\0\0\1a\0\0\1\0\1\xc0\x13", 21}) ==
              Reply::failed);
static_assert(judged_at_compile_time("") == Reply::foreign);

}  // namespace
