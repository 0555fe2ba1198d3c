// Which bytes TLS sends first, which name of the server is among them, and the trace of RFC 8448.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/server_name.h"
#include "probe/targets.h"
#include "tls_run.h"
#include "vectors.h"

namespace {

using namespace test;
using namespace std::string_literals;
using namespace std::string_view_literals;

std::string record_of_hello(const probe::tls::Offer& offer, const Choices& choices = {},
                            const Plan& plan = {}) {
  const Conversation both = speak(choices, plan, offer);
  REQUIRE_FALSE(both.server->seen().empty());
  return both.server->seen().back().text;
}

/// The bytes from `first` on, each one more than the one before it.
std::string counted(std::size_t first, std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i != count; ++i) bytes += static_cast<char>(first + i);
  return bytes;
}

std::string public_key(Group group) {
  char memory[probe::tls::longest_public_key];
  base::Text key(memory, sizeof memory);
  probe::tls::put_public_key(key, group, counted(64, 48).c_str());
  return std::string(key.view());
}

/// What every ClientHello starts with: the version, the random, the session ID, the suites, no compression.
std::string start_of_hello() {
  return hex("0303") + counted(0, 32) + hex("20") + counted(32, 32) +
         hex("0012 1303 1301 1302 cca9 cca8 c02b c02f c02c c030 0100");
}

/// The extensions that are always the same.
std::string constant_extensions() {
  return hex(
      "002b 0005 04 0304 0303"
      "000a 0008 0006 001d 0017 0018"
      "000d 0028 0026 0403 0503 0603 0807 0808 0804 0805 0806 0809 080a 080b 0401 0501 0601 0904 0905 0906"
      "0203 0201"
      "0017 0000"
      "ff01 0001 00"
      "000b 0002 01 00");
}

std::string hello_with(const std::string& own_extensions) {
  return whole_message(MessageType::client_hello,
                       start_of_hello() + sized(constant_extensions() + own_extensions, 2));
}

TEST_CASE("tls: the bytes of a ClientHello") {
  const std::string name = hex("0000 000e 000c 00 0009") + "h.example";
  const std::string protocol = hex("0010 000b 0009 08") + "http/1.1";
  const std::string share = hex("0033 0026 0024 001d 0020") + public_key(Group::x25519);
  CHECK(record_of_hello({"h.example", "http/1.1"}) == hello_with(name + protocol + share));
  CHECK(record_of_hello({"", "h2"}) == hello_with(hex("0010 0005 0003 02") + "h2" + share));
  CHECK(record_of_hello({"h.example", ""}) == hello_with(name + share));
  CHECK(record_of_hello({"", ""}) == hello_with(share));
  // The record of the first one has the version of TLS 1.0.
  CHECK(TlsClient().start().starts_with("\x16\3\1"));

  const Choices choices = {.group = Group::p256,
                           .retry = extension(Extension::cookie, sized("biscuit", 2)) +
                                    extension(Extension::key_share, number(23, 2))};
  const std::string cookie = hex("002c 0009 0007") + "biscuit";
  const std::string other_share = hex("0033 0047 0045 0017 0041") + public_key(Group::p256);
  CHECK(record_of_hello(usual_offer, choices, {retry()}) ==
        hello_with(name + protocol + cookie + other_share));
}

TEST_CASE("tls: a ClientHello, read by a server") {
  const Conversation both = speak({}, plan13());
  const ClientHello& sent = both.server->hellos().at(0);
  CHECK(sent.is_whole);
  CHECK(sent.version == 0x0303);
  CHECK(sent.random == counted(0, 32));
  CHECK(sent.session_id == counted(32, 32));
  CHECK(sent.suites.size() == std::size(probe::tls::suites));
  CHECK(sent.compressions == "\0"sv);
  CHECK(sent.order == std::vector<std::size_t>{43, 10, 13, 23, 0xff01, 11, 0, 16, 51});
  CHECK(sent.of(Extension::server_name) == sized("\0"s + sized("h.example", 2), 2));
  CHECK(sent.of(Extension::application_protocol) == sized(sized("http/1.1", 1), 2));
  CHECK(sent.of(Extension::cookie) == "none");
  // Both ClientHellos have the same random bytes, and are followed by the dummy ChangeCipherSpec only once.
  const Choices choices = {.group = Group::p384, .retry = extension(Extension::key_share, number(24, 2))};
  const Conversation retried = speak(choices, with(plan13(), 0, {retry()}));
  REQUIRE(retried.server->hellos().size() == 2);
  const ClientHello& second = retried.server->hellos()[1];
  CHECK(second.random == sent.random);
  CHECK(second.session_id == sent.session_id);
  CHECK(second.of(Extension::key_share) == sized(number(24, 2) + sized(public_key(Group::p384), 2), 2));
  // The record of the second one has the version of TLS 1.2 (RFC 8446 5.1).
  TlsClient client;
  client.start();
  const std::vector<std::string> records = records_of(
      client.take(std::string_view(retried.received).substr(0, records_of(retried.received)[0].size())));
  REQUIRE(records.size() == 2);
  CHECK(records[1].starts_with("\x16\3\3"));
  const auto is_dummy = [](const Seen& seen) { return seen.type == ContentType::change_cipher_spec; };
  CHECK(std::count_if(both.server->seen().begin(), both.server->seen().end(), is_dummy) == 1);
  CHECK(std::count_if(retried.server->seen().begin(), retried.server->seen().end(), is_dummy) == 1);
}

