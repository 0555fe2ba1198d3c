// The resolver's decisions: which names are asked for, and the turns of the name servers.
#include <cerrno>
#include <initializer_list>
#include <string>
#include <string_view>

#include "doctest.h"
#include "probe/dns/dns.h"
#include "probe/model/host.h"

namespace {

using namespace probe;
using dns::Next;
using dns::Reply;
using dns::Turns;
using dns::type_a;
using dns::type_aaaa;

TEST_CASE("short names go through the search list first, and others last") {
  const struct {
    std::string_view host;
    int dots;
    const char* search;
    std::string domains;  // each with a comma; an empty one is the host as it is
  } rows[] = {
      {"db", 1, " a.test b.test", "a.test,b.test,,"},
      {"db.x", 1, " a.test b.test", ",a.test,b.test,"},
      {"db.x", 2, "a.test  b.test ", "a.test,b.test,,"},
      {"db.x.y", 2, "a.test", ",a.test,"},
      {"db", 0, "a.test", ",a.test,"},
      {"db.", 5, "a.test", ","},
      {"db.x.y.", 1, "a.test", ","},
      {"db", 1, "", ","},
      {"db.x", 1, "", ","},
      {"db", 1, ".", ","},
      {"db", 1, ". a.test .b c.test", ",a.test,c.test,"},
      {"db", 1, "a.test . c.test .", "a.test,,c.test,"},
      {"db.x", 1, "a.test .", ",a.test,"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.host);
    CAPTURE(row.search);
    dns::ResolverSettings settings;
    settings.dots = row.dots;
    std::string(row.search).copy(settings.search, dns::search_size);
    settings.search[std::string_view(row.search).size()] = '\0';
    dns::SearchList list(row.host, settings);
    std::string all;
    for (std::string_view domain = "x"; list.next(domain);) all += std::string(domain) + ",";
    CHECK(all == row.domains);
    std::string_view domain = "x";
    CHECK_FALSE(list.next(domain));
  }
}

TEST_CASE("without a server in resolv.conf, the one on this machine is asked") {
  dns::ResolverSettings settings;
  dns::add_default_server(settings);
  REQUIRE(settings.count == 1);
  base::TextOf<64> text;
  put_address(text, settings.servers[0]);
  CHECK(text.view() == "127.0.0.1");
  settings.servers[0].bytes[0] = 10;
  dns::add_default_server(settings);
  CHECK(settings.count == 1);
  CHECK(settings.servers[0].bytes[0] == 10);
}

TEST_CASE("/etc/hosts is searched for a host without its last dot") {
  CHECK(dns::without_last_dot("a.b.") == "a.b");
  CHECK(dns::without_last_dot("a.b") == "a.b");
  CHECK(dns::without_last_dot("a.b..") == "a.b.");
}

TEST_CASE("name servers are asked only for a name that /etc/hosts does not have") {
  const struct {
    std::string_view host;
    bool is_ipv6;
    Source source;
  } rows[] = {
      {"", false, Source::loopback},
      {"LocalHost", false, Source::loopback},
      {"localhost.", false, Source::loopback},
      {"127.0.0.1", false, Source::literal},
      {"1.2", false, Source::literal},
      {"::1", true, Source::literal},
      {"12", false, Source::names},
      {"db", false, Source::names},
      {"localhost.x", false, Source::names},
  };
  for (const auto& row : rows) {
    CAPTURE(row.host);
    Target target;
    target.host = row.host;
    target.is_ipv6 = row.is_ipv6;
    CHECK(source_of(target) == row.source);
  }
  AddressList found{.family = Family::ipv4};
  CHECK(needs_name_server(found));
  found.add({.is_ipv6 = true});  // of a family that is not wanted
  CHECK_FALSE(needs_name_server(found));
}

TEST_CASE("a missing address is described by what is known") {
  const auto describe = [](bool is_named, Family family, const Failure& why) {
    AddressList list{.family = family, .is_named = is_named};
    return std::string(missing_address(list, why).text);
  };
  CHECK(describe(false, Family::any, {}) == "no such host");
  CHECK(describe(false, Family::any, {"why"}) == "why");
  CHECK(describe(false, Family::ipv4, {}) == "no such host");
  CHECK(missing_address({}, {.error = ENOBUFS}).error == ENOBUFS);
  CHECK(describe(true, Family::any, {"why"}) == "the host has no address");
  CHECK(describe(true, Family::ipv4, {}) == "the host has no address of that family");
  CHECK(describe(true, Family::ipv6, {"why"}) == "the host has no address of that family");
}

/// Settings with so many servers, attempts and seconds.
dns::ResolverSettings settings_of(int servers, int attempts = 1, int seconds = 5) {
  dns::ResolverSettings settings;
  settings.count = servers;
  settings.attempts = attempts;
  settings.seconds = seconds;
  return settings;
}

constexpr base::Nanoseconds second = base::second;

/// Turns with plenty of time, in the first turn of a name.
Turns started(int servers, int attempts = 1, Family family = Family::any) {
  Turns turns(settings_of(servers, attempts), family, {100 * second, false});
  turns.start_name(false);
  turns.start_turn(0);
  return turns;
}

std::string text_of(const Failure& failure) { return failure.text == nullptr ? "" : failure.text; }

std::string why(const Turns& turns) { return text_of(turns.name().failure); }

TEST_CASE("a turn lasts `timeout`, and a quarter of the rest at most unless it is the last") {
  const struct {
    Deadline deadline;
    int seconds;
    base::Nanoseconds now;
    Deadline first;  // of two turns
    Deadline last;
  } rows[] = {
      {{100 * second, true}, 5, 0, {5 * second, false}, {5 * second, false}},
      {{8 * second, true}, 5, 0, {2 * second, false}, {5 * second, false}},
      {{8 * second, true}, 1, 0, {1 * second, false}, {1 * second, false}},
      {{8 * second, true}, 30, 0, {2 * second, false}, {8 * second, true}},
      {{8 * second, false}, 30, 0, {2 * second, false}, {8 * second, false}},
      {{8 * second, true}, 30, 4 * second, {5 * second, false}, {8 * second, true}},
      {{8 * second, true}, 5, 9 * second, {8 * second, true}, {8 * second, true}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.deadline.end);
    CAPTURE(row.seconds);
    Turns turns(settings_of(2, 1, row.seconds), Family::any, row.deadline);
    turns.start_name(false);
    turns.start_turn(row.now);
    CHECK(turns.end().end == row.first.end);
    CHECK(turns.end().has_timer == row.first.has_timer);
    REQUIRE(turns.finish_turn(false) == Next::turn);
    turns.start_turn(row.now);
    CHECK(turns.end().end == row.last.end);
    CHECK(turns.end().has_timer == row.last.has_timer);
  }
}

TEST_CASE("servers are asked in their order, each as often as `attempts` says") {
  Turns turns(settings_of(3, 2), Family::any, {100 * second, false});
  turns.start_name(false);
  std::string order;
  Next next = Next::turn;
  while (next == Next::turn) {
    turns.start_turn(0);
    order += std::to_string(turns.server());
    CHECK(turns.is_waiting());
    next = turns.finish_turn(false);
  }
  CHECK(order == "012012");
  CHECK(next == Next::finish);
  CHECK(text_of(turns.host().failure) == "no name server answers");
}

TEST_CASE("only the queries that are wanted are open") {
  for (const Family family : {Family::any, Family::ipv4, Family::ipv6}) {
    Turns turns = started(1, 1, family);
    CHECK(turns.is_open(type_a) == (family != Family::ipv6));
    CHECK(turns.is_open(type_aaaa) == (family != Family::ipv4));
    CHECK(turns.is_waiting());
    turns.take_reply(family == Family::ipv6 ? type_aaaa : type_a, 0, Reply::no_name, false, 0);
    CHECK(turns.is_waiting() == (family == Family::any));
  }
}

TEST_CASE("what a reply of the current server changes") {
  const struct {
    Reply reply;
    bool is_open;
    bool is_waiting;
    const char* why;
  } rows[] = {
      {Reply::foreign, true, true, ""},
      {Reply::failed, true, false, "the name server fails"},
      {Reply::refused, true, false, "the name server refuses"},
      {Reply::no_name, false, false, ""},
      {Reply::addresses, false, false, ""},
  };
  for (const auto& row : rows) {
    for (const dns::Type type : dns::query_types) {
      Turns turns = started(2, 1, type == type_a ? Family::ipv4 : Family::ipv6);
      turns.take_reply(type, 0, row.reply, false, 0);
      CHECK(turns.is_open(type) == row.is_open);
      CHECK(turns.is_waiting() == row.is_waiting);
      CHECK(why(turns) == row.why);
      CHECK(turns.server() == 0);
    }
  }
}

TEST_CASE("a late answer counts and gives the turn; a late failure is only the reason") {
  for (const Reply reply : {Reply::no_name, Reply::addresses}) {
    Turns turns = started(3);
    REQUIRE(turns.finish_turn(false) == Next::turn);
    REQUIRE(turns.finish_turn(false) == Next::turn);
    turns.start_turn(0);
    REQUIRE(turns.server() == 2);
    turns.take_reply(type_a, 1, reply, false, 0);
    CHECK(turns.server() == 1);
    CHECK_FALSE(turns.is_open(type_a));
    CHECK(turns.is_open(type_aaaa));
    CHECK(turns.is_waiting());
  }
  for (const Reply reply : {Reply::failed, Reply::refused, Reply::foreign}) {
    Turns turns = started(3);
    turns.take_reply(type_a, 1, reply, false, 0);
    turns.take_reply(type_aaaa, 1, reply, false, 0);
    CHECK(turns.server() == 0);
    CHECK(turns.is_waiting());
    CHECK(why(turns).empty() == (reply == Reply::foreign));
  }
}

TEST_CASE("once some addresses are there, the rest of the turn is a quarter of the time") {
  Turns turns(settings_of(1, 1, 30), Family::any, {20 * second, true});
  turns.start_name(false);
  turns.start_turn(0);
  turns.take_reply(type_a, 0, Reply::addresses, false, 4 * second);
  CHECK(turns.end().end == 20 * second);
  turns.take_reply(type_a, 0, Reply::addresses, true, 4 * second);
  CHECK(turns.end().end == 8 * second);
  CHECK_FALSE(turns.end().has_timer);
  CHECK(turns.is_waiting());
  turns.take_reply(type_aaaa, 0, Reply::failed, true, 5 * second);
  CHECK(turns.end().end == 8 * second);
  CHECK(turns.finish_turn(true) == Next::finish);
  CHECK(turns.server() == 0);
}

TEST_CASE("a server that cannot be reached ends the waiting for what it has not answered") {
  Turns turns = started(2);
  turns.take_reply(type_a, 0, Reply::no_name, false, 0);
  turns.fail(ENOBUFS);
  CHECK_FALSE(turns.is_waiting());
  CHECK_FALSE(turns.is_open(type_a));
  CHECK(turns.is_open(type_aaaa));
  CHECK(turns.name().failure.error == ENOBUFS);
  CHECK(why(turns).empty());
  REQUIRE(turns.finish_turn(false) == Next::turn);
  CHECK(turns.server() == 1);
  turns.start_turn(0);
  CHECK_FALSE(turns.is_open(type_a));  // an answer stays known
  CHECK(turns.is_waiting());           // the other server is asked for the rest
}

TEST_CASE("an error of receiving counts if something came and it is that server's turn") {
  const struct {
    int server;
    int error;
    bool is_failure;
  } rows[] = {{0, ECONNREFUSED, true}, {0, EAGAIN, false}, {0, EINTR, false}, {1, ECONNREFUSED, false}};
  for (const auto& row : rows) {
    Turns turns = started(2);
    turns.fail_to_receive(row.server, row.error);
    CHECK(turns.is_waiting() == !row.is_failure);
    CHECK(turns.name().failure.error == (row.is_failure ? row.error : 0));
  }
}

TEST_CASE("after a name is answered for all families, the same server is asked first for the next name") {
  Turns turns = started(2);
  REQUIRE(turns.finish_turn(false) == Next::turn);
  turns.start_turn(0);
  turns.take_reply(type_a, 1, Reply::no_name, false, 0);
  turns.take_reply(type_aaaa, 1, Reply::no_name, false, 0);
  CHECK(turns.finish_turn(false) == Next::name);
  CHECK(turns.server() == 1);
  turns.start_name(false);
  turns.start_turn(0);
  CHECK(turns.server() == 1);
  CHECK(turns.is_open(type_a));
  CHECK(turns.is_open(type_aaaa));
  REQUIRE(turns.finish_turn(false) == Next::turn);
  CHECK(turns.server() == 0);
}

/// What is said of a host, after its names were asked for: that of missing_address().
std::string said_of(const dns::Absence& host) {
  AddressList found;
  found.is_named = host.is_named;
  return missing_address(found, host.failure).text;
}

constexpr const char* no_host = "no such host";
constexpr const char* no_address = "the host has no address";
constexpr const char* fails = "the name server fails";
constexpr const char* refuses = "the name server refuses";
constexpr const char* silent = "no name server answers";

TEST_CASE("a name that got no answer for one family is not known to have no address") {
  // A reply that is foreign stands for silence.
  const struct {
    Reply one;
    Reply other;
    const char* said;
    Next next = Next::name;
  } rows[] = {
      {Reply::addresses, Reply::addresses, no_address},
      {Reply::addresses, Reply::no_name, no_address},
      {Reply::no_name, Reply::no_name, no_host},
      {Reply::addresses, Reply::failed, fails},
      {Reply::addresses, Reply::refused, refuses},
      {Reply::addresses, Reply::foreign, silent, Next::finish},
      {Reply::no_name, Reply::failed, fails},
      {Reply::no_name, Reply::refused, refuses},
      {Reply::no_name, Reply::foreign, silent, Next::finish},
      {Reply::failed, Reply::failed, fails},
      {Reply::failed, Reply::foreign, fails},
      {Reply::foreign, Reply::foreign, silent, Next::finish},
  };
  for (const auto& row : rows) {
    for (const dns::Type type : dns::query_types) {
      const dns::Type other = type == type_a ? type_aaaa : type_a;
      Turns turns = started(1);
      turns.take_reply(type, 0, row.one, false, 0);
      turns.take_reply(other, 0, row.other, false, 0);
      CHECK(turns.finish_turn(false) == row.next);
      CHECK(said_of(turns.host()) == row.said);
    }
  }
}

TEST_CASE("of a host's names, one without address outweighs a failure, and that outweighs no such name") {
  struct Name {
    // To A and AAAA: e is empty, n is no such name, f fails, r refuses, s is silence.
    std::string_view replies;
    bool is_host = false;
  };
  const struct {
    std::initializer_list<Name> names;
    const char* said;
  } rows[] = {
      {{}, no_host},
      {{{"nn"}, {"nn", true}}, no_host},
      {{{"ee"}, {"nn", true}}, no_address},
      {{{"nn"}, {"ee"}, {"ff"}, {"nn", true}}, no_address},
      {{{"ff"}, {"ee"}, {"nn", true}}, no_address},
      {{{"ee"}, {"fe"}, {"ff", true}}, no_address},
      {{{"ff"}, {"nn", true}}, fails},
      {{{"fe"}, {"nn", true}}, fails},
      {{{"ef"}, {"nn"}, {"nn", true}}, fails},
      {{{"ff"}, {"rr", true}}, refuses},
      {{{"rr"}, {"ef", true}}, fails},
      {{{"ef"}, {"ne", true}}, no_address},
      {{{"nn"}, {"er", true}}, refuses},
      {{{"ff"}, {"ss", true}}, silent},
      {{{"fe"}, {"es", true}}, silent},
      // The host as it is written comes first: it decides.
      {{{"nn", true}, {"ff"}}, no_host},
      {{{"nn", true}, {"ee"}}, no_host},
      {{{"nn", true}, {"nn"}, {"ff"}, {"ee"}}, no_host},
      {{{"ff", true}, {"ee"}, {"nn"}}, fails},
      {{{"ef", true}, {"rr"}}, fails},
      {{{"ee", true}, {"ff"}}, no_address},
      {{{"ff"}, {"nn", true}, {"rr"}}, fails},  // `search a.test . b.test`
  };
  const auto reply_of = [](char letter) {
    return letter == 'e'   ? Reply::addresses
           : letter == 'n' ? Reply::no_name
           : letter == 'f' ? Reply::failed
           : letter == 's' ? Reply::foreign
                           : Reply::refused;
  };
  for (const auto& row : rows) {
    Turns turns(settings_of(1), Family::any, {100 * second, false});
    std::string names;
    for (const Name& name : row.names) {
      names += std::string(name.replies) + (name.is_host ? "! " : " ");
      turns.start_name(name.is_host);
      turns.start_turn(0);
      turns.take_reply(type_a, 0, reply_of(name.replies[0]), false, 0);
      turns.take_reply(type_aaaa, 0, reply_of(name.replies[1]), false, 0);
      CHECK(turns.finish_turn(false) == (name.replies.ends_with('s') ? Next::finish : Next::name));
    }
    CAPTURE(names);
    CHECK(said_of(turns.host()) == row.said);
  }
}

TEST_CASE("a failure that another server makes good is forgotten") {
  Turns turns = started(2);
  turns.take_reply(type_a, 0, Reply::failed, false, 0);
  turns.take_reply(type_aaaa, 0, Reply::failed, false, 0);
  REQUIRE(turns.finish_turn(false) == Next::turn);
  turns.start_turn(0);
  turns.take_reply(type_a, 1, Reply::no_name, false, 0);
  turns.take_reply(type_aaaa, 1, Reply::no_name, false, 0);
  CHECK(turns.finish_turn(false) == Next::name);
  CHECK(said_of(turns.host()) == no_host);
}

TEST_CASE("a message over TCP is its size and then its bytes") {
  const struct {
    std::string received;
    std::size_t missing;
  } rows[] = {
      {"", 2},
      {std::string(1, '\0'), 1},
      {std::string("\0\0", 2), 0},
      {std::string("\0\5", 2), 5},
      {std::string("\0\5abc", 5), 2},
      {std::string("\0\5abcde", 7), 0},
      {std::string("\1\2", 2), 258},
      {std::string("\xff\xff", 2), 65535},
  };
  for (const auto& row : rows) CHECK(dns::missing_bytes(row.received) == row.missing);
}

TEST_CASE("what comes over TCP must be a whole reply to the query") {
  const std::string query("\x12\x34\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", 19);
  const auto judged = [&](char flags, char code, std::size_t size) {
    std::string reply = query;
    reply[2] = flags;
    reply[3] = code;
    AddressList found;
    const std::string received = std::string{'\0', 19} + reply.substr(0, size);
    return dns::judge_stream(query, received, found);
  };
  CHECK(judged('\x81', '\0', 19) == Reply::addresses);
  CHECK(judged('\x81', '\3', 19) == Reply::no_name);
  CHECK(judged('\x81', '\5', 19) == Reply::refused);
  CHECK(judged('\x81', '\2', 19) == Reply::failed);
  CHECK(judged('\x81', '\0', 18) == Reply::failed);  // not whole
  std::string reply = query;
  reply[2] = '\x81';
  AddressList found;
  CHECK(dns::judge_stream(query, std::string{'\0', 20} + reply, found) == Reply::failed);  // nor is this
  CHECK(dns::judge_stream(query, "", found) == Reply::failed);
  CHECK(judged('\x83', '\0', 19) == Reply::failed);  // truncated
  CHECK(judged('\1', '\0', 19) == Reply::failed);    // foreign
}

}  // namespace
