// Databases and brokers: the request, byte for byte, and the verdict on each answer.
#include <algorithm>
#include <string>
#include <string_view>

#include "doctest.h"
#include "judging.h"
#include "probe/connecting.h"
#include "probe/targets.h"

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using test::Answer;
using test::check_answer;
using test::Kind;
using test::kind_of;

/// Answers in other protocols.
const struct {
  std::string_view bytes;
  bool is_tls;
} strangers[] = {
    {"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", false},
    {"SSH-2.0-OpenSSH_9.2\r\n", false},
    {"220 mail.example ESMTP\r\n", false},
    {"ERROR\r\n", false},
    {"\r\n\r\n", false},
    {"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8", false},
    {"\x15\x03\x03\0\x02\x02\x46"sv, true},
    {"\x16\x03\x01\x02\0\x01\0\0"sv, true},
    {"\0\0\x06\x04\0\0\0\0\0"sv, false},
    {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv, false},
};

void check_strangers(const char* word, const std::string& name) {
  const probe::Question question = test::question_of(word);
  for (const auto& stranger : strangers) {
    const std::string_view line = stranger.bytes.substr(0, stranger.bytes.find_first_of("\r\n"));
    const std::string why = (stranger.is_tls ? "it speaks TLS, not " : "not ") + name;
    check_answer(question, {stranger.bytes, Kind::unhealthy, why, stranger.is_tls ? "" : line});
  }
  check_answer(question, {"", Kind::more});
}

TEST_CASE("an answer in another protocol is recognised") {
  check_strangers("postgres://h", "PostgreSQL");
  check_strangers("mysql://h", "MySQL");
  check_strangers("redis://h", "Redis");
  check_strangers("amqp://h", "AMQP");
  check_strangers("fcgi://h/", "FastCGI");
}

TEST_CASE("the URL that clients use can be the target") {
  const struct {
    const char* word;
    int port;
  } rows[] = {
      {"postgres://app:secret@h/app?sslmode=disable", 5432},
      {"mysql://app:secret@h/app", 3306},
      {"redis://:secret@h/0", 6379},
      {"amqp://app:secret@h/%2f", 5672},
      {"fcgi://h/ping", 9000},
      {"redis://h:7000", 7000},
  };
  for (const auto& row : rows) CHECK(test::question_of(row.word).target.port == row.port);
}

TEST_CASE("a scheme may name a driver, and a database has the scheme of its fork") {
  const struct {
    const char* word;
    int port;
  } rows[] = {
      {"postgresql+asyncpg://h/app", 5432},
      {"postgres+psycopg2://h", 5432},
      {"PostgreSQL+x://h", 5432},
      {"mysql+pymysql://h/app", 3306},
      {"mariadb://h", 3306},
      {"mariadb+mariadbconnector://h", 3306},
      {"valkey://h", 6379},
      {"mysql+x-y.z://h", 3306},
  };
  for (const auto& row : rows) {
    CAPTURE(row.word);
    CHECK(test::question_of(row.word).target.port == row.port);
    CHECK(test::question_of(row.word).target.host == "h");
  }
  for (const char* const word :
       {"postgres+://h x", "postgres+a b://h", "postgresx://h", "maria://h", "http+unix:///run/app.sock",
        "https+unix:///run/app.sock", "grpc+tls://h:1", "tcp+tls://h:1", "redis+tls://h", "amqp+ssl://h",
        "unix+x:/a", "file+x:/a"}) {
    probe::ParsedTarget target;
    CHECK_FALSE(probe::read_target(word, target).is_valid());
  }
}

/// The hosts of a target as HOST:PORT or, of a Unix-domain socket, its path; or what is wrong.
std::string hosts_of(const char* word) {
  std::string all;
  for (std::size_t index = 0;; ++index) {
    probe::Question question;
    const base::Expected expected = probe::read_target(word, question, index);
    if (!expected.is_valid()) return all + expected.text;
    base::TextOf<300> text;
    if (probe::socket_path(question, text) == nullptr) {
      probe::put_authority(text, question.target);
      text.put('\0');
    }
    all += text.view().data();
    if (!question.has_other_host) return all;
    all += " ";
  }
}