TEST_CASE("tls: the server's name is that of --server-name, of the Host header or of the target") {
  struct {
    const char* word;
    const char* header;  // nullptr: none
    const char* option;
    bool is_elsewhere;
    std::string_view name;
  } const rows[] = {
      {"https://h.example/", nullptr, nullptr, false, "h.example"},
      {"https://h.example:8443/", nullptr, nullptr, false, "h.example"},
      {"https://h.example./", nullptr, nullptr, false, "h.example"},
      {"https://H_1/", nullptr, nullptr, false, "H_1"},
      {"https://localhost/", nullptr, nullptr, false, "localhost"},
      {"https://", nullptr, nullptr, false, ""},
      {"https://:8443/", nullptr, nullptr, false, ""},
      {"https://127.0.0.1/", nullptr, nullptr, false, ""},
      {"https://127.0.0.1:8443/", nullptr, nullptr, false, ""},
      {"https://[::1]/", nullptr, nullptr, false, ""},
      {"https://[fe80::1%eth0]:1/", nullptr, nullptr, false, ""},
      {"https://127.0.0.1/", "Host: other.example", nullptr, false, "other.example"},
      {"https://127.0.0.1/", "host: other.example:8443", nullptr, false, "other.example"},
      {"https://h.example/", "Host: other.example.", nullptr, false, "other.example"},
      {"https://h.example/", "Host: other.example.:1", nullptr, false, "other.example"},
      {"https://h.example/", "Host: other.example ", nullptr, false, "other.example"},
      {"https://h.example/", "Host: 10.0.0.1", nullptr, false, ""},
      {"https://h.example/", "Host: 10.0.0.1:80", nullptr, false, ""},
      {"https://h.example/", "Host: [::1]", nullptr, false, ""},
      {"https://h.example/", "Host: [::1]:80", nullptr, false, ""},
      {"https://h.example/", "Host:", nullptr, false, "h.example"},
      {"https://h.example/", "Accept: x", nullptr, false, "h.example"},
      {"https://[::1]/", "Host: other.example", nullptr, false, "other.example"},
      {"https://h.example/", "Host: other.example", nullptr, true, "h.example"},
      {"https://h.example/", "Host: other.example", "third.example", false, "third.example"},
      {"https://h.example/", "Host: other.example", "third.example", true, "third.example"},
      {"tls://127.0.0.1:1", nullptr, "third.example", false, "third.example"},
      {"tls://127.0.0.1:1", nullptr, "third.example.", false, "third.example"},
      {"rediss://h.example", nullptr, nullptr, false, "h.example"},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.word));
    probe::Question question;
    REQUIRE(probe::read_target(row.word, question).is_valid());
    if (row.header != nullptr) question.settings.headers.add(row.header);
    question.settings.server_name = row.option;
    question.is_elsewhere = row.is_elsewhere;
    CHECK(probe::server_name(question) == row.name);
  }
}

TEST_CASE("tls: what is no name is not sent as one") {
  const std::string endless = "Host: " + std::string(3000, 'h');
  for (const char* const header : {"Host: other.example\t", endless.c_str()}) {
    CAPTURE(std::string(header));
    probe::Question question;
    REQUIRE(probe::read_target("https://h.example/", question).is_valid());
    question.settings.headers.add(header);
    const std::string_view name = probe::server_name(question);
    CHECK(name.size() < 254);
    CHECK(name.find('\t') == std::string_view::npos);
  }
}

