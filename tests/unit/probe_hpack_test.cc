// HPACK: the decoder against the examples of RFC 7541 appendix C, its limits, and what it refuses.
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "http2_bytes.h"
#include "probe/http2/http2.h"

namespace {

using namespace probe;
using test::hex;

/// The fields of one block, a line each, and what was wrong with it.
std::string decode(hpack::Decoder& decoder, const std::string& block) {
  std::string fields;
  decoder.open();
  decoder.put(block);
  while (decoder.next()) {
    const auto& [name, value] = decoder.field;
    fields += std::string(name) + ": " + std::string(value) + "\n";
  }
  return fields + (decoder.problem() != nullptr ? decoder.problem() : "");
}

/// A block of RFC 7541 appendix C, and the fields in it.
struct Block {
  std::string_view bytes;
  std::string_view fields;
  std::size_t size;  // of the dynamic table after it
};

void check_blocks(const std::vector<Block>& blocks, const std::string& first = "") {
  hpack::Decoder decoder;
  decode(decoder, first);
  for (const Block& block : blocks) {
    CAPTURE(block.bytes);
    CHECK(decode(decoder, hex(block.bytes)) == block.fields);
    CHECK(decoder.table.used == block.size);
  }
}

TEST_CASE("RFC 7541 C.2: single fields") {
  check_blocks({{"400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
                 "custom-key: custom-header\n", 55}});
  check_blocks({{"040c 2f73 616d 706c 652f 7061 7468", ":path: /sample/path\n", 0}});
  check_blocks({{"1008 7061 7373 776f 7264 0673 6563 7265 74", "password: secret\n", 0}});
  check_blocks({{"82", ":method: GET\n", 0}});
}

TEST_CASE("RFC 7541 C.3 and C.4: requests, without and with Huffman's code") {
  const std::string_view first = ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\n";
  const std::string_view second =
      ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\ncache-control: no-cache\n";
  const std::string_view third =
      ":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\ncustom-key: "
      "custom-value\n";
  check_blocks({{"8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", first, 57},
                {"8286 84be 5808 6e6f 2d63 6163 6865", second, 110},
                {"8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65", third, 164}});
  check_blocks({{"8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", first, 57},
                {"8286 84be 5886 a8eb 1064 9cbf", second, 110},
                {"8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf", third, 164}});
}

TEST_CASE("RFC 7541 C.5 and C.6: responses, with eviction from 256 bytes") {
  const std::string small = hex("3fe101");  // the table's new size
  const std::string_view first =
      ":status: 302\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\nlocation: "
      "https://www.example.com\n";
  const std::string_view second =
      ":status: 307\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\nlocation: "
      "https://www.example.com\n";
  const std::string_view third =
      ":status: 200\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:22 GMT\nlocation: "
      "https://www.example.com\n"
      "content-encoding: gzip\nset-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n";
  check_blocks({{"4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a "
                 "3133 3a32 3120 "
                 "474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
                 first, 222},
                {"4803 3330 37c1 c0bf", second, 222},
                {"88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 "
                 "677a 6970 7738 "
                 "666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 "
                 "2d61 6765 3d33 "
                 "3630 303b 2076 6572 7369 6f6e 3d31",
                 third, 215}},
               small);
  check_blocks(
      {{"4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad "
        "1718 "
        "63c7 8f0b 97c8 e9ae 82ae 43d3",
        first, 222},
       {"4883 640e ffc1 c0bf", second, 222},
       {"88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 "
        "e6c7 "
        "b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07",
        third, 215}},
      small);
}

TEST_CASE("blocks that HPACK does not allow are refused") {
  const std::string_view wrong = "its headers cannot be decoded";
  for (const std::string_view bytes : {
           "80",                  // index 0
           "80 0161 0162",        // the same, before what could be the name and the value of a literal
           "be",                  // the first entry of an empty dynamic table
           "ff ffffffff0f",       // a number with five more bytes
           "ff",                  // half a number
           "00",                  // no name
           "00 01",               // half a name
           "00 0161",             // no value
           "00 0161 0562",        // half a value
           "3fe21f",              // a table of 4097 bytes
           "88 20",               // a new size after a field
           "00 0161 81fe",        // padding that ends in a zero
           "00 0161 821fff",      // a byte of padding
           "00 0161 82f8ff",      // the same after a code of eight bits
           "00 0161 84ffffffff",  // EOS
           "00 0161 81 00",       // padding of zeros
       }) {
    CAPTURE(bytes);
    hpack::Decoder decoder;
    const std::string said = decode(decoder, hex(bytes));
    CHECK(said.substr(said.rfind('\n') + 1) == wrong);
  }
  hpack::Decoder decoder;
  CHECK(decode(decoder, hex("3fe11f 20 00 0161 811f 00 0161 80")) == "a: a\na: \n");  // 4096, then 0
  // The last byte that is decoded, and the first that becomes a question mark.
  CHECK(decode(decoder, hex("00 0161 83fffe1f 00 0161 83fffe3f")) == "a: \\\na: ?\n");
  CHECK(decode(decoder, hex("40 0161 0162")) == "a: b\n");
  CHECK(decoder.table.used == 0);  // the table's limit is 0
  hpack::Decoder full;
  const std::string large = hex("40 0161 7fa11f") + std::string(4128, 'x');
  for (int i = 0; i < 3; ++i) CHECK(decode(full, large).size() == 4132);
  CHECK(full.table.used == 0);
  CHECK(decode(full, large) == "its headers are too long");
}

TEST_CASE("fields of the static table") {
  const struct {
    std::string_view index;
    std::string_view field;
  } rows[] = {
      {"81", ":authority: \n"},      {"83", ":method: POST\n"},    {"87", ":scheme: https\n"},
      {"88", ":status: 200\n"},      {"89", ":status: 204\n"},     {"8a", ":status: 206\n"},
      {"8b", ":status: 304\n"},      {"8c", ":status: 400\n"},     {"8d", ":status: 404\n"},
      {"8e", ":status: 500\n"},      {"8f", "accept-charset: \n"}, {"90", "accept-encoding: gzip, deflate\n"},
      {"91", "accept-language: \n"}, {"9f", "content-type: \n"},   {"bd", "www-authenticate: \n"},
  };
  for (const auto& row : rows) {
    hpack::Decoder decoder;
    CHECK(decode(decoder, hex(row.index)) == row.field);
  }
}

TEST_CASE("a number continues over four bytes at most") {
  const std::string rest = std::string(127, 'x') + hex("0161");
  hpack::Decoder decoder;
  CHECK(decode(decoder, hex("00 7f80808000") + rest) == std::string(127, 'x') + ": a\n");
  CHECK(decode(decoder, hex("00 7f8080808000") + rest) == "its headers cannot be decoded");
}

TEST_CASE("a field that just fits into the table is added") {
  hpack::Decoder decoder;
  CHECK(decode(decoder, hex("3f03 40 0161 0162")) == "a: b\n");  // the limit is 34 bytes
  CHECK(decoder.table.used == 34);
  CHECK(decode(decoder, hex("be")) == "a: b\n");
  CHECK(decode(decoder, hex("40 0161 026262")) == "a: bb\n");  // this one empties it
  CHECK(decoder.table.used == 0);
}

TEST_CASE("blocks and what is decoded of them have 16383 bytes at most") {
  hpack::Decoder decoder;
  CHECK(decode(decoder, std::string(16383, '\x88')).ends_with(":status: 200\n"));
  hpack::Decoder full;
  CHECK(decode(full, std::string(16384, '\x88')).ends_with("its headers are too long"));
}

TEST_CASE("a table of the smallest entries holds 128 of them") {
  hpack::Decoder decoder;
  for (int i = 0; i < 300; ++i) decode(decoder, hex("40 00 00"));
  CHECK(decoder.table.used == 4096);
  CHECK(decode(decoder, hex("ff3e")) == ": \n");  // 61 + 128
  CHECK(decode(decoder, hex("ff3f")) == "its headers cannot be decoded");
}

}  // namespace
