// A server of TLS for probe to ask, which does what a plan of tests/unit/tls_plan.h says.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "probe_peers.h"
#include "tests/unit/tls_plan.h"
#include "tests/unit/tls_server.h"

namespace test {

/// What is done to all bytes that a server sends, from the first one on; `place`: of the first byte of
/// `bytes`.
using Change = std::function<void(std::size_t place, std::string& bytes)>;

/// What a server knows when its client has gone.
using Note = std::function<void(const TlsServer&)>;

inline const std::string ok_reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// The plans of tls_plan.h, in which the answer waits for a request, and has this text.
inline Plan answering13(const std::string& text) {
  return {hello(), extensions(), certificate13(), verify(), finished(), wait(), answer(text)};
}
inline Plan answering12(const std::string& text) {
  return {hello(),  certificate12(), key_exchange(), done(),      wait(),
          change(), finished(),      wait(),         answer(text)};
}

/// Carries out a plan, and then reads until the client has gone.
inline Server::Behaviour speaks(const Choices& choices, const Plan& plan, const Note& note = {},
                                const Change& change_bytes = {}) {
  return [=](Client& client) {
    TlsServer server(choices, plan);
    std::size_t sent = 0;
    for (std::string received = client.read_some(); !received.empty(); received = client.read_some()) {
      std::string bytes = server.take(received);
      if (change_bytes) change_bytes(sent, bytes);
      sent += bytes.size();
      client.write(bytes);
    }
    if (note) note(server);
  };
}

/// The same, and closes when the plan was carried out.
inline Server::Behaviour speaks_and_closes(const Choices& choices, const Plan& plan) {
  return [=](Client& client) {
    TlsServer server(choices, plan);
    while (!server.is_done()) {
      const std::string received = client.read_some();
      if (received.empty()) return;
      client.write(server.take(received));
    }
  };
}

}  // namespace test
