// A request of FastCGI 1.0 (the FastCGI specification, whose sections are cited here): one script, asked for
// with GET.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/literal.h"
#include "base/text.h"
#include "probe/fcgi/records.h"
#include "probe/model/big_endian.h"
#include "probe/model/literals.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"

namespace probe::fcgi {

/// Where the size of a record's content is, in bytes before the content (3.3).
inline constexpr std::size_t place_of_size = 4;

/// Appends a record: a head (3.3) without padding, and its content of under 256 bytes. Returns where the
/// content starts.
constexpr std::size_t put_record(base::Text& request, RecordType type, std::string_view content = {}) {
  const char head[] = {version, static_cast<char>(type),           0, our_request,
                       0,       static_cast<char>(content.size()), 0, 0};
  request.append({head, sizeof head});
  const std::size_t start = request.size();
  request.append(content);
  return start;
}

enum class Coding : std::uint8_t { none, percent };

/// Appends a parameter: the length of its name, which is under 128, in one byte; the length of its value,
/// which is under 64 KiB, in four bytes, the first of which has its highest bit set; the name and the value
/// (3.4). A percent-encoded value is decoded, so its length is known only after it.
constexpr void put_parameter(base::Text& request, std::string_view name, std::string_view value,
                             Coding coding = Coding::none) {
  request.put(static_cast<char>(name.size()));
  request.append("\x80\0\0\0"sv);
  const std::size_t place_of_length = request.size() - 2;
  request.append(name);
  const std::size_t start = request.size();
  if (coding == Coding::percent) {
    put_percent_decoded(request, value);
  } else {
    request.append(value);
  }
  replace_number(request, place_of_length, request.size() - start);
}

/// Appends the parameters that PHP-FPM and Go's net/http/fcgi require. Both need the path of the script as
/// SCRIPT_FILENAME too. REQUEST_URI and QUERY_STRING stay encoded (RFC 3875 4.1.7).
constexpr void put_parameters(base::Text& request, const Target& target) {
  std::string_view path = target.path;
  if (path.empty()) path = base::literal("/"sv);
  std::string_view script = before(path, '?');
  std::string_view query = path;
  query.remove_prefix(script.size() == path.size() ? path.size() : script.size() + 1);
  if (script.empty()) script = base::literal("/"sv);
  put_parameter(request, "GATEWAY_INTERFACE"sv, "CGI/1.1"sv);
  put_parameter(request, "REQUEST_METHOD"sv, base::literal("GET"sv));
  put_parameter(request, "SERVER_PROTOCOL"sv, "HTTP/1.1"sv);
  put_parameter(request, "SCRIPT_NAME"sv, script, Coding::percent);
  put_parameter(request, "SCRIPT_FILENAME"sv, script, Coding::percent);
  put_parameter(request, "REQUEST_URI"sv, path);
  put_parameter(request, "QUERY_STRING"sv, query);
}

constexpr void ask(const Question& question, base::Text& request) {
  // 5.1: the role 1, a responder, and no flags: the connection closes after one request.
  put_record(request, RecordType::begin, "\0\x01\0\0\0\0\0\0"sv);
  const std::size_t start = put_record(request, RecordType::parameters);
  put_parameters(request, question.target);
  replace_number(request, start - place_of_size, request.size() - start);
  put_record(request, RecordType::parameters);  // 3.3: an empty record ends a stream
  put_record(request, RecordType::input);       // 5.3: a GET has no body
}

}  // namespace probe::fcgi
