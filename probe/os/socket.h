// A connection to a server, over IP or over a Unix-domain socket.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <string_view>

#include "base/number.h"
#include "probe/connecting.h"
#include "probe/model/deadline.h"
#include "probe/model/ip_address.h"
#include "probe/model/protocol.h"
#include "probe/os/socket_address.h"
#include "probe/outcome.h"

namespace probe {

/// The socket of converse(). A call returns why it failed: `too_late` if the time is up.
class Socket {
 public:
  /// Takes the deadline of everything together, the time by which every call has to end, if that is earlier,
  /// and a text for the address that is tried, which stays empty if the target that was given names that
  /// address itself.
  Socket(const Deadline& whole, base::Nanoseconds end, base::Text& address)
      : whole_(whole), deadline_(whole.no_later_than(end)), address_(address) {}
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Connects to the Unix-domain socket that the question names, or else to the first address of its target
  /// that answers. If has_other_address(), it goes on with the address after the one that refused.
  Outcome connect(const Question& question);

  /// Sends all bytes, in that phase. `has_more`: others follow at once, and may be sent together with these.
  Outcome send(std::string_view bytes, Phase phase, bool has_more = false);

  /// Receives at least a byte, and up to `capacity`, in that phase. Receives nothing if the server has sent
  /// all, or if its silence is an answer (takes_silence()).
  Outcome receive(char* buffer, std::size_t capacity, Phase phase);

  /// Notes a part of the answer, which must last.
  void note_answer(std::string_view part);

  /// Sends bytes, as far as that needs no waiting. No answer to them is expected.
  void send_last(std::string_view bytes);

  /// The time since 1970.
  static base::Nanoseconds wall_time();

  /// Writes random bytes of the kernel, fit for keys (getrandom(2)).
  Outcome fill_randomly(char* bytes, std::size_t size);

  /// Receives at most `capacity` bytes that no verdict needs, and adds to `spent` how long that took, with
  /// what the caller did since the last call: a server can send records that take long to decrypt. Returns
  /// how many; 0 if none came in time (end_of_rest()), or if there is any other reason to end. A signal that
  /// is caught stays pending, as there is a verdict.
  std::size_t read_on(char* buffer, std::size_t capacity, base::Nanoseconds& spent);

  /// Returns whether the last call failed because an address refuses datagrams, which is known only after one
  /// was sent, and there are other addresses to connect to.
  [[nodiscard]] bool has_other_address() const {
    return leads_to_next_address(subject_, error_) && tried_ != addresses_.count;
  }

 private:
  /// Shows which address is tried, and starts the phase `connect`.
  void show_address(const Question& question, const IpAddress& address);
  Outcome connect_to_path(const char* path);
  Outcome connect_to_host(const Question& question);
  /// Tries one address until a time. Returns 0 or errno.
  int try_address(const SocketAddress& address, socklen_t size, const Deadline& until);
  /// Lets each call from now on fail with EAGAIN at `until` (socket_limit()). Returns 0, or errno if it is
  /// too late for a call or if the kernel sets no limit.
  [[nodiscard]] int limit_calls(const Deadline& until);
  /// Notes that a call failed, and with which errno. Returns the outcome.
  Outcome note_failure(Phase phase, int error);

  Deadline whole_;     // for which there may be a timer
  Deadline deadline_;  // of the calls
  base::Text& address_;
  AddressList addresses_;
  int tried_ = 0;                    // of the addresses
  base::Nanoseconds timeout_ = 0;    // as the user gave it
  base::Nanoseconds last_rest_ = 0;  // when read_on() last returned; 0: it was not called
  Subject subject_ = Subject::stream;
  int descriptor_ = -1;
  int error_ = 0;            // errno of the last call that failed on the current address; 0: none did
  bool is_limited_ = false;  // the calls on `descriptor_`
  bool has_answer_ = false;  // a part of it
  bool takes_silence_ = false;
};

}  // namespace probe
