// The session of TLS with a server that does its worst: parts, prefixes, wrong bits, and each message in each
// state.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doctest.h"
#include "tls_run.h"

namespace {

using namespace test;
using probe::tls::message_rows;
using probe::tls::State;

const Choices choices12 = {.version = Version::tls12, .suite = 0xcca8};

TEST_CASE("tls: the usual conversation of each version") {
  struct {
    Choices choices;
    Plan plan;
  } const rows[] = {{{}, plan13()}, {choices12, plan12()}};
  for (const auto& row : rows) {
    const Conversation both = speak(row.choices, row.plan);
    CHECK(both.summary() == "established: answer");
    CHECK(both.server->is_client_right());
    CHECK(both.server->has_client_finished());
    CHECK(both.server->request() == "request");
    CHECK(replay(both.received) == "established: answer");
  }
}

/// Which messages each state takes: the rows of RFC 8446 A.1 and RFC 5246 7.3.
struct Accepted {
  State at;
  std::vector<MessageType> types;
  State next;
};

using Type = MessageType;
const Accepted accepted[] = {
    {State::hello, {Type::server_hello}, State::hello},
    {State::extensions, {Type::encrypted_extensions}, State::request},
    {State::request, {Type::certificate_request}, State::certificate},
    {State::request, {Type::certificate}, State::verify},
    {State::certificate, {Type::certificate}, State::verify},
    {State::verify, {Type::certificate_verify}, State::finished},
    {State::finished, {Type::finished}, State::established},
    {State::established, {Type::new_session_ticket, Type::key_update}, State::established},
    {State::certificate12, {Type::certificate}, State::key_exchange12},
    {State::key_exchange12, {Type::server_key_exchange}, State::request12},
    {State::request12, {Type::certificate_request}, State::done12},
    {State::request12, {Type::server_hello_done}, State::change12},
    {State::done12, {Type::server_hello_done}, State::change12},
    {State::change12, {}, State::change12},
    {State::finished12, {Type::finished}, State::finished12},
    {State::established12, {Type::hello_request}, State::established12},
};

bool is_accepted(State at, Type type) {
  return std::any_of(std::begin(accepted), std::end(accepted), [&](const Accepted& row) {
    return row.at == at && std::count(row.types.begin(), row.types.end(), type) != 0;
  });
}

TEST_CASE("tls: the table of messages has the rows of the RFCs and no other") {
  std::size_t count = 0;
  for (const Accepted& row : accepted) count += row.types.size();
  CHECK(std::size(message_rows) == count);
  for (const auto& row : message_rows) CHECK(is_accepted(row.at, row.type));
}

/// A way to a state.
struct Way {
  State to;
  Choices choices;
  Plan plan;
};

std::vector<Way> ways() {
  const Plan all = plan13();
  const Plan all12 = plan12();
  const auto first = [](const Plan& plan, std::size_t count) {
    return Plan(plan.begin(), plan.begin() + static_cast<std::ptrdiff_t>(count));
  };
  const auto plus = [](const Plan& plan, const Step& step) { return with(plan, plan.size(), {step}); };
  return {{State::hello, {}, {}},
          {State::extensions, {}, first(all, at_extensions)},
          {State::request, {}, first(all, at_certificate)},
          {State::certificate, {}, plus(first(all, at_certificate), request13())},
          {State::verify, {}, first(all, at_verify)},
          {State::finished, {}, first(all, at_finished)},
          {State::established, {}, first(all, at_data)},
          {State::certificate12, choices12, first(all12, at_certificate12)},
          {State::key_exchange12, choices12, first(all12, at_key_exchange12)},
          {State::request12, choices12, first(all12, at_done12)},
          {State::done12, choices12, plus(first(all12, at_done12), request12())},
          {State::change12, choices12, first(all12, at_change12)},
          {State::finished12, choices12, first(all12, at_finished12)},
          {State::established12, choices12, first(all12, at_data12)}};
}

TEST_CASE("tls: each state takes exactly its messages") {
  constexpr int types[] = {0, 1, 2, 3, 4, 5, 6, 8, 11, 12, 13, 14, 15, 16, 20, 21, 22, 24, 254, 255};
  constexpr std::string_view unexpected = "failed: unexpected_message (10)";
  for (const Way& way : ways()) {
    CAPTURE(static_cast<int>(way.to));
    CHECK(speak(way.choices, way.plan).client->session.handshake().state() == way.to);
    for (const int type : types) {
      CAPTURE(type);
      Plan plan = way.plan;
      // Without a body, each message is read, but it may be wrong.
      plan.push_back(message(static_cast<Type>(type), ""));
      CHECK(speak(way.choices, plan).summary().ends_with(unexpected) !=
            is_accepted(way.to, static_cast<Type>(type)));
    }
  }
}

TEST_CASE("tls: each content of a record in each state") {
  // Which contents are never refused: alerts, and a ChangeCipherSpec within a handshake.
  for (const Way& way : ways()) {
    CAPTURE(static_cast<int>(way.to));
    const auto ends_with = [&](const Step& step) {
      Plan plan = way.plan;
      plan.push_back(step);
      return speak(way.choices, plan).summary();
    };
    const bool is_established = way.to == State::established || way.to == State::established12;
    const bool is_tls13 = way.to < State::certificate12;
    const std::string before = is_established ? "established; " : "";
    const std::string unexpected = before + "failed: unexpected_message (10)";
    CHECK(ends_with(answer("x")) == (is_established ? "established: x" : unexpected));
    CHECK(ends_with(alert(2, 40)) == before + "refused: handshake_failure (40)");
    CHECK(ends_with(alert(1, 0)) == (is_established ? "established; closed" : "refused: close_notify (0)"));
    CHECK(ends_with(alert(1, 90)) == (is_established ? "established" : "waits"));
    CHECK(ends_with(alert(1, 112)) == (!is_tls13 ? (is_established ? "established" : "waits")
                                       : way.to == State::hello
                                           ? "waits"
                                           : before + "refused: unrecognized_name (112)"));
    CHECK(ends_with(record(ContentType::alert, "\2")) == before + "failed: decode_error (50)");
    CHECK(ends_with(record(ContentType::alert, "\2\50\2\50")) == before + "failed: decode_error (50)");
    CHECK(ends_with(record(ContentType::handshake, "")) == unexpected);
    for (const char* const body : {"", "\2", "\1\1"}) {
      const std::string said = ends_with(dummy(body));
      const bool is_protected = way.to == State::finished12 || way.to == State::established12;
      CHECK(said == (is_protected ? before + "failed: bad_record_mac (20)" : unexpected));
    }
  }
}

TEST_CASE("tls: a ChangeCipherSpec is ignored within a handshake of TLS 1.3 only") {
  const std::string unexpected = "failed: unexpected_message (10)";
  const Plan plan = plan13();
  CHECK(speak({}, with(plan, 0, {dummy()})).summary() == unexpected);
  for (std::size_t at = at_extensions; at <= at_wait; ++at) {
    CAPTURE(at);
    CHECK(speak({}, with(plan, at, {dummy(), dummy()})).summary() ==
          (at <= at_finished ? "established: answer" : "established; " + unexpected));
  }
  CHECK(speak({}, with(plan, at_data, {dummy()})).summary() == "established; " + unexpected);
  // Inside of a protected record it is never right, nor within a message.
  CHECK(speak({}, with(plan, at_verify, {record(ContentType::change_cipher_spec, "\x01")})).summary() ==
        unexpected);
  const std::string half = whole_message(Type::encrypted_extensions, std::string(2, '\0')).substr(0, 3);
  CHECK(speak({}, {hello(), record(ContentType::handshake, half), dummy()}).summary() == unexpected);
  // In TLS 1.2 it has one place.
  for (std::size_t at = 0; at <= plan12().size(); ++at) {
    CAPTURE(at);
    const std::string said = speak(choices12, with(plan12(), at, {dummy()})).summary();
    CHECK(said.find("answer") == (at == plan12().size() ? 13 : std::string::npos));
    CHECK(said.find("failed: ") != std::string::npos);
  }
}

TEST_CASE("tls: with one wrong bit in any byte, nothing is established and delivered") {
  struct {
    Choices choices;
    Plan plan;
  } const rows[] = {{{}, with(plan13(), at_extensions, {dummy()})}, {choices12, plan12()}};
  for (const auto& row : rows) {
    const std::string received = speak(row.choices, row.plan).received;
    // The version of each record is ignored (RFC 8446 5.1): its second byte, the minor one.
    std::vector<std::size_t> ignored;
    for (std::size_t at = 0; at < received.size(); at += probe::tls::record_size(received.data() + at))
      ignored.push_back(at + 2);
    for (std::size_t at = 0; at != received.size(); ++at) {
      CAPTURE(at);
      std::string changed = received;
      changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
      const bool is_ignored = std::count(ignored.begin(), ignored.end(), at) != 0;
      CHECK((replay(changed) == "established: answer") == is_ignored);
    }
  }
}

TEST_CASE("tls: a record that is dropped, repeated or swapped ends the connection") {
  const Plan three = {answer("a"), answer("b"), answer("c")};
  struct {
    Choices choices;
    Plan plan;
  } const rows[] = {{{}, replaced(plan13(), at_data, three)},
                    {choices12, replaced(plan12(), at_data12, three)}};
  for (const auto& row : rows) {
    const Conversation both = speak(row.choices, row.plan);
    REQUIRE(both.summary() == "established: abc");
    const std::vector<std::string> records = records_of(both.received);
    const auto replay_all = [](const std::vector<std::string>& all) {
      std::string bytes;
      for (const std::string& each : all) bytes += each;
      return replay(bytes);
    };
    const std::size_t first = records.size() - 3;  // with data
    const std::string wrong = "failed: bad_record_mac (20)";
    for (std::size_t i = 0; i != records.size(); ++i) {
      CAPTURE(i);
      const auto place = static_cast<std::ptrdiff_t>(i);
      std::vector<std::string> changed = records;
      changed.erase(changed.begin() + place);
      const std::string dropped = replay_all(changed);
      CHECK(dropped.find("abc") == std::string::npos);
      if (i + 1 != records.size()) CHECK(dropped.find("failed: ") != std::string::npos);
      if (i >= first && i + 1 != records.size()) CHECK(dropped.ends_with(wrong));
      changed = records;
      changed.insert(changed.begin() + place, records[i]);
      const std::string repeated = replay_all(changed);
      CHECK(repeated.find("failed: ") != std::string::npos);
      if (i >= first) CHECK(repeated.ends_with(wrong));
      if (i + 1 == records.size()) continue;
      changed = records;
      std::swap(changed[i], changed[i + 1]);
      const std::string swapped = replay_all(changed);
      CHECK(swapped.find("failed: ") != std::string::npos);
      if (i >= first) CHECK(swapped.ends_with(wrong));
    }
  }
}

TEST_CASE("tls: nothing is established before the end, and no part of the server's bytes ends anything") {
  for (const bool is_tls13 : {true, false}) {
    const std::string received =
        speak(is_tls13 ? Choices{} : choices12, is_tls13 ? plan13() : plan12()).received;
    const auto client = std::make_unique<TlsClient>();
    client->start();
    const std::size_t last = records_of(received).back().size();
    for (std::size_t i = 0; i != received.size(); ++i) {
      client->take(received.substr(i, 1));
      CHECK(client->session.end() == End::none);
      CHECK(client->is_established() == (i + 1 >= received.size() - last));
      CHECK(client->data.empty() == (i + 1 != received.size()));
    }
    CHECK(client->summary() == "established: answer");
  }
}

}  // namespace