TEST_CASE("PostgreSQL's connection URIs name hosts as libpq reads them") {
  const std::string directory(82, 'd');
  const std::string long_enough = "postgres:///?host=/" + directory + "12345678";
  const std::string too_long = "postgres:///?host=/" + directory + "1234567890";
  const struct {
    const char* word;
    std::string hosts;
  } rows[] = {
      {"postgres://h/d", "h:5432"},
      {"postgres:///d", "localhost:5432"},
      {"postgres:///d?host=/run/postgresql", "/run/postgresql/.s.PGSQL.5432"},
      {"postgresql://u:p@/d?port=6432&host=%2Frun%2Fpostgresql", "/run/postgresql/.s.PGSQL.6432"},
      {"postgresql://u@%2Frun%2Fpostgresql:7/d", "/run/postgresql/.s.PGSQL.7"},
      {"postgresql://%2Frun", "/run/.s.PGSQL.5432"},
      {"postgres://h:1/d?sslmode=disable&host=o#host=x", "o:1"},
      {"postgres://h:1?port=2", "h:2"},
      {"postgres://h?host=&port=", "h:5432"},
      {"postgres://h?host=::1", "[::1]:5432"},
      {"postgres://h?host=n&hostaddr=127.0.0.2", "127.0.0.2:5432"},
      {"postgres://a,b:2,[::1]:3/d", "a:5432 b:2 [::1]:3"},
      {"postgres:///d?host=a,/run,b&port=1,2,3", "a:1 /run/.s.PGSQL.2 b:3"},
      {"postgres:///d?host=a,b&port=7", "a:7 b:7"},
      {"postgres:///d?host=a%2C%2frun%2cb&port=1%2C2%2C3", "a:1 /run/.s.PGSQL.2 b:3"},
      {"postgres://a,b/d?ghost=x&hosts=y&port=7", "a:7 b:7"},
      {"postgres://a,%2Frun:8", "a:5432 /run/.s.PGSQL.8"},
      {"postgres:///?host=a&host=b", "b:5432"},
      {"postgres:///?h%6Fst=a&%70ort=7&%68ost%61ddr=127.0.0.2", "127.0.0.2:7"},
      {"postgres://h?host%3Dx", "h:5432"},
      {"postgres://h?host&port", "h:5432"},
      {"postgres:///?host=a!", "a host name or an address"},
      {"postgres:///?host=a,b:c-", "a:5432 a host name or an address"},
      {"postgres:///?port=65536", "a port from 1 to 65535"},
      {"postgres:///?port=0", "a port from 1 to 65535"},
      {"postgres:///?port=99999999999999", "a port from 1 to 65535"},
      {"postgres:///?port=x", "a port from 1 to 65535"},
      {"postgres://a,b!/", "a:5432 a host name or an address"},
      {long_enough.c_str(), "/" + directory + "12345678/.s.PGSQL.5432"},
      {too_long.c_str(), "a path of 1 to 107 bytes"},
      {"mysql://a,b/", "a host name or an address"},
      {"mysql://%2Frun/", "a host name or an address"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.word);
    CHECK(hosts_of(row.word) == row.hosts);
  }
}

/// The hosts of an URI, from a query that is split by std::string instead.
std::string hosts_in_query(std::string query) {
  std::string host = "localhost";
  std::string port = "5432";
  for (query += '&'; !query.empty(); query.erase(0, query.find('&') + 1)) {
    const std::string part = query.substr(0, query.find('&'));
    if (part.starts_with("host=")) host = part.size() == 5 ? "localhost" : part.substr(5);
    if (part.starts_with("port=")) port = part.size() == 5 ? "5432" : part.substr(5);
  }
  return host + ":" + port;
}

TEST_CASE("every prefix of a query is read, and its parameters are in any order, between any others") {
  const std::string query = "a=&host=one&&port=12&x&host=two&hosts=no&=&port=345&ahost=no";
  for (std::size_t size = 0; size <= query.size(); ++size) {
    const std::string prefix = query.substr(0, size);
    CAPTURE(prefix);
    CHECK(hosts_of(("postgres:///d?" + prefix).c_str()) == hosts_in_query(prefix));
    if (size != query.size() && query[size] != '&') continue;
    // Split at an &, its halves are the other way around.
    const std::string other = query.substr(std::min(size + 1, query.size())) + "&" + prefix;
    CHECK(hosts_of(("postgres:///?" + other).c_str()) == hosts_in_query(other));
  }
  const std::string word =
      "postgres://u:p@h:1,[::1]:2,%2Frun/d?hostaddr=1.2.3.4,::1,&port=7,,9&h%6Fst=%2Fa,b";
  CHECK(hosts_of(word.c_str()) == "1.2.3.4:7 [::1]:5432 localhost:9");
  for (std::size_t size = 0; size <= word.size(); ++size) (void)hosts_of(word.substr(0, size).c_str());
}

