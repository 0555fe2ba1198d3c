// A server of TLS 1.3 and 1.2 for tests, which carries out a plan (tls_plan.h). It is made of the same parts
// as the client, and always sends the same bytes to the same client.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "probe/tls/tls.h"
#include "tls_plan.h"
#include "tls_secrets.h"

namespace test {

/// A ClientHello, read field by field.
struct ClientHello {
  std::size_t version = 0;
  std::string random;
  std::string session_id;
  std::vector<std::size_t> suites;
  std::string compressions;
  std::vector<std::size_t> order;  // of the extensions
  std::map<std::size_t, std::string> extensions;
  bool is_whole = false;

  [[nodiscard]] std::string of(Extension kind) const {
    const auto found = extensions.find(static_cast<std::size_t>(kind));
    return found == extensions.end() ? "none" : found->second;
  }
};

inline ClientHello read_client_hello(std::string_view body) {
  ClientHello hello;
  probe::ByteReader in{body.data(), body.data() + body.size()};
  hello.version = in.take_number(2);
  hello.random = in.take_text(32);
  hello.session_id = in.take_sized_text(1);
  for (probe::ByteReader list = in.take_part(2); !list.is_at_end();)
    hello.suites.push_back(list.take_number(2));
  hello.compressions = in.take_sized_text(1);
  for (probe::ByteReader list = in.take_part(2); !list.is_at_end();) {
    hello.order.push_back(list.take_number(2));
    hello.extensions.emplace(hello.order.back(), list.take_sized_text(2));
    in.is_broken = in.is_broken || list.is_broken;
  }
  hello.is_whole = !in.is_broken && in.is_at_end() && hello.order.size() == hello.extensions.size();
  return hello;
}

/// What a server chooses.
struct Choices {
  Version version = Version::tls13;
  std::size_t suite = 0x1303;
  Group group = Group::x25519;
  std::string random = std::string(32, 's');
  std::optional<std::string> session_id = {};  // otherwise that of the client in TLS 1.3, and none in TLS 1.2
  std::string extensions = {};                 // further ones of ServerHello
  bool has_extended_master_secret = true;      // in TLS 1.2
  std::string retry = {};                      // the extensions of HelloRetryRequest besides the version
  std::optional<std::string> key = {};         // the public one, instead of the right one
  std::size_t hello_suite = 0;                 // the one in ServerHello; 0: the same
};

/// What the client sent in a record.
struct Seen {
  ContentType type;
  std::string text;

  bool operator==(const Seen&) const = default;
};

class TlsServer {
 public:
  TlsServer(Choices choices, Plan plan)
      : choices_(std::move(choices)),
        plan_(std::move(plan)),
        suite_(probe::tls::find_suite(static_cast<std::uint16_t>(choices_.suite), choices_.version)) {
    if (suite_ == nullptr) std::abort();  // not a suite of probe: use Choices::hello_suite
    for (std::size_t i = 0; i != sizeof scalar_; ++i) scalar_[i] = static_cast<char>(i * 7 + 3);
    transcript_ = Hash(suite_->hash);
  }

  /// Takes what the client sent, and returns what the server sends then.
  std::string take(std::string_view from_client) {
    out_.clear();
    take_records(from_client);
    while (at_ != plan_.size()) {
      const Step& step = plan_[at_++];
      if (step.kind == Step::Kind::wait) break;
      carry_out(step);
      if (step.kind == Step::Kind::retry && !step.joins) break;
    }
    return out_;
  }

  [[nodiscard]] bool is_done() const { return at_ == plan_.size(); }
  /// Whether all records and the Finished of the client were right.
  [[nodiscard]] bool is_client_right() const { return is_client_right_; }
  [[nodiscard]] bool has_client_finished() const { return has_client_finished_; }
  [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }
  [[nodiscard]] const std::vector<ClientHello>& hellos() const { return hellos_; }
  /// The application data of the client.
  [[nodiscard]] std::string request() const {
    std::string all;
    for (const Seen& each : seen_) all += each.type == ContentType::application_data ? each.text : "";
    return all;
  }

 private:
  using Protection = probe::tls::Protection;

  [[nodiscard]] bool is_tls13() const { return choices_.version == Version::tls13; }
  [[nodiscard]] probe::crypto::HashKind hash() const { return suite_->hash; }
  [[nodiscard]] Secret digest() const { return test::digest_of(transcript_); }

  // what is sent

  void carry_out(const Step& step) {
    std::string body = body_of(step);
    if (step.edit) step.edit(body);
    switch (step.kind) {
      case Step::Kind::bytes: out_ += body; return;
      case Step::Kind::record: put(step.content, body, step.padding); return;
      case Step::Kind::change:
        out_ += plain_record(ContentType::change_cipher_spec, "\x01");
        write_.suite = suite_;
        return;
      default: put_message(step, whole_message(step.type, body));
    }
  }

