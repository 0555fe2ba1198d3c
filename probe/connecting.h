// Decisions about connecting: how the time is shared among addresses, how long a system call on a socket may
// block, and what its error means.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/model/deadline.h"
#include "probe/model/failure.h"
#include "probe/model/host.h"
#include "probe/model/ip_address.h"
#include "probe/model/libpq_query.h"
#include "probe/model/protocol.h"

namespace probe {

/// Returns until when to try an address, if `untried` addresses (1 or more), this one included, are left at
/// `now`: each gets an equal share, so that there is time for the others if packets to one are dropped. The
/// last address gets all that is left.
constexpr Deadline share_of_time(const Deadline& whole, base::Nanoseconds now, int untried) {
  return whole.no_later_than(whole.end - whole.left(now) / untried * (untried - 1));
}

/// Returns how much an error of connect(2) shows about the server, from 0 to 2. 0: this machine has no route,
/// which is usual without IPv6; 1: no answer came in a share of the time; 2: the error is an answer.
constexpr int rank_of_error(int error) {
  if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL || error == ENETUNREACH) return 0;
  return is_late(error) ? 1 : 2;
}

/// The error that is reported when all addresses failed: the first one of the highest rank_of_error().
struct ReportedError {
  int error = EADDRNOTAVAIL;
  int place = -1;  // of its address in the list; -1: none failed yet

  constexpr void add(int failed_place, int failed_error) {
    if (place >= 0 && rank_of_error(failed_error) <= rank_of_error(error)) return;
    place = failed_place;
    error = failed_error;
  }
};

/// Returns whether a call that failed after connect(2) shows that another address should be tried: an address
/// refuses datagrams only after one was sent. Over a stream, connect(2) itself is refused.
constexpr bool leads_to_next_address(Subject subject, int error) {
  return subject == Subject::datagrams && error == ECONNREFUSED;
}

/// Returns whether a connection has the same address (sockaddr) at both ends. If no server listens on a port
/// of the ephemeral range, the kernel may give that port to the client, which is then connected to itself.
constexpr bool is_connected_to_itself(std::string_view own, std::string_view peer) { return own == peer; }

inline constexpr std::int64_t no_limit = 0;
inline constexpr std::int64_t no_time_left = -1;

/// Returns the limit of a call on a socket (SO_SNDTIMEO, SO_RCVTIMEO) that has to end by `until`, in
/// microseconds. `no_limit`: a timer ends the process by then. `no_time_left`: it is too late for the call.
constexpr std::int64_t socket_limit(const Deadline& until, base::Nanoseconds now) {
  if (until.has_timer) return no_limit;
  return until.left(now) <= 0 ? no_time_left : until.left(now) / base::microsecond + 1;
}

/// Returns the timeout of a poll(2) that has to end by `until`, in milliseconds; 0: it is too late to wait;
/// -1: without end, because a timer ends the process by then.
constexpr int poll_limit(const Deadline& until, base::Nanoseconds now) {
  if (until.left(now) <= 0) return 0;
  constexpr base::Nanoseconds most = std::numeric_limits<int>::max();
  return until.has_timer ? -1 : static_cast<int>(std::min(until.left(now) / base::millisecond + 1, most));
}

/// Returns whether it is a good answer that no reply comes within a tenth of the timeout. Over UDP it is, if
/// the user could give data to send or to expect, and gave none (udp.h). A query of the protocol's own, as
/// for dns, needs a reply.
constexpr bool takes_silence(const Question& question) {
  const Protocol& protocol = *question.protocol;
  const bool takes_steps = (protocol.uses & use_send) != 0;
  return protocol.subject == Subject::datagrams && takes_steps && question.settings.steps.is_empty();
}

/// Returns until when to wait for a reply if silence is an answer: a tenth of `timeout` after `now`.
constexpr Deadline end_of_silence(const Deadline& deadline, base::Nanoseconds now,
                                  base::Nanoseconds timeout) {
  const base::Nanoseconds end = now + timeout / 10;
  return deadline.has_timer && end >= deadline.end ? deadline : Deadline{end, false};
}

/// Returns until when to read the rest of an answer after its verdict: a tenth of `timeout` after `now`, less
/// the time that was `spent` on other answers, but not past the deadline.
constexpr base::Nanoseconds end_of_rest(const Deadline& deadline, base::Nanoseconds now,
                                        base::Nanoseconds timeout, base::Nanoseconds spent) {
  return std::min(now + timeout / 10 - spent, deadline.end);
}

/// Returns whether an error of recv(2) only ends the answer: silence that is an answer, or a reset after a
/// part of the answer. That part may hold the reason for the reset (GOAWAY, RFC 9113 6.8).
constexpr bool ends_answer(int error, bool is_silence_answer, bool has_answer) {
  return (is_silence_answer && error == EAGAIN) || (has_answer && error == ECONNRESET);
}

/// Returns the path of the Unix-domain socket to connect to: the target, --unix-socket, or a path in the
/// target's directory, which is written to `storage`; nullptr: there is none, and the target has an IP
/// address or a name.
constexpr const char* socket_path(const Question& question, base::Text& storage) {
  if (question.protocol->takes == Form::path) return question.target.path.data();
  if (question.settings.unix_socket != nullptr || question.target.directory.empty())
    return question.settings.unix_socket;
  put_socket_path(storage, question.target);
  return storage.view().data();
}

/// Appends the address that is tried, if the target does not name it: the host and port of a redirect, or the
/// IP address of a name.
constexpr void put_tried_address(base::Text& text, const Question& question, const IpAddress& address) {
  if (question.is_elsewhere) {
    put_authority(text, question.target);
  } else if (!is_address(question.target)) {
    put_address(text, address);
  }
}

}  // namespace probe