TEST_CASE("a password that is not percent-encoded is named as the reason") {
  const std::string encoded = "the password percent-encoded: / is %2F, ? %3F, # %23";
  for (const char* const word :
       {"redis://:#x@h", "postgres://u:a/b@h/d", "postgres://u:12a?b@h", "amqp://u:#@h", "http://u:/@h/"}) {
    CHECK(hosts_of(word) == encoded);
  }
  CHECK(hosts_of("http://h:x/") == "a port from 1 to 65535");
  // Without an @, there is no password: an empty port is the default one.
  CHECK(hosts_of("http://h:/#x") == "h:80");
  CHECK(hosts_of("postgres://a:,b:1/d") == "a:5432 b:1");
}

TEST_CASE("PostgreSQL is sent a StartupMessage") {
  const struct {
    const char* word;
    std::string_view request;
  } rows[] = {
      {"postgres://h", "\0\0\0\x17\0\3\0\0user\0postgres\0\0"sv},
      {"postgres://h/", "\0\0\0\x17\0\3\0\0user\0postgres\0\0"sv},
      {"postgres://:secret@h?a=b", "\0\0\0\x17\0\3\0\0user\0postgres\0\0"sv},
      {"postgres://a%40b:secret@h/c%20d?e=f", "\0\0\0\x1f\0\3\0\0user\0a@b\0database\0c d\0\0"sv},
      {"postgres://h/a%00b%g0%4%", "\0\0\0\x2c\0\3\0\0user\0postgres\0database\0a%00b%g0%4%\0\0"sv},
  };
  for (const auto& row : rows) CHECK(test::request_of(test::question_of(row.word)) == row.request);
  const std::string name(300, 'x');
  CHECK(test::request_of(test::question_of(("postgres://h/" + name).c_str())).starts_with("\0\0\1\x4d"sv));
}

const std::string_view starting_up =
    "E\0\0\0\x5bSFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0Fpostmaster.c\0L2357\0RProcess\0\0"sv;
const std::string_view too_many = "E\0\0\0\x34SFATAL\0C53300\0Msorry, too many clients already\0\0"sv;
const std::string_view negotiated = "v\0\0\0\x0c\0\3\0\0\0\0\0\0R\0\0\0\x08\0\0\0\0"sv;
const std::string longest_error =
    "E\0\0\x75\x30"
    "C57P03\0M"s +
    std::string(29987, 'x') + "\0"s;

const Answer postgres_answers[] = {
    {"R\0\0\0\x08\0\0\0\0"sv, Kind::healthy, "it accepts clients"},
    {"R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0"sv, Kind::healthy, "it accepts clients"},
    {negotiated, Kind::healthy, "it accepts clients"},
    {starting_up, Kind::unhealthy, "it accepts no clients", "the database system is starting up"},
    {too_many, Kind::healthy, "it accepts connections, but not this one", "sorry, too many clients already"},
    {"E\0\0\0\x0e"
     "C57P03\0M\0\0"sv,
     Kind::unhealthy, "it accepts no clients", ""},
    {"E\0\0\0\x0c"
     "C28000\0\0"sv,
     Kind::healthy, "it accepts connections, but not this one", ""},
    {"E\0\0\0\x0c"
     "C57P0\0\0\0"sv,
     Kind::unhealthy, "not PostgreSQL",
     "E\0\0\0\x0c"
     "C57P0\0\0\0"sv},
    {"E\0\0\0\x0d"
     "C57P033\0\0"sv,
     Kind::unhealthy, "not PostgreSQL", "E\0\0\0"sv},
    {"E\0\0\0\x14"
     "C28000\0\0\0C57P03\0"sv,  // a field after the end of the fields
     Kind::healthy, "it accepts connections, but not this one", ""},
    {"E\0\0\0\x0a"
     "Mtext\0"sv,
     Kind::unhealthy, "not PostgreSQL", "E\0\0\0"sv},
    {"E\0\0\0\x0a"
     "C57P03"sv,
     Kind::unhealthy, "not PostgreSQL", "E\0\0\0"sv},
    {"E\0\0\0\x08\0\0\0\0"sv, Kind::unhealthy, "not PostgreSQL", "E\0\0\0\x08\0\0\0\0"sv},
    {"EFATAL:  the database system is starting up\n\0"sv, Kind::unhealthy, "not PostgreSQL",
     "EFATAL:  the database system is starting up"},
    {longest_error, Kind::unhealthy, "it accepts no clients",
     std::string_view(longest_error).substr(13, 29987)},
    {"E\0\0\x75\x31xxxxx"sv, Kind::unhealthy, "not PostgreSQL", "E\0\0\x75\x31xxxxx"sv},
    {"R\0\0\0\x07\0\0\0"sv, Kind::unhealthy, "not PostgreSQL", "R\0\0\0\x07\0\0\0"sv},
    {"v\0\0\0\x08\0\0\0\0X"sv, Kind::unhealthy, "not PostgreSQL", "v\0\0\0\x08\0\0\0\0X"sv},
    {"S", Kind::unhealthy, "not PostgreSQL", "S"},
    {"v\0\0\0\x08\0\0\0\0"sv, Kind::more},
    {"R\0\0\0"sv, Kind::more},
    {starting_up.substr(0, 60), Kind::more},
};