  std::string body_of(const Step& step) {
    switch (step.kind) {
      case Step::Kind::hello: return server_hello();
      case Step::Kind::retry: return retry_request();
      case Step::Kind::key_exchange:
        return "\x03" + number(static_cast<std::size_t>(choices_.group), 2) + sized(public_key(), 1) +
               number(0x0403, 2) + sized("sig", 2);
      case Step::Kind::finished: return finished_body();
      default: return step.body;
    }
  }

  [[nodiscard]] std::string public_key() const {
    if (choices_.key) return *choices_.key;
    char bytes[probe::tls::longest_public_key];
    base::Text key(bytes, sizeof bytes);
    probe::tls::put_public_key(key, choices_.group, scalar_);
    return std::string(key.view());
  }

  [[nodiscard]] std::string session_id() const {
    return choices_.session_id.value_or(is_tls13() ? hellos_.back().session_id : "");
  }

  std::string server_hello() {
    std::string list;
    if (is_tls13()) {
      list = extension(Extension::supported_versions, number(0x0304, 2)) +
             extension(Extension::key_share,
                       number(static_cast<std::size_t>(choices_.group), 2) + sized(public_key(), 2));
    } else {
      list = extension(Extension::renegotiation_info, sized("", 1));
      if (choices_.has_extended_master_secret) list += extension(Extension::extended_master_secret, "");
    }
    return number(0x0303, 2) + choices_.random + sized(session_id(), 1) +
           number(choices_.hello_suite != 0 ? choices_.hello_suite : choices_.suite, 2) + number(0, 1) +
           sized(list + choices_.extensions, 2);
  }

  std::string retry_request() {
    return number(0x0303, 2) + std::string(probe::tls::retry_random, 32) + sized(session_id(), 1) +
           number(choices_.suite, 2) + number(0, 1) +
           sized(extension(Extension::supported_versions, number(0x0304, 2)) + choices_.retry, 2);
  }

  std::string finished_body() {
    if (is_tls13()) {
      const Secret code = test::finished_code(hash(), server_, digest());
      return std::string(code.view());
    }
    return code12("server finished");
  }

  [[nodiscard]] std::string code12(std::string_view label) const {
    const Secret messages = digest();
    char code[probe::tls::verify_size];
    probe::tls::write_pseudorandom(hash(), {master_.bytes, probe::tls::master_secret_size}, label,
                                   messages.view(), "", code, sizeof code);
    return {code, sizeof code};
  }

  void put_message(const Step& step, const std::string& message) {
    if (step.kind == Step::Kind::retry) replace_first_hello();
    if (step.type != MessageType::hello_request && !has_finished_) transcript_.add(message);
    pending_ += message;
    if (!step.joins) {
      if (held_) std::swap(*held_, write_);
      for (std::size_t at = 0; at < pending_.size(); at += step.most)
        put(ContentType::handshake, pending_.substr(at, step.most), step.padding);
      pending_.clear();
      if (held_) write_ = *held_;
      held_.reset();
    }
    if (!is_tls13()) return;
    if (step.joins && step.kind != Step::Kind::message && !held_) held_ = write_;
    if (step.kind == Step::Kind::hello) start_handshake_keys();
    if (step.kind == Step::Kind::finished) start_application_keys();
    has_finished_ = has_finished_ || step.kind == Step::Kind::finished;
    if (step.kind == Step::Kind::update) {
      server_ = test::updated(hash(), server_);
      probe::tls::start(write_, *suite_, server_);
    }
  }

  /// Appends a record, which is protected if the keys are there.
  void put(ContentType type, const std::string& text, std::size_t padding) {
    const std::size_t capacity = text.size() + padding + 64;
    const auto memory = std::make_unique<char[]>(capacity);
    base::Text record(memory.get(), capacity);
    const bool is_padded = padding != 0 && write_.suite != nullptr;
    std::string whole = text;
    if (is_padded) whole += static_cast<char>(type) + std::string(padding - 1, '\0');
    probe::tls::put_record(record, write_, is_padded ? ContentType{} : type, whole);
    out_ += record.view();
  }

  // what was received

  void take_records(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t size =
          bytes.size() < probe::tls::header_size ? 0 : probe::tls::record_size(bytes.data());
      if (size == 0 || size > bytes.size()) {
        is_client_right_ = false;
        return;
      }
      std::string record(bytes.substr(0, size));
      bytes.remove_prefix(size);
      take_record(record);
    }
  }

