// Decisions about connecting: shares of the time, limits, and errors.
#include <cerrno>
#include <string>
#include <vector>

#include "doctest.h"
#include "probe/connecting.h"

namespace {

using namespace probe;

using base::millisecond;

TEST_CASE("each address gets an equal share of the time that is left, and the last gets all") {
  const struct {
    base::Nanoseconds end;
    base::Nanoseconds now;
    int untried;
    base::Nanoseconds until;
  } rows[] = {
      {1900, 1000, 1, 1900}, {1900, 1000, 2, 1450}, {1900, 1000, 3, 1300},
      {1900, 1300, 2, 1600}, {1900, 1600, 1, 1900}, {1900, 1000, 9, 1100},
      {1900, 1890, 3, 1894}, {1900, 1900, 3, 1900}, {1900, 2500, 3, 1900},
  };
  for (const auto& row : rows) {
    CAPTURE(row.untried);
    CAPTURE(row.now);
    for (const bool has_timer : {false, true}) {
      const Deadline until = share_of_time({row.end, has_timer}, row.now, row.untried);
      CHECK(until.end == row.until);
      CHECK(until.has_timer == (has_timer && row.until == row.end));
    }
  }
}

TEST_CASE("an error of connect(2) is an answer, silence or no route") {
  for (const int error : {EAFNOSUPPORT, EADDRNOTAVAIL, ENETUNREACH}) CHECK(rank_of_error(error) == 0);
  for (const int error : {EAGAIN, EINPROGRESS, EALREADY}) {
    CHECK(rank_of_error(error) == 1);
    CHECK(is_late(error));
  }
  for (const int error : {ECONNREFUSED, EHOSTUNREACH, ECONNRESET, EACCES, ETIMEDOUT}) {
    CHECK(rank_of_error(error) == 2);
    CHECK_FALSE(is_late(error));
  }
  CHECK_FALSE(is_late(0));
}

TEST_CASE("of several errors, the first one of the highest rank is reported") {
  const struct {
    std::vector<int> errors;
    int place;
  } rows[] = {
      {{}, -1},
      {{ENETUNREACH}, 0},
      {{EADDRNOTAVAIL}, 0},
      {{ECONNREFUSED, EHOSTUNREACH}, 0},
      {{EAGAIN, EINPROGRESS}, 0},
      {{ENETUNREACH, EAFNOSUPPORT}, 0},
      {{ENETUNREACH, EAGAIN}, 1},
      {{EAGAIN, ENETUNREACH}, 0},
      {{EAGAIN, ECONNREFUSED, EHOSTUNREACH}, 1},
      {{ECONNREFUSED, EAGAIN, ENETUNREACH}, 0},
      {{ENETUNREACH, EAGAIN, ECONNREFUSED}, 2},
  };
  for (const auto& row : rows) {
    ReportedError reported;
    for (int place = 0; const int error : row.errors) reported.add(place++, error);
    CHECK(reported.place == row.place);
    CHECK(reported.error ==
          (row.place < 0 ? EADDRNOTAVAIL : row.errors[static_cast<std::size_t>(row.place)]));
  }
}

TEST_CASE("the rest of an answer gets a tenth of the time, and none after the deadline") {
  CHECK(end_of_rest({5000, true}, 1000, 2000, 0) == 1200);
  CHECK(end_of_rest({5000, false}, 4900, 2000, 0) == 5000);
  CHECK(end_of_rest({1100, true}, 1000, 2000, 0) == 1100);
  CHECK(end_of_rest({5000, true}, 1000, 2000, 150) == 1050);
  CHECK(end_of_rest({5000, true}, 1000, 2000, 200) == 1000);
}

TEST_CASE("only datagrams that are refused lead to the next address after connecting") {
  CHECK(leads_to_next_address(Subject::datagrams, ECONNREFUSED));
  CHECK_FALSE(leads_to_next_address(Subject::stream, ECONNREFUSED));
  for (const int error : {0, EAGAIN, EHOSTUNREACH, ECONNRESET})
    CHECK_FALSE(leads_to_next_address(Subject::datagrams, error));
}

TEST_CASE("a connection with one address at both ends is one to itself") {
  CHECK(is_connected_to_itself("abc", "abc"));
  CHECK_FALSE(is_connected_to_itself("abc", "abd"));
  CHECK_FALSE(is_connected_to_itself("abc", "abcd"));
}

TEST_CASE("a call on a socket is limited unless a timer ends the process by then") {
  const struct {
    Deadline until;
    std::int64_t microseconds;
    int milliseconds;
  } rows[] = {
      {{1000, false}, no_time_left, 0},
      {{999, false}, no_time_left, 0},
      {{1001, false}, 1, 1},
      {{1999, false}, 1, 1},
      {{2000, false}, 2, 1},
      {{1000 + 5 * millisecond, false}, 5001, 6},
      {{1000 + 5 * millisecond - 1, false}, 5000, 5},
      {{1000 + base::duration_limit, false}, base::duration_limit / 1000 + 1, 0x7fffffff},
      {{1000 + 0x7ffffffdL * millisecond, false}, 0x7ffffffdLL * 1000 + 1, 0x7ffffffe},
      {{1000, true}, no_limit, 0},
      {{1001, true}, no_limit, -1},
      {{base::duration_limit, true}, no_limit, -1},
  };
  for (const auto& row : rows) {
    CAPTURE(row.until.end);
    CHECK(socket_limit(row.until, 1000) == row.microseconds);
    CHECK(poll_limit(row.until, 1000) == row.milliseconds);
  }
}

TEST_CASE("the socket's path is the target or --unix-socket") {
  constexpr Protocol path = {.scheme = "unix", .takes = Form::path};
  constexpr Protocol address = {.scheme = "tcp", .takes = Form::address_and_path};
  Question question;
  question.target.path = "/target";
  question.protocol = &address;
  base::TextOf<108> storage;
  CHECK(socket_path(question, storage) == nullptr);
  question.settings.unix_socket = "/option";
  CHECK(std::string_view(socket_path(question, storage)) == "/option");
  question.protocol = &path;
  CHECK(std::string_view(socket_path(question, storage)) == "/target");
}

TEST_CASE("silence is an answer only over UDP, if no data is sent or expected") {
  constexpr Protocol datagrams = {
      .scheme = "udp", .takes = Form::address_and_path, .subject = Subject::datagrams, .uses = use_send};
  constexpr Protocol own_query = {
      .scheme = "dns", .takes = Form::address_and_path, .subject = Subject::datagrams};
  constexpr Protocol stream = {.scheme = "tcp", .takes = Form::address_and_path, .uses = use_send};
  Question question;
  question.protocol = &datagrams;
  CHECK(takes_silence(question));
  question.settings.steps.add({"x", false});
  CHECK_FALSE(takes_silence(question));
  question.settings.steps = {};
  question.settings.steps.add({"x", true});
  CHECK_FALSE(takes_silence(question));
  question.settings.steps = {};
  question.protocol = &stream;
  CHECK_FALSE(takes_silence(question));
  question.protocol = &own_query;
  CHECK_FALSE(takes_silence(question));
}

TEST_CASE("silence is an answer after a tenth of the timeout") {
  const struct {
    Deadline deadline;
    Deadline until;
  } rows[] = {
      {{5000, false}, {1100, false}}, {{5000, true}, {1100, false}}, {{1101, true}, {1100, false}},
      {{1100, true}, {1100, true}},   {{1050, true}, {1050, true}},  {{1050, false}, {1100, false}},
  };
  for (const auto& row : rows) {
    const Deadline until = end_of_silence(row.deadline, 1000, 1000);
    CHECK(until.end == row.until.end);
    CHECK(until.has_timer == row.until.has_timer);
  }
}

TEST_CASE("silence that is an answer, and a reset after a part of one, end the answer") {
  const struct {
    int error;
    bool is_silence_answer;
    bool has_answer;
    bool ends;
  } rows[] = {
      {EAGAIN, true, false, true},       {EAGAIN, false, false, false},     {EAGAIN, false, true, false},
      {ECONNRESET, false, true, true},   {ECONNRESET, false, false, false}, {ECONNRESET, true, false, false},
      {ECONNREFUSED, true, true, false},
  };
  for (const auto& row : rows) {
    CHECK(ends_answer(row.error, row.is_silence_answer, row.has_answer) == row.ends);
  }
}

TEST_CASE("the address that is tried is written if the target does not name it") {
  const IpAddress address = {.bytes = {10, 0, 0, 1}};
  const auto written = [&](std::string_view host, bool is_elsewhere, bool is_ipv6 = false) {
    Question question;
    question.target.host = host;
    question.target.port = 80;
    question.target.is_ipv6 = is_ipv6;
    question.is_elsewhere = is_elsewhere;
    base::TextOf<64> text;
    put_tried_address(text, question, address);
    return std::string(text.view());
  };
  CHECK(written("web", false) == "10.0.0.1");
  CHECK(written("", false) == "10.0.0.1");
  CHECK(written("10.0.0.1", false).empty());
  CHECK(written("::1", false, true).empty());
  CHECK(written("web", true) == "web:80");
  CHECK(written("10.0.0.1", true) == "10.0.0.1:80");
  CHECK(written("::1", true, true) == "[::1]:80");
}

}  // namespace