TEST_CASE("PostgreSQL is judged as pg_isready judges it") {
  const probe::Question question = test::question_of("postgres://h");
  for (const Answer& answer : postgres_answers) check_answer(question, answer);
  for (const std::string_view whole : {starting_up, too_many, negotiated}) {
    test::check_corrupted(question, whole);
  }
}

const std::string_view mariadb =
    "\x2b\0\0\0\x0a"
    "5.5.5-10.11.6-MariaDB\0\1\0\0\0abcdefgh\0\xfe\xf7\x08\2\0\xff\x81"sv;
const std::string_view refused = "\x17\0\0\0\xff\x10\x04Too many connections"sv;
const std::string_view refused_with_state = "\x1d\0\0\0\xff\x10\x04#08004Too many connections"sv;
const std::string longest_refusal = "\0\4\0\0\xff\x69\x04"s + std::string(1021, 'x');
const std::string quoted_refusal = "1129 " + std::string(1021, 'x');

const Answer mysql_answers[] = {
    {mariadb, Kind::healthy, "", "5.5.5-10.11.6-MariaDB"},
    {"\x06\0\0\0\x09"
     "3.23\0"sv,
     Kind::healthy, "", "3.23"},
    {refused, Kind::unhealthy, "it refuses clients", "1040 Too many connections"},
    {refused_with_state, Kind::unhealthy, "it refuses clients", "1040 Too many connections"},
    {"\x03\0\0\0\xff\x10\x04"sv, Kind::unhealthy, "it refuses clients", "1040 "},
    {"\x09\0\0\0\xff\x10\x04#08004"sv, Kind::unhealthy, "it refuses clients", "1040 "},
    {"\x06\0\1\0\x0a"
     "8.0\0"sv,
     Kind::unhealthy, "not MySQL", "\x06\0\1\0"sv},
    {"\x05\0\0\0\xff\xff\xff#0"sv, Kind::unhealthy, "it refuses clients", "65535 #0"},
    {longest_refusal, Kind::unhealthy, "it refuses clients", quoted_refusal},
    {"\2\0\0"sv, Kind::unhealthy, "not MySQL", "\2\0\0"sv},
    {"\2\0\0\0\x0a\0"sv, Kind::unhealthy, "not MySQL", "\2\0\0\0\x0a\0"sv.substr(0, 4)},
    {"\1\4\0\0\xff\x10\x04"sv, Kind::unhealthy, "not MySQL", "\1\4\0\0\xff\x10\x04"sv},
    {"\5\0\0\0\x0b\x08\5\x1a\0"sv, Kind::unhealthy, "not MySQL", "\5\0\0\0\x0b\x08\5\x1a\0"sv},
    {"\4\0\0\0\x09\0\0\0"sv, Kind::unhealthy, "not MySQL", "\4\0\0\0\x09\0\0\0"sv},
    {"\4\0\0\0\x09"
     "5.5"sv,
     Kind::unhealthy, "not MySQL",
     "\4\0\0\0\x09"
     "5.5"sv},
    {"\x17\0"sv, Kind::more},
    {mariadb.substr(0, 40), Kind::more},
    {refused.substr(0, 26), Kind::more},
};

TEST_CASE("MySQL is healthy if it greets") {
  const probe::Question question = test::question_of("mysql://h");
  CHECK(test::request_of(test::question_of("mysql://h")).empty());
  for (const Answer& answer : mysql_answers) check_answer(question, answer);
  for (const std::string_view whole : {mariadb, refused, refused_with_state}) {
    test::check_corrupted(question, whole);
  }
}

const std::string long_error = "-DENIED " + std::string(2000, 'x');

