// fcgi://HOST[:PORT]/PATH: a GET of that script over FastCGI 1.0, as PHP-FPM speaks it. Other folders include
// only this header.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/names.h"
#include "probe/fcgi/records.h"
#include "probe/fcgi/request.h"
#include "probe/fcgi/script_head.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/search.h"
#include "probe/model/wrong_protocol.h"

namespace probe::fcgi {

/// Why a request ended without an answer, by its status (the FastCGI specification, 5.5).
inline constexpr base::Name end_texts[] = {
    {0, "no whole head of an answer"}, {1, "it takes one request at a time"}, {2, "it is overloaded"},
    {3, "it knows no responders"},     {4, "it refuses the request"},  // or any other status
};

constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  const std::string_view received = exchange.received;
  OutputReader reader{.at = received.data(), .end = received.data() + received.size()};
  const HeadState head = take_script_head(reader, exchange.storage);
  const bool has_head = head == HeadState::whole;
  const std::string_view quote = exchange.storage.view();
  if (head == HeadState::wrong) return unhealthy("no head of a CGI answer", quote);
  if (has_head) {
    const int status = read_status(quote);
    if (status == 0) return unhealthy("no HTTP status", quote);
    if (!question.settings.statuses.has(status)) return unhealthy("", quote);
    if (search_all(reader, question.settings.steps) == Found::yes) return healthy("", quote);
  }
  while (reader.next() >= 0) {
  }
  if (reader.state == OutputReader::State::is_wrong) return wrong_protocol(exchange, "FastCGI");
  if (reader.state == OutputReader::State::reads) return more();
  if (has_head && reader.status == 0) return unhealthy("the body does not contain --expect", quote);
  const int last_text = std::size(end_texts) - 1;
  const int text = std::min<int>(reader.status, last_text);
  return unhealthy(base::name_of(text, base::packed<end_texts>.data()), reader.first_error);
}

inline constexpr ProtocolRow row = {
    .form = "fcgi://HOST[:PORT]/PATH",
    .help = "the status of a FastCGI GET is in --status",
    .protocol = {.scheme = "fcgi",
                 .port = 9000,
                 .takes = Form::address_and_path,
                 .uses = use_status | use_expect},
    .ask = ask,
    .judge = judge,
};

}  // namespace probe::fcgi
