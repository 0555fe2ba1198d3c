// A request of FastCGI 1.0 (the FastCGI specification, whose sections are cited here): one script, asked for
// with GET.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/fcgi/records.h"
#include "probe/model/bytes.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"

namespace probe::fcgi {

using namespace std::string_view_literals;

/// Appends the head of a record (3.3), which is empty until end_record() is called. Returns where its content
/// starts.
constexpr std::size_t start_record(base::Text& request, Record kind) {
  request.put(version).put(static_cast<char>(kind));
  request.put(0).put(static_cast<char>(our_request));
  request.put(0).put(0);  // the size of the content
  request.put(0).put(0);  // no padding, and a reserved byte
  return request.size();
}

/// Writes the size of the record whose content begins at `start` and reaches to the end: under 64 KiB.
constexpr void end_record(base::Text& request, std::size_t start) {
  replace_number(request, start - 4, request.size() - start);
}

/// Appends an empty record, which ends a stream of records (3.3).
constexpr void put_end_of_stream(base::Text& request, Record kind) { start_record(request, kind); }

/// Appends a parameter whose name and value are constants of under 128 bytes: each length takes one byte
/// (3.4).
constexpr void put_short_parameter(base::Text& request, std::string_view name, std::string_view value) {
  request.put(static_cast<char>(name.size())).put(static_cast<char>(value.size()));
  request.append(name).append(value);
}

enum class Coding : std::uint8_t { none, percent };

/// Appends a parameter whose value comes from the target, and is decoded if it is percent-encoded. The length
/// of the value takes four bytes, the first of which has its highest bit set (3.4): it is known only after
/// the value.
constexpr void put_parameter(base::Text& request, std::string_view name, std::string_view value,
                             Coding coding) {
  request.put(static_cast<char>(name.size()));
  request.append("\x80\0"sv);
  const std::size_t place_of_length = request.size();
  request.put(0).put(0);
  request.append(name);
  const std::size_t start = request.size();
  if (coding == Coding::percent) {
    put_percent_decoded(request, value);
  } else {
    request.append(value);
  }
  replace_number(request, place_of_length, request.size() - start);
}

/// Appends the parameters that PHP-FPM and Go's net/http/fcgi insist on. Both want the script's path as
/// SCRIPT_FILENAME too. REQUEST_URI and QUERY_STRING stay encoded (RFC 3875 4.1.7).
constexpr void put_parameters(base::Text& request, const Target& target) {
  std::string_view path = target.path;
  if (path.empty()) path = "/"sv;
  std::string_view script = before(path, '?');
  std::string_view query = path;
  query.remove_prefix(script.size() == path.size() ? path.size() : script.size() + 1);
  if (script.empty()) script = "/"sv;
  put_short_parameter(request, "GATEWAY_INTERFACE", "CGI/1.1");
  put_short_parameter(request, "REQUEST_METHOD", "GET");
  put_short_parameter(request, "SERVER_PROTOCOL", "HTTP/1.1");
  put_parameter(request, "SCRIPT_NAME", script, Coding::percent);
  put_parameter(request, "SCRIPT_FILENAME", script, Coding::percent);
  put_parameter(request, "REQUEST_URI", path, Coding::none);
  put_parameter(request, "QUERY_STRING", query, Coding::none);
}

constexpr void ask(const Question& question, base::Text& request) {
  const std::size_t begin = start_record(request, Record::begin);
  request.append(
      "\0\1\0\0\0\0\0\0"sv);  // 5.1: the role of a responder; the connection closes after one request
  end_record(request, begin);
  const std::size_t parameters = start_record(request, Record::parameters);
  put_parameters(request, question.target);
  end_record(request, parameters);
  put_end_of_stream(request, Record::parameters);
  put_end_of_stream(request, Record::input);  // 5.3: a GET has no body
}

}  // namespace probe::fcgi
