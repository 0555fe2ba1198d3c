// mysql://USER@ logs in without a password: each packet that is sent, and the verdict after each answer.
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "tests/unit/judging.h"

namespace {

using namespace std::literals;
using test::Judged;
using test::Kind;

const std::string greeting =
    "\x2b\0\0\0\x0a"
    "5.5.5-10.11.6-MariaDB\0\1\0\0\0abcdefgh\0\xfe\xf7\x08\2\0\xff\x81"s;
const std::string accepted = "\7\0\0\2\0\0\0\2\0\0\0"s;
const std::string denied = "\x19\0\0\2\xff\x15\4#28000Access denied!!!"s;
const std::string exhausted = "\x13\0\0\2\xff\xca\4#42000exceeded!!"s;
const std::string asks_for_sha2 =
    "\x1b\0\0\2\xfe"
    "caching_sha2_password\0salt"s;
const std::string asks_for_native =
    "\x1b\0\0\2\xfe"
    "mysql_native_password\0salt"s;
const std::string accepted_after_that = "\7\0\0\4\0\0\0\2\0\0\0"s;
const std::string quit = "\1\0\0\0\1"s;

/// The login packet of a user, whose size is `size`.
std::string login(char size, const std::string& user) {
  return std::string(1, size) + "\0\0\1\0\x82\x08\0\0\0\0\1\x2d"s + std::string(23, '\0') + user +
         "\0\0mysql_native_password\0"s;
}

/// The dialogue with a server that sends each of the answers once it was sent something: what it was sent
/// between them, and the verdict after the last.
struct Dialogue {
  std::vector<std::string> sent;
  Judged last;
};

Dialogue dialogue_with(const char* word, const std::vector<std::string>& answers) {
  const probe::Question question = test::question_of(word);
  Dialogue dialogue;
  std::string received;
  for (const std::string& answer : answers) {
    received += answer;
    for (;;) {
      dialogue.last = test::judged(question, received, false, dialogue.sent.size());
      if (dialogue.last.kind != Kind::reply) break;
      dialogue.sent.push_back(dialogue.last.bytes);
    }
  }
  return dialogue;
}

TEST_CASE("a user without a password logs in and says goodbye") {
  const Dialogue dialogue = dialogue_with("mysql://app@h/shop", {greeting, accepted});
  CHECK(dialogue.sent == std::vector{login('\x3b', "app"), quit});
  CHECK(dialogue.last.kind == Kind::healthy);
  CHECK(dialogue.last.quote == "5.5.5-10.11.6-MariaDB");
}

TEST_CASE("the name of a user is percent-decoded") {
  CHECK(dialogue_with("mariadb://a%40b@h", {greeting}).sent == std::vector{login('\x3b', "a@b")});
}

TEST_CASE("a long name has its size in two bytes") {
  const std::string name(300, 'n');
  const std::string packet = dialogue_with(("mysql://" + name + "@h").c_str(), {greeting}).sent.at(0);
  CHECK(packet.substr(0, 4) == "\x64\1\0\1"s);
  CHECK(packet.size() == 4 + 0x164);
}

TEST_CASE("with a password or without a user, only the greeting is read") {
  for (const char* const word :
       {"mysql://h", "mysql://app:secret@h", "mysql://app:@h", "mysql://:secret@h"}) {
    CAPTURE(word);
    const Dialogue dialogue = dialogue_with(word, {greeting});
    CHECK(dialogue.sent.empty());
    CHECK(dialogue.last.kind == Kind::healthy);
  }
}

TEST_CASE("an account with another plugin has no password there either") {
  const Dialogue sha2 = dialogue_with("mysql://app@h", {greeting, asks_for_sha2, accepted_after_that});
  CHECK(sha2.sent == std::vector{login('\x3b', "app"), "\1\0\0\3\0"s, quit});
  CHECK(sha2.last.kind == Kind::healthy);
  const Dialogue native = dialogue_with("mysql://app@h", {greeting, asks_for_native, accepted_after_that});
  CHECK(native.sent == std::vector{login('\x3b', "app"), "\0\0\0\3"s, quit});
  CHECK(native.last.kind == Kind::healthy);
  // Without a name of a plugin: the packet of servers before 4.1.
  CHECK(dialogue_with("mysql://app@h", {greeting, "\1\0\0\2\xfe"s}).sent.at(1) == "\1\0\0\3\0"s);
  std::string ninth = asks_for_sha2;
  ninth[3] = 9;
  CHECK(dialogue_with("mysql://app@h", {greeting, ninth}).sent.at(1) == "\1\0\0\x0a\0"s);
}

TEST_CASE("a server that refuses the account accepts connections") {
  const Dialogue dialogue = dialogue_with("mysql://app@h", {greeting, denied});
  CHECK(dialogue.sent.size() == 1);
  CHECK(dialogue.last.kind == Kind::healthy);
  CHECK(dialogue.last.why == "it accepts connections, but not this one");
  CHECK(dialogue.last.quote == "1045 Access denied!!!");
}

TEST_CASE("an account that is locked, or whose password has expired, is refused for itself") {
  for (const std::string& number : {"\x46\x07"s, "\x2e\x0c"s, "\x73\x0f"s, "\x37\x10"s}) {
    CAPTURE(number);
    const std::string refusal = "\x0f\0\0\2\xff"s + number + "#HY000locked";
    const Dialogue dialogue = dialogue_with("mysql://app@h", {greeting, refusal});
    CHECK(dialogue.last.kind == Kind::healthy);
    CHECK(dialogue.last.why == "it accepts connections, but not this one");
    CHECK(dialogue.last.quote.ends_with(" locked"));
  }
}

TEST_CASE("a login that is refused for another reason is unhealthy") {
  const Dialogue dialogue = dialogue_with("mysql://app@h", {greeting, exhausted});
  CHECK(dialogue.last.kind == Kind::unhealthy);
  CHECK(dialogue.last.why == "it refuses clients");
  CHECK(dialogue.last.quote == "1226 exceeded!!");
  std::string other_state = denied;  // of the same class
  other_state[12] = '1';
  CHECK(dialogue_with("mysql://app@h", {greeting, other_state}).last.kind == Kind::unhealthy);
}

TEST_CASE("an answer to a login that is none is not MySQL's") {
  for (const std::string& answer : {greeting, "\7\0\0\2\1\0\0\2\0\0\0"s, "\0\0\0\2"s, "\2\0\0\2\xff\x15"s}) {
    CAPTURE(answer);
    const Dialogue dialogue = dialogue_with("mysql://app@h", {greeting, answer});
    CHECK(dialogue.last.kind == Kind::unhealthy);
    CHECK(dialogue.last.why == "not MySQL");
  }
}

TEST_CASE("the dialogue of a login is the same in pieces of every size") {
  const std::vector<std::string> answers[] = {
      {greeting, accepted}, {greeting, denied}, {greeting, asks_for_sha2, accepted_after_that}};
  for (const std::vector<std::string>& whole : answers) {
    const Dialogue expected = dialogue_with("mysql://app@h", whole);
    for (std::size_t size = 1; size < greeting.size(); ++size) {
      std::vector<std::string> pieces;
      for (const std::string& answer : whole) {
        for (std::size_t at = 0; at < answer.size(); at += size) pieces.push_back(answer.substr(at, size));
      }
      const Dialogue dialogue = dialogue_with("mysql://app@h", pieces);
      CAPTURE(size);
      CHECK(dialogue.sent == expected.sent);
      CHECK(dialogue.last == expected.last);
    }
  }
}

}  // namespace
