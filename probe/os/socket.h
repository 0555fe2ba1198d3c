// A connection to a server, over IP or over a Unix-domain socket.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <string_view>

#include "base/number.h"
#include "probe/converse.h"
#include "probe/model/deadline.h"
#include "probe/model/ip_address.h"
#include "probe/model/protocol.h"

namespace probe {

/// What converse() takes. A call that fails returns why; time that is up is a failure too.
class Socket {
 public:
  /// A socket for one attempt, which is over at `deadline`.
  explicit Socket(const Deadline& deadline) : deadline_(deadline) {}
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Connects to the Unix-domain socket that the question names, or else to the first address of its target
  /// that answers. After one that refused datagrams it goes on with the addresses after that one.
  Outcome connect(const Question& question);

  /// Sends all bytes.
  Outcome send(std::string_view bytes);

  /// Receives at least a byte, and up to `capacity`. Receives nothing if the server has sent all, or if its
  /// silence is an answer (takes_silence()).
  Outcome receive(char* buffer, std::size_t capacity);

  /// Returns whether the last failure was an address that refuses datagrams, which is known only after
  /// sending some, and there are others to connect to.
  [[nodiscard]] bool has_other_address() const { return is_refused_ && tried_ != addresses_.count; }

  /// Returns the address that was tried, if the target that was given does not name it; otherwise an empty
  /// text.
  [[nodiscard]] std::string_view address() const { return address_.view(); }

 private:
  void show_address(const Question& question, const IpAddress& address);
  Outcome connect_to_path(const char* path);
  Outcome connect_to_host(const Question& question);
  /// Tries one address until a time. Returns 0 or errno.
  int try_address(const sockaddr* address, socklen_t size, const Deadline& until);
  /// Lets the next call that SO_SNDTIMEO or SO_RCVTIMEO is for fail with EAGAIN at `until` (socket_limit()).
  /// Returns false, with errno, if it is too late for the call, or if the kernel sets no limit.
  [[nodiscard]] bool limit(int option, const Deadline& until);
  [[nodiscard]] Outcome failure(Phase phase, int error);

  AddressList addresses_;
  base::TextOf<64> address_;
  int tried_ = 0;  // of the addresses
  Deadline deadline_;
  base::Nanoseconds timeout_ = 0;  // as the user gave it
  int type_ = 0;
  int descriptor_ = -1;
  bool is_limited_ = false;
  bool is_refused_ = false;
  bool has_answer_ = false;  // a part of it
  bool takes_silence_ = false;
};

}  // namespace probe
