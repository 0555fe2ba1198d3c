// Escapes, and the search for the bytes they stand for: with the result of std::string, whether the bytes are
// together or in chunks.
#include "fuzz/support.h"

namespace {

using probe::Found;
using probe::PlainReader;

std::string unescaped(const char* text) {
  base::TextOf<8192> bytes;
  probe::put_unescaped(bytes, text);
  return std::string(bytes.view());
}

/// Checks that bytes written as escapes stand for the same bytes.
void check_escapes(std::string_view bytes) {
  std::string escaped;
  for (const char byte : bytes) {
    char text[8];
    std::snprintf(text, sizeof text, "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    escaped += text;
  }
  fuzz::check(probe::check_escapes(escaped.c_str()).is_valid() && unescaped(escaped.c_str()) == bytes);
}

Found found(std::string_view bytes, const char* text, bool is_over) {
  const std::vector<char> memory(bytes.begin(), bytes.end());
  PlainReader reader{memory.data(), memory.data() + memory.size(), is_over};
  return probe::search(reader, text);
}

Found found_in_chunks(std::string_view bytes, const char* text, std::size_t piece, bool is_over) {
  std::string body;
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    char line[32];
    std::snprintf(line, sizeof line, i % 2 == 0 ? "%zx\r\n" : "%zX;e=\n", std::min(piece, bytes.size() - i));
    body.append(line).append(bytes.substr(i, piece)).append("\r\n");
  }
  if (is_over) body += "0\r\n\r\n";
  const PlainReader reader{body.data(), body.data() + body.size(), false};
  probe::http::BodyReader chunks{reader, probe::http::Framing::chunked, 0};
  return probe::search(chunks, text);
}

}  // namespace

/// The first byte is the size of a piece; then follow the text, a NUL, and the bytes to search.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t piece = 1 + input.byte();
  const fuzz::Words text(input.text());
  const std::string_view bytes = input.rest();
  check_escapes(bytes.substr(0, 1024));
  if (!probe::check_escapes(text[0]).is_valid()) return 0;
  const bool is_in = bytes.find(unescaped(text[0])) != std::string_view::npos;
  for (const bool is_over : {false, true}) {
    const Found wanted = is_in ? Found::yes : is_over ? Found::no : Found::not_yet;
    fuzz::check(found(bytes, text[0], is_over) == wanted);
    fuzz::check(found_in_chunks(bytes, text[0], piece, is_over) == wanted);
  }
  return 0;
}
