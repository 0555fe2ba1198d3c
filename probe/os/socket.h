// A connection to another process: all that probe does on a network.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <string_view>

#include "base/number.h"
#include "probe/converse.h"
#include "probe/deadline.h"
#include "probe/model/ip_address.h"

namespace probe {

class Socket {
 public:
  /// A socket for one attempt, which is over at `deadline`.
  explicit Socket(const Deadline& deadline) : deadline_(deadline) {}
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Connects to the Unix-domain socket that the question names, or else to the
  /// first address of its target that answers: where one refused datagrams, of those behind it.
  Outcome connect(const Question& question);

  /// Sends all of it.
  Outcome send(std::string_view bytes);

  /// Receives what has come, at least a byte; nothing where the other side is done, or
  /// where its silence is an answer (udp.h).
  Outcome receive(char* buffer, std::size_t capacity);

  /// Whether what failed was an address that refuses datagrams, which nobody knows before some were sent,
  /// and there are others to connect to.
  [[nodiscard]] bool has_other_address() const { return is_refused_ && tried_ != addresses_.count; }

  /// The address that was tried, if the target that was given does not name it; otherwise empty.
  [[nodiscard]] std::string_view address() const { return address_.view(); }

 private:
  Outcome connect_to_path(const char* path);
  Outcome connect_to_host(const Question& question);
  /// Tries one address until a time. Returns 0 or errno.
  void show_address(const Question& question, const IpAddress& address);
  int try_address(const sockaddr* address, socklen_t size, const Deadline& until);
  /// Lets the next act (SO_SNDTIMEO, SO_RCVTIMEO) fail with EAGAIN at a time, unless the
  /// timer ends everything by then. Returns false, with errno, where it is over already.
  [[nodiscard]] bool limit(int option, const Deadline& until);
  [[nodiscard]] Outcome failure(Phase phase, int error);

  base::TextOf<64> address_;
  AddressList addresses_;
  int tried_ = 0;  // of them
  Deadline deadline_;
  base::Nanoseconds timeout_ = 0;  // of the attempt, as the user knows it
  int type_ = 0;
  int descriptor_ = -1;
  bool has_answer_ = false;  // a part of it has come
  bool is_limited_ = false;
  bool is_refused_ = false;
  bool takes_silence_ = false;
};

}  // namespace probe