TEST_CASE("tls: the protocol that is offered (ALPN)") {
  struct {
    const char* word;
    bool speaks_http2;
    std::string_view protocol;
  } const rows[] = {
      {"https://h/", false, "http/1.1"}, {"https://h/", true, "h2"}, {"grpcs://h:1", false, "h2"},
      {"tls://h:1", false, ""},          {"rediss://h", false, ""},  {"amqps://h", false, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.word));
    probe::Question question;
    REQUIRE(probe::read_target(row.word, question).is_valid());
    question.settings.speaks_http2 = row.speaks_http2;
    CHECK(probe::offer_of(question).application_protocol == row.protocol);
  }
}

std::string text_of(const Secret& secret) { return std::string(secret.view()); }

/// The digest of some messages.
Secret digest_of(const std::vector<std::string>& messages) {
  probe::crypto::Hash hash(HashKind::sha256);
  for (const std::string& message : messages) hash.add(message);
  return test::digest_of(hash);
}

TEST_CASE("tls: the trace of RFC 8448, section 3") {
  using namespace probe::tls;
  auto values = read_values("rfc8448-3.txt");
  const Suite& suite = *find_suite(0x1301, Version::tls13);
  const std::string hello = values["client_hello"];
  const std::string answer = values["server_hello"];
  const std::string flight = values["server_flight"];
  char shared[longest_shared_secret];
  REQUIRE(write_shared_secret(Group::x25519, values["client_scalar"].c_str(),
                              std::string_view(answer).substr(52, 32), shared));
  const Secret secret = test::handshake_secret(HashKind::sha256, {shared, 32});
  CHECK(text_of(secret) == values["handshake_secret"]);
  const Secret client = test::derive(HashKind::sha256, secret, "c hs traffic", digest_of({hello, answer}));
  const Secret server = test::derive(HashKind::sha256, secret, "s hs traffic", digest_of({hello, answer}));
  CHECK(text_of(client) == values["client_handshake_traffic_secret"]);
  CHECK(text_of(server) == values["server_handshake_traffic_secret"]);
  const Secret master = test::master_secret(HashKind::sha256, secret);
  CHECK(text_of(master) == values["master_secret"]);

  // The server's flight in its record: what is known of it is its start, and that it decrypts.
  Protection keys;
  start(keys, suite, server);
  CHECK(std::string(keys.key, 16) == values["server_handshake_key"]);
  CHECK(std::string(keys.iv, sizeof keys.iv) == values["server_handshake_iv"]);
  char memory[2048];
  base::Text record(memory, sizeof memory);
  put_record(record, keys, ContentType::handshake, flight);
  CHECK(
      record.view().starts_with(values["server_flight_record_head"] + values["server_flight_record_starts"]));
  start(keys, suite, server);
  Content content = {ContentType::application_data, memory + header_size, record.size() - header_size};
  REQUIRE(open_record(keys, content));
  REQUIRE(take_type(content));
  CHECK(content.type == ContentType::handshake);
  CHECK(std::string_view(content.text, content.size) == flight);

  const std::size_t size_of_finished = message_header_size + 32;
  const std::string before = flight.substr(0, flight.size() - size_of_finished);
  const Secret code = test::finished_code(HashKind::sha256, server, digest_of({hello, answer, before}));
  CHECK(text_of(code) == flight.substr(flight.size() - 32));
  const Secret after = digest_of({hello, answer, flight});
  CHECK(whole_message(MessageType::finished, text_of(test::finished_code(HashKind::sha256, client, after))) ==
        values["client_finished"]);
  const Secret client_data = test::derive(HashKind::sha256, master, "c ap traffic", after);
  const Secret server_data = test::derive(HashKind::sha256, master, "s ap traffic", after);
  CHECK(text_of(client_data) == values["client_application_traffic_secret"]);
  CHECK(text_of(server_data) == values["server_application_traffic_secret"]);
  start(keys, suite, client);
  CHECK(std::string(keys.key, 16) == values["client_handshake_key"]);
  CHECK(std::string(keys.iv, sizeof keys.iv) == values["client_handshake_iv"]);
  start(keys, suite, client_data);
  CHECK(std::string(keys.key, 16) == values["client_application_key"]);
  start(keys, suite, server_data);
  CHECK(std::string(keys.key, 16) == values["server_application_key"]);
  CHECK(std::string(keys.iv, sizeof keys.iv) == values["server_application_iv"]);
}

}  // namespace