  void take_record(std::string& record) {
    probe::tls::Content content = {static_cast<ContentType>(record[0]),
                                   record.data() + probe::tls::header_size,
                                   record.size() - probe::tls::header_size};
    const bool is_protected =
        read_.suite != nullptr && (!is_tls13() || content.type == ContentType::application_data);
    if (is_protected &&
        (!probe::tls::open_record(read_, content) || (is_tls13() && !probe::tls::take_type(content)))) {
      is_client_right_ = false;
      return;
    }
    const std::string text(content.text, content.size);
    seen_.push_back({content.type, text});
    if (content.type == ContentType::change_cipher_spec && !is_tls13()) read_.suite = suite_;
    if (content.type == ContentType::handshake) take_messages(text);
  }

  void take_messages(std::string_view text) {
    while (text.size() >= 4) {
      probe::ByteReader in{text.data() + 1, text.data() + text.size()};
      const std::size_t size = 4 + in.take_number(3);
      take_message(static_cast<MessageType>(text[0]), text.substr(0, size));
      text.remove_prefix(std::min(size, text.size()));
    }
    is_client_right_ = is_client_right_ && text.empty();
  }

  void take_message(MessageType type, std::string_view whole) {
    const std::string_view body = whole.substr(4);
    if (type == MessageType::finished) {
      const Secret code = test::finished_code(hash(), client_, digest());
      const std::string right = is_tls13() ? std::string(code.view()) : code12("client finished");
      is_client_right_ = is_client_right_ && body == right;
      has_client_finished_ = true;
      if (is_tls13()) probe::tls::start(read_, *suite_, client_after_);
    }
    if (type == MessageType::key_update) {
      client_after_ = test::updated(hash(), client_after_);
      probe::tls::start(read_, *suite_, client_after_);
    }
    transcript_.add(whole);
    if (type == MessageType::client_hello) {
      hellos_.push_back(read_client_hello(body));
      last_hello_ = whole;
    }
    if (type == MessageType::client_key_exchange) start_keys12(body.substr(1));
  }

  // the keys

  /// Makes the hash of the first ClientHello its substitute (RFC 8446 4.4.1).
  void replace_first_hello() {
    Hash first(hash());
    first.add(last_hello_);
    const Secret digest = test::digest_of(first);
    transcript_ = Hash(hash());
    transcript_.add("\xfe" + sized(digest.view(), 3));
  }

  std::string shared_secret(std::string_view key) {
    char secret[probe::tls::longest_shared_secret] = {};
    is_client_right_ =
        probe::tls::write_shared_secret(choices_.group, scalar_, key, secret) && is_client_right_;
    return {secret, probe::tls::secret_size(choices_.group)};
  }

  void start_handshake_keys() {
    const std::string share = hellos_.back().of(Extension::key_share);
    const std::string shared =
        shared_secret(std::string_view(share).substr(std::min<std::size_t>(6, share.size())));
    const Secret secret = test::handshake_secret(hash(), shared);
    client_ = test::derive(hash(), secret, "c hs traffic", digest());
    server_ = test::derive(hash(), secret, "s hs traffic", digest());
    master_ = test::master_secret(hash(), secret);
    probe::tls::start(read_, *suite_, client_);
    probe::tls::start(write_, *suite_, server_);
  }

  void start_application_keys() {
    client_after_ = test::derive(hash(), master_, "c ap traffic", digest());
    server_ = test::derive(hash(), master_, "s ap traffic", digest());
    probe::tls::start(write_, *suite_, server_);
  }

  void start_keys12(std::string_view key) {
    const std::string premaster = shared_secret(key);
    const Secret messages = digest();
    const std::string& client_random = hellos_.back().random;
    if (choices_.has_extended_master_secret) {
      probe::tls::write_pseudorandom(hash(), premaster, "extended master secret", messages.view(), "",
                                     master_.bytes, probe::tls::master_secret_size);
    } else {
      probe::tls::write_pseudorandom(hash(), premaster, "master secret", client_random, choices_.random,
                                     master_.bytes, probe::tls::master_secret_size);
    }
    master_.size = probe::tls::master_secret_size;
    Protection client;
    probe::tls::start_tls12(client, write_, *suite_, master_, choices_.random, client_random);
    read_ = client;
    read_.suite = nullptr;  // until the client says so
  }

  Choices choices_;
  Plan plan_;
  const probe::tls::Suite* suite_;
  std::size_t at_ = 0;  // in the plan
  char scalar_[probe::tls::scalar_size];
  Hash transcript_{probe::crypto::HashKind::sha256};
  Secret client_ = {};
  Secret server_ = {};
  Secret client_after_ = {};  // for the data of the client
  Secret master_ = {};
  Protection read_;
  Protection write_;
  std::string last_hello_;
  std::string pending_;             // messages that wait for the next one
  std::optional<Protection> held_;  // the keys for them, if they have changed since
  std::string out_;
  std::vector<Seen> seen_;
  std::vector<ClientHello> hellos_;
  bool is_client_right_ = true;
  bool has_client_finished_ = false;
  bool has_finished_ = false;  // the server, in TLS 1.3: what follows is not hashed
};

}  // namespace test
