// Has the client of probe and the server of tls_server.h speak with each other, without a socket.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "probe/tls/tls.h"
#include "tls_server.h"

namespace test {

using End = probe::tls::Session::End;

/// The random bytes of Script::fill_randomly().
inline probe::tls::Randomness fixed_randomness() {
  probe::tls::Randomness fixed;
  char* const bytes = reinterpret_cast<char*>(&fixed);
  for (std::size_t i = 0; i != sizeof fixed; ++i) bytes[i] = static_cast<char>(i);
  return fixed;
}

inline constexpr probe::tls::Offer usual_offer = {"h.example", "http/1.1"};

/// The client, which is given records in memory of their own: AddressSanitizer sees a byte read past the end.
class TlsClient {
 public:
  explicit TlsClient(const probe::tls::Offer& offer = usual_offer,
                     const probe::tls::Randomness& randomness = fixed_randomness())
      : offer_(offer), randomness_(randomness) {}

  std::string start() {
    out_.cut(0);
    session.start(offer_, randomness_, out_);
    return std::string(out_.view());
  }

  /// Takes bytes of the server. Returns what is sent.
  std::string take(std::string_view bytes) {
    out_.cut(0);
    input_ += bytes;
    while (session.end() == End::none && input_.size() >= probe::tls::header_size) {
      const std::size_t size = probe::tls::record_size(input_.data());
      if (size == 0 || size > input_.size()) break;
      const std::vector<char> memory(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(size));
      std::vector<char> record = memory;
      data += session.take_record(record.data(), size, out_);
      input_.erase(0, size);
      was_established = was_established || (session.end() == End::none && is_established());
    }
    return std::string(out_.view());
  }

  std::string ask(std::string_view request) {
    out_.cut(0);
    session.put_application_data(out_, request);
    return std::string(out_.view());
  }

  [[nodiscard]] bool is_established() const { return session.handshake().is_established(); }

  /// What came of it, in a line: "established: DATA; closed", "failed: decode_error (50)".
  [[nodiscard]] std::string summary() const {
    std::string line = was_established ? "established" : "";
    if (!data.empty()) line += ": " + data;
    if (session.end() == End::none) return line.empty() ? "waits" : line;
    if (!line.empty()) line += "; ";
    if (session.end() == End::closed) return line + "closed";
    base::TextOf<64> name;
    probe::tls::put_alert(name, static_cast<int>(session.alert()));
    return line + (session.end() == End::failed ? "failed: " : "refused: ") + std::string(name.view());
  }

  probe::tls::Session session;
  std::string data = {};
  bool was_established = false;

 private:
  probe::tls::Offer offer_;
  probe::tls::Randomness randomness_;
  std::string input_;
  base::TextOf<20000> out_;
};

/// A conversation that is over.
struct Conversation {
  std::unique_ptr<TlsClient> client;
  std::unique_ptr<TlsServer> server;
  std::string received = {};  // from the server

  [[nodiscard]] std::string summary() const { return client->summary(); }
};

/// Passes bytes between the two until neither sends any. The client sends "request" once it may.
inline Conversation speak(const Choices& choices, const Plan& plan,
                          const probe::tls::Offer& offer = usual_offer) {
  Conversation both{std::make_unique<TlsClient>(offer), std::make_unique<TlsServer>(choices, plan)};
  std::string sent = both.client->start();
  bool has_asked = false;
  while (!sent.empty()) {
    const std::string received = both.server->take(sent);
    both.received += received;
    if (both.client->session.end() != End::none) break;
    sent = both.client->take(received);
    if (!has_asked && both.client->is_established() && both.client->session.end() == End::none) {
      has_asked = true;
      sent += both.client->ask("request");
    }
  }
  return both;
}

/// Cuts bytes into records. What is no record is the last one.
inline std::vector<std::string> records_of(std::string_view bytes) {
  std::vector<std::string> records;
  while (!bytes.empty()) {
    const std::size_t size =
        bytes.size() < probe::tls::header_size ? 0 : probe::tls::record_size(bytes.data());
    records.emplace_back(bytes.substr(0, size == 0 ? bytes.size() : size));
    bytes.remove_prefix(records.back().size());
  }
  return records;
}

/// Gives a new client these bytes of a server. Returns what came of it.
inline std::string replay(std::string_view received, const probe::tls::Offer& offer = usual_offer) {
  const auto client = std::make_unique<TlsClient>(offer);
  client->start();
  client->take(received);
  return client->summary();
}

}  // namespace test
