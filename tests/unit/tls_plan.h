// What a server of TLS does in a test: a plan of steps, each of which a test may change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/tls/tls.h"

namespace test {

using probe::tls::ContentType;
using probe::tls::Extension;
using probe::tls::Group;
using probe::tls::MessageType;
using probe::tls::Version;

/// A number in `size` bytes, the highest one first.
inline std::string number(std::size_t value, std::size_t size) {
  std::string bytes;
  while (size-- != 0) bytes += static_cast<char>(value >> 8 * size);
  return bytes;
}

/// Bytes with their length before them, as a number of `size` bytes.
inline std::string sized(std::string_view bytes, std::size_t size) {
  return number(bytes.size(), size).append(bytes);
}

inline std::string extension(std::size_t kind, std::string_view data) {
  return number(kind, 2) + sized(data, 2);
}
inline std::string extension(Extension kind, std::string_view data) {
  return extension(static_cast<std::size_t>(kind), data);
}

/// A record as it is, which is not protected.
inline std::string plain_record(ContentType type, std::string_view text, std::size_t version = 0x0303) {
  return number(static_cast<std::size_t>(type), 1) + number(version, 2) + sized(text, 2);
}

inline std::string whole_message(MessageType type, std::string_view body) {
  return number(static_cast<std::size_t>(type), 1) + sized(body, 3);
}

/// A step of a server.
struct Step {
  enum class Kind : std::uint8_t {
    hello,         // ServerHello
    retry,         // HelloRetryRequest
    key_exchange,  // the server's key in TLS 1.2
    finished,
    message,  // any other
    update,   // KeyUpdate, after which the keys change
    change,   // the ChangeCipherSpec of TLS 1.2, after which records are protected
    record,   // of any type, protected if the keys are there
    bytes,    // as they are
    wait,     // for the next bytes of the client
  };
  Kind kind;
  MessageType type = MessageType::finished;
  std::string body = {};
  ContentType content = ContentType::handshake;
  bool joins = false;                           // the next message is in the same record
  std::size_t most = 1 << 14;                   // bytes of messages in a record
  std::size_t padding = 0;                      // zeros, in TLS 1.3
  std::function<void(std::string&)> edit = {};  // changes the body
};

using Plan = std::vector<Step>;

inline Step hello() { return {.kind = Step::Kind::hello, .type = MessageType::server_hello}; }
inline Step retry() { return {.kind = Step::Kind::retry, .type = MessageType::server_hello}; }
inline Step key_exchange() {
  return {.kind = Step::Kind::key_exchange, .type = MessageType::server_key_exchange};
}
inline Step finished() { return {.kind = Step::Kind::finished}; }
inline Step message(MessageType type, std::string_view body) {
  return {.kind = Step::Kind::message, .type = type, .body = std::string(body)};
}
inline Step update(std::size_t request) {
  return {.kind = Step::Kind::update, .type = MessageType::key_update, .body = number(request, 1)};
}
inline Step change() { return {.kind = Step::Kind::change}; }
inline Step record(ContentType type, std::string_view text) {
  return {.kind = Step::Kind::record, .body = std::string(text), .content = type};
}
inline Step answer(std::string_view text) { return record(ContentType::application_data, text); }
inline Step alert(std::size_t level, std::size_t number_of_alert) {
  return record(ContentType::alert, number(level, 1) + number(number_of_alert, 1));
}
inline Step bytes(std::string_view raw) { return {.kind = Step::Kind::bytes, .body = std::string(raw)}; }
inline Step plain(ContentType type, std::string_view text) { return bytes(plain_record(type, text)); }
/// A ChangeCipherSpec that changes nothing, as TLS 1.3 has it.
inline Step dummy(std::string_view body = "\x01") { return plain(ContentType::change_cipher_spec, body); }
inline Step wait() { return {.kind = Step::Kind::wait}; }

inline Step joined(Step step) {
  step.joins = true;
  return step;
}
inline Step split(Step step, std::size_t most) {
  step.most = most;
  return step;
}
inline Step padded(Step step, std::size_t zeros) {
  step.padding = zeros;
  return step;
}
inline Step edited(Step step, std::function<void(std::string&)> edit) {
  step.edit = std::move(edit);
  return step;
}

/// A value of DER.
inline std::string der(std::size_t tag, std::string_view value) {
  return number(tag, 1) + "\x82" + sized(value, 2);
}

/// What is read of a certificate, which is valid until 20260301000000Z.
inline std::string certificate(std::string_view not_after = "260301000000Z", std::size_t tag = 0x17) {
  const std::string validity = der(0x17, "250101000000Z") + der(tag, not_after);
  return der(0x30, der(0x30, der(0xa0, "\2\1\2") + der(2, "\1") + der(0x30, "") + der(0x30, "") +
                                 der(0x30, validity) + "rest"));
}

inline std::string certificates13(std::string_view first = certificate()) {
  return number(0, 1) + sized(sized(first, 3) + number(0, 2), 3);
}
inline std::string certificates12(std::string_view first = certificate()) {
  return sized(sized(first, 3), 3);
}

/// The messages of TLS 1.3 up to Finished.
inline Step extensions(std::string_view list = {}) {
  return message(MessageType::encrypted_extensions, sized(list, 2));
}
inline Step certificate13() { return message(MessageType::certificate, certificates13()); }
inline Step verify() { return message(MessageType::certificate_verify, number(0x0403, 2) + sized("sig", 2)); }
inline Step request13() { return message(MessageType::certificate_request, number(0, 1) + sized("", 2)); }
inline Step ticket13() { return message(MessageType::new_session_ticket, "anything"); }

inline Step certificate12() { return message(MessageType::certificate, certificates12()); }
inline Step request12() { return message(MessageType::certificate_request, "\1\1\0\2\4\3\0\0"); }
inline Step done() { return message(MessageType::server_hello_done, ""); }

inline Plan plan13() {
  return {hello(), extensions(), certificate13(), verify(), finished(), wait(), answer("answer")};
}
inline Plan plan12() {
  return {hello(), certificate12(), key_exchange(), done(), wait(), change(), finished(), answer("answer")};
}

/// Where the steps of those plans are.
enum At13 : std::size_t { at_hello, at_extensions, at_certificate, at_verify, at_finished, at_wait, at_data };
enum At12 : std::size_t {
  at_hello12,
  at_certificate12,
  at_key_exchange12,
  at_done12,
  at_wait12,
  at_change12,
  at_finished12,
  at_data12
};

/// Inserts steps into a plan, before that place.
inline Plan with(Plan plan, std::size_t place, const Plan& steps) {
  plan.insert(plan.begin() + static_cast<std::ptrdiff_t>(place), steps.begin(), steps.end());
  return plan;
}
inline Plan without(Plan plan, std::size_t place) {
  plan.erase(plan.begin() + static_cast<std::ptrdiff_t>(place));
  return plan;
}
inline Plan replaced(Plan plan, std::size_t place, const Plan& steps) {
  return with(without(std::move(plan), place), place, steps);
}
inline Plan swapped(Plan plan, std::size_t place) {
  std::swap(plan[place], plan[place + 1]);
  return plan;
}

}  // namespace test
