// The verdict on the final reply, whatever the version of HTTP: its status, with --location also where it
// leads, and with --expect also its body.
#pragma once

#include <string_view>

#include "probe/http/redirect.h"
#include "probe/http/request.h"
#include "probe/model/host.h"
#include "probe/model/literals.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/search.h"

namespace probe::http {

/// Whether a reply with this status asks the client to follow its Location (RFC 9110 15.4). Other 3xx
/// statuses do not.
constexpr bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Whether the Location of a reply with this status is followed.
constexpr bool is_followed(const Settings& settings, int status) {
  return settings.follows && is_redirect(status);
}

constexpr bool is_head(std::string_view method) { return method == "HEAD"sv; }

/// Appends a Location. A byte that no URI may hold is percent-encoded. A line end and the blanks after it
/// count as one blank (RFC 9112 5.2).
constexpr void put_location(base::Text& out, std::string_view location) {
  bool is_folded = false;
  for (const char& byte : location) {
    if (is_folded && base::is_space(byte)) continue;
    is_folded = byte == '\r' || byte == '\n';
    put_percent_encoded(out, {is_folded ? " " : &byte, 1});
  }
}

/// Judges a reply that may be a redirect, as kubelet does. Returns `more` if it is not followed, or leads to
/// another host: then its status decides.
constexpr Verdict judge_redirect(const Question& question, int status, std::string_view location,
                                 const Exchange& exchange) {
  if (!is_followed(question.settings, status) || location.empty()) return more();
  base::Text& storage = exchange.storage;
  const bool keeps_method = status >= 307 || is_head(method_of(question.settings));  // RFC 9110 15.4
  put_location(storage, location);
  const bool is_too_long = storage.size() >= longest_location - 1;
  if (is_too_long) storage.cut(longest_location);
  const std::string_view reference = storage.view();
  storage.put('\0');
  if (leads_to_other_host(question.target, reference.data())) return more();
  if (is_too_long) return unhealthy("its Location is over 2 KiB");
  Redirection& to = exchange.redirection;
  to = {.location = without_user(reference),
        .method = keeps_method ? method_of(question.settings) : "GET",
        .keeps_body = status >= 307,
        .is_other_server = names_host(reference.data())};
  to.is_secured = question.is_secured;
  const Destination destination =
      merge_location(question.target, reference.data(), storage, to.target, to.is_secured);
  to.target.user = question.target.user;
  if (to.is_secured && needs_consent(question.settings, to.target))
    return unhealthy("it redirects to https, and no certificate is verified; add -k", to.location);
  if (destination == Destination::same_scheme) return redirect();
  return unhealthy(destination == Destination::none ? "it redirects to no target"
                                                    : "it redirects to a scheme that is not supported",
                   to.location);
}

/// Whether the body decides about a reply with this status.
constexpr bool is_searched(const Settings& settings, int status) {
  return settings.statuses.has(status) && settings.steps.has(true);
}

/// Judges by the status alone. `text` is quoted.
constexpr Verdict judge_status(const Settings& settings, int status, std::string_view text) {
  return settings.statuses.has(status) ? healthy("", text) : unhealthy("", text);
}

/// Judges by whether the body has the text of each --expect. `text` is quoted.
constexpr Verdict judge_search(Found found, std::string_view text) {
  switch (found) {
    case Found::yes: return healthy("", text);
    case Found::not_yet: return more();
    case Found::no: return unhealthy("the body does not contain --expect", text);
    case Found::broken: break;
  }
  return unhealthy("the length of the body is unclear", text);
}

}  // namespace probe::http