const Answer redis_answers[] = {
    {"+PONG\r\n", Kind::healthy, "", "PONG"},
    {"+PONG\r\nmore", Kind::healthy, "", "PONG"},
    {"-NOAUTH Authentication required.\r\n", Kind::healthy, "it wants a login",
     "NOAUTH Authentication required."},
    {"-NOPERM this user has no permissions\r\n", Kind::healthy, "it wants a login",
     "NOPERM this user has no permissions"},
    {"-LOADING Redis is loading the dataset in memory\r\n", Kind::unhealthy, "it refuses clients",
     "LOADING Redis is loading the dataset in memory"},
    {"-MASTERDOWN Link with MASTER is down\r\n", Kind::unhealthy, "it refuses clients",
     "MASTERDOWN Link with MASTER is down"},
    {"-BUSY Redis is busy\r\n", Kind::unhealthy, "it refuses clients", "BUSY Redis is busy"},
    {"-ERR max number of clients reached\r\n", Kind::unhealthy, "it refuses clients",
     "ERR max number of clients reached"},
    {"-NOPERMS x\r\n", Kind::unhealthy, "it refuses clients", "NOPERMS x"},
    {"-NOAUTHOR x\r\n", Kind::unhealthy, "it refuses clients", "NOAUTHOR x"},
    {"-NOAUTH\r\n", Kind::unhealthy, "it refuses clients", "NOAUTH"},
    {"-\r\n", Kind::unhealthy, "it refuses clients", ""},
    {"-NO\r\n", Kind::unhealthy, "it refuses clients", "NO"},
    {long_error, Kind::unhealthy, "it refuses clients", std::string_view(long_error).substr(1, 1023)},
    {std::string_view(long_error).substr(0, 1024), Kind::unhealthy, "it refuses clients",
     std::string_view(long_error).substr(1, 1023)},
    {"+OK POP3 ready\r\n", Kind::unhealthy, "not Redis", "+OK POP3 ready"},
    {"+PONGO\r\n", Kind::unhealthy, "not Redis", "+PONGO"},
    {"+PONG", Kind::more},
    {"-NOAUTH Auth", Kind::more},
    {"-", Kind::more},
};

TEST_CASE("Redis is healthy if it answers PING or wants a login") {
  const probe::Question question = test::question_of("redis://h");
  CHECK(test::request_of(test::question_of("redis://u:p@h/1")) == "PING\r\n");
  for (const Answer& answer : redis_answers) check_answer(question, answer);
  for (const std::string_view whole : {"+PONG\r\n"sv, "-NOAUTH x\r\n"sv, "-LOADING x\r\n"sv}) {
    test::check_corrupted(question, whole);
  }
}

const std::string_view connection_start = "\1\0\0\0\0\x0c\0\0\x0a\0\x0a\0\x09\0\0\0\0"sv;

const Answer amqp_answers[] = {
    {connection_start, Kind::healthy, "Connection.Start"},
    {"AMQP\0\1\0\0"sv, Kind::unhealthy, "it wants another version of AMQP", "1.0.0"},
    {"AMQP\3\1\0\0"sv, Kind::unhealthy, "it wants another version of AMQP", "1.0.0"},
    {"AMQP\1\1\x08\xff"sv, Kind::unhealthy, "it wants another version of AMQP", "1.8.255"},
    {"\1\0\0\0\0\x0c\0\0\x0a\0\x0b"sv, Kind::unhealthy, "not AMQP", "\1\0\0\0\0\x0c\0\0"sv},
    {"\1\0\1\0\0\x0c\0"sv, Kind::unhealthy, "not AMQP", "\1\0\1\0\0\x0c\0"sv},
    {"\1\0\0\1"sv, Kind::unhealthy, "not AMQP", "\1\0\0\1"sv},
    {"AMQX", Kind::unhealthy, "not AMQP", "AMQX"},
    {"AMQP\0\1\0"sv, Kind::more},
    {connection_start.substr(0, 10), Kind::more},
};

TEST_CASE("AMQP is healthy if it starts a connection") {
  const probe::Question question = test::question_of("amqp://h");
  CHECK(test::request_of(test::question_of("amqp://u:p@h/vhost")) == "AMQP\0\0\x09\x01"sv);
  for (const Answer& answer : amqp_answers) check_answer(question, answer);
  for (const std::string_view whole : {connection_start, "AMQP\0\1\0\0"sv}) {
    test::check_corrupted(question, whole);
  }
}

static_assert(kind_of(probe::postgres::row, "R\0\0\0\x08\0\0\0\0"sv) == Kind::healthy);
static_assert(kind_of(probe::mysql::row,
                      "\x06\0\0\0\x0a"
                      "8.0\0"sv) == Kind::more);
static_assert(kind_of(probe::mysql::row,
                      "\x05\0\0\0\x0a"
                      "8.0\0"sv) == Kind::healthy);
static_assert(kind_of(probe::redis::row, "+PONG\r\n") == Kind::healthy);
static_assert(kind_of(probe::redis::row, "-LOADING x\r\n") == Kind::unhealthy);
static_assert(kind_of(probe::amqp::row, "AMQP\0\1\0\0"sv) == Kind::unhealthy);

}  // namespace
