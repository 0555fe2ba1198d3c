// http://HOST[:PORT][/PATH] and https: HTTP/1.1 as kubelet speaks it (RFC 9110, RFC 9112), or HTTP/2 with
// --http2-prior-knowledge. Other folders include only this header.
#pragma once

#include <string_view>

#include "probe/http/http1.h"
#include "probe/http/http2.h"
#include "probe/http/request.h"
#include "probe/model/host_header.h"
#include "probe/model/protocol.h"

namespace probe::http {

constexpr void ask(const Question& question, base::Text& request) {
  question.settings.speaks_http2 ? ask_http2(question, request) : ask_http1(question, request);
}

constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  return question.settings.speaks_http2 ? judge_http2(question, exchange) : judge_http1(question, exchange);
}

/// Returns whether a reply was received to its end.
constexpr bool is_whole(const Question& question, std::string_view received) {
  return question.settings.speaks_http2 ? is_http2_whole(received) : is_http1_whole(question, received);
}

inline constexpr ProtocolRow row = {
    .form = "http://HOST[:PORT][/PATH]",
    .help = "the status code is in --status",
    .protocol = {.scheme = "http",
                 .port = http_port,
                 .takes = Form::address_and_path,
                 .uses = use_request | use_headers | use_status | use_expect | use_send | use_insecure,
                 .application = Application::http},
    .ask = ask,
    .judge = judge,
    .is_whole = is_whole,
};

inline constexpr ProtocolRow secured_row = over_tls(row, "https", https_port);

}  // namespace probe::http
