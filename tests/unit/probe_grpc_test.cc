// gRPC: the request, byte for byte, and the verdict on each answer.
#include <bit>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "http2_bytes.h"
#include "judging.h"
#include "probe/targets.h"

namespace {

using namespace probe;
using namespace std::string_view_literals;
using test::field;
using test::frame;
using test::hex;
using test::kind_of;
using test::text;
using Kind = Verdict::Kind;

std::string request(const char* word, const std::vector<const char*>& headers = {},
                    const char* agent = "probe/1", base::Nanoseconds timeout = 2 * base::second,
                    const char* unix_socket = nullptr) {
  Question question;
  REQUIRE(read_target(word, question).is_valid());
  question.settings.agent = agent;
  question.settings.timeout = timeout;
  question.settings.unix_socket = unix_socket;
  for (const char* const header : headers) question.settings.headers.add(header);
  base::TextOf<16384> bytes;
  ask(question, bytes);
  return bytes.is_full() ? "too long" : std::string(bytes.view());
}

const std::string preface =
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hex("00000c 04 00 00000000 0001 00000000 0002 00000000");

std::string expected(std::string_view authority, std::string_view metadata, std::string_view message = "") {
  const std::string block = hex("83 86") + hex("04 1c") + "/grpc.health.v1.Health/Check" + "\x01" +
                            text(authority) + hex("0f10") + text("application/grpc") +
                            field("te", "trailers") + std::string(metadata);
  const std::string prefix = hex("00 000000") + static_cast<char>(message.size());
  return preface + frame(1, 4, block) + frame(0, 1, prefix + std::string(message));
}

const std::string timeout_field = field("grpc-timeout", "2S");
const std::string defaults = timeout_field + hex("0f2b") + text("probe/1");

TEST_CASE("the request of a call has the target's host and service") {
  CHECK(request("grpc://127.0.0.1:5000") == expected("127.0.0.1:5000", defaults));
  CHECK(request("grpc://h:5000/") == expected("h:5000", defaults));
  CHECK(request("grpc://[::1]:5000/down") == expected("[::1]:5000", defaults,
                                                      "\x0a\x04"
                                                      "down"));
  CHECK(request("grpc://h:1/a.b/c?d") == expected("h:1", defaults,
                                                  "\x0a\x05"
                                                  "a.b/c"));
  CHECK(request("grpc://h:1/a%2Fb%20c%3f#d") == expected("h:1", defaults,
                                                         "\x0a\x06"
                                                         "a/b c?"));
  CHECK(request("grpc://h:1?d") == expected("h:1", defaults));
  CHECK(request("grpc://:5000") == expected("localhost:5000", defaults));
  CHECK(request("grpc://[::1]:5000", {}, "probe/1", 2 * base::second, "/run/s") ==
        expected("[::1]:5000", defaults));  // the target's host counts, as with http and curl
  CHECK(request("grpc://h:1", {"host: example.org \t"}) == expected("example.org", defaults));
  CHECK(request("grpc://h:1", {"Host:"}) == expected("h:1", defaults));
  const std::string longest_host = std::string(253, 'h') + ":65535";
  CHECK(request(("grpc://" + longest_host).c_str()).find(hex("01 7f8401") + longest_host) !=
        std::string::npos);
  const std::string name(200, 'n');
  CHECK(request(("grpc://h:1/" + name).c_str())
            .ends_with(hex("0000d0 00 01 00000001 00 000000cb 0ac801") + name));
  const std::string short_name(128, 'n');
  CHECK(request(("grpc://h:1/" + short_name).c_str())
            .ends_with(hex("000088 00 01 00000001 00 00000083 0a8001") + short_name));
}

TEST_CASE("the user's headers are metadata, except those that would break the call") {
  CHECK(request("grpc://h:1", {"X-Token:  a b \t", "x-b-BIN:YQ", "X-Empty:"}) ==
        expected("h:1", defaults + field("x-token", "a b") + field("x-b-bin", "YQ")));
  CHECK(request("grpc://h:1", {"Connection: close", "TE: gzip", "transfer-encoding: chunked",
                               "Content-Type: text/html", "Keep-Alive: 1", "Upgrade: h2c",
                               "proxy-connection: a", "Content-Length: 1"}) == expected("h:1", defaults));
  CHECK(request("grpc://h:1", {"Tea: a"}) == expected("h:1", defaults + field("tea", "a")));
  CHECK(request("grpc://h:1", {"user-agent: me"}) ==
        expected("h:1", timeout_field + field("user-agent", "me")));
  CHECK(request("grpc://h:1", {"User-Agent:"}) == expected("h:1", timeout_field));
  CHECK(request("grpc://h:1", {}, "") == expected("h:1", timeout_field));
  CHECK(request("grpc://h:1", {"GRPC-Timeout: 1H"}) ==
        expected("h:1", hex("0f2b") + text("probe/1") + field("grpc-timeout", "1H")));
  const struct {
    std::size_t size;
    std::string_view length;  // RFC 7541 5.1: from 127 on in two parts
  } sizes[] = {{126, "7e"}, {127, "7f00"}, {254, "7f7f"}, {255, "7f8001"}, {300, "7fad01"}};
  for (const auto& row : sizes) {
    const std::string value(row.size, 'v');
    const std::string sent = hex("00 0161") + hex(row.length) + value;
    CHECK(request("grpc://h:1", {("a: " + value).c_str()}).find(sent) != std::string::npos);
  }
  const std::string huge = "a: " + std::string(16300, 'v');
  CHECK(request("grpc://h:1", {huge.c_str()}) == "too long");
  CHECK(request(("grpc://h:1/" + std::string(17000, 'n')).c_str()) == "too long");
}

TEST_CASE("the deadline is rounded up to seconds, in eight digits at most") {
  struct {
    base::Nanoseconds time;
    const char* value;
  } const rows[] = {
      {1000, "1S"},
      {base::second, "1S"},
      {base::second + 1, "2S"},
      {base::second * 99'999, "99999S"},
      {base::duration_limit, "31536000S"},
  };
  for (const auto& row : rows) {
    CHECK(request("grpc://h:1", {}, "", row.time) == expected("h:1", field("grpc-timeout", row.value)));
  }
}

// ---- verdicts

const std::string settings = frame(4, 0, "", 0);
const std::string settings_ack = frame(4, 1, "", 0);
const std::string start = settings + settings_ack;
const std::string ok_head = frame(1, 4, hex("88") + field("content-type", "application/grpc"));
const std::string ok_trailers = frame(1, 5, field("grpc-status", "0") + field("grpc-message", ""));
const std::string serving = hex("00 00000002 0801");

std::string message(std::string_view digits) {
  const std::string bytes = hex(digits);
  return frame(0, 0, hex("00 000000") + text(bytes));
}

std::string call(std::string_view digits) { return start + ok_head + message(digits) + ok_trailers; }

std::string trailers_only(std::string_view fields) {
  return start + frame(1, 5, hex("88") + std::string(fields));
}

std::string status(std::string_view code, std::string_view message = "") {
  return trailers_only(field("grpc-status", code) + field("grpc-message", message));
}

const std::string no_health = "UNIMPLEMENTED: the server has no grpc.health.v1.Health";
const std::string no_service = "NOT_FOUND: the server does not know this service";
const std::string breaks = "it breaks the rules of HTTP/2";
const std::string undecodable = "its headers cannot be decoded";
const std::string no_response = "its message is not a HealthCheckResponse";
const std::string no_status = "no grpc-status, HTTP status";
const std::string reset = "it reset the stream, error";
const std::string leaves = "it is going away, error";

struct Answer {
  std::string bytes;
  Kind kind = Kind::more;
  std::string why = {};
  std::string quote = {};
};

const Kind good = Kind::healthy;
const Kind bad = Kind::unhealthy;

const std::vector<Answer> answers = {
    // Recorded from grpc-go: with our SETTINGS, which forbid the dynamic table, and before it has read them;
    {hex("000006040000000000000500004000 000000040100000000 00000408000000000000000005"
         "00000806000000000002041010090e0707 00001001040000000120880f108b1d75d0620d263d4c4d6564"
         "00000700000000000100000000020801"
         "00001801050000000100889acac8b21234da8f013000899acac8b5254207317f00"),
     good, "SERVING"},
    {hex("000006040000000000000500004000 000000040100000000 0000040800000000000000000d"
         "00000806000000000002041010090e0707"
         "000031010500000001885f8b1d75d0620d263d4c4d656440889acac8b21234da8f013540899acac8b525420731"
         "7f8bb6aeb51fc54a20b677310b"),
     bad, no_service, "unknown service"},
    // from C-core, which sends a setting of its own, and :status by its name if it fails early;
    {hex("0000180400000000000004003fffff0005003fffff000600002000fe0300000001 000004080000000000003f0000"
         "000000040100000000 0000040800000000000000000b 0000080600000000000000000000000000"
         "00004e01040000000188400c636f6e74656e742d74797065106170706c69636174696f6e2f6772706340146772"
         "70632d6163636570742d656e636f64696e67176964656e746974792c206465666c6174652c20677a6970"
         "00000700000000000100000000020802 00000f010500000001400b677270632d7374617475730130"),
     bad, "NOT_SERVING"},
    {start + frame(1, 5, hex("20 00073a737461747573 03323030") + field("grpc-status", "2")), bad, "UNKNOWN"},
    // from grpc-js;
    {hex("000000040000000000 000000040100000000"
         "00005f010400000001885f901d75d0620d263d4c4d6564ff75d8749f408e9acac8b0c842d6958b510f21aa9b90"
         "3485a9264fafa90b2d03497ea6f66aff408a9acac8b16a21e435537f863485a9264faf6196df697e94134a693f"
         "75040138a08371976e32f298b46f"
         "00000700000000000100000000020801"
         "00001a01050000000140889acac8b21234da8f013040899acac8b5254207317f024f4b"),
     good, "SERVING"},
    {hex("000000040000000000 000000040100000000"
         "000053010500000001208800889acac8b21234da8f013500899acac8b5254207317f8db6aeb51fc54a88082d9d"
         "cc42ff0f10901d75d0620d263d4c4d6564ff75d8749f0f1296df697e94134a693f75040138a08371976e34ca98"
         "b46f"),
     bad, no_service, "unknown service"},
    // and fields as hyper writes them, each text in Huffman's code.
    {start + frame(1, 4, hex("88")) + message("0801") + frame(1, 5, hex("00 889acac8b21234da8f 8107")), good,
     "SERVING"},

    {call("0801"), good, "SERVING"},
    {call(""), bad, "UNKNOWN"},
    {call("0800"), bad, "UNKNOWN"},
    {call("0802"), bad, "NOT_SERVING"},
    {call("0803"), bad, "SERVICE_UNKNOWN"},
    {call("0804"), bad, "a status that the protocol does not know"},
    {call("08ffffffffffffffffff01"), bad, "a status that the protocol does not know"},
    {call("08ffffffffffffffffffff01"), bad, no_response},
    {call("0881"), bad, no_response},
    {call("0802 0801"), good, "SERVING"},
    {call("0881808000"), good, "SERVING"},
    {call("1005 1a03616263 21 0102030405060708 2d 01020304 0801"), good, "SERVING"},
    {call("0801 1a04616263"), bad, no_response},
    {call("0801 21 01"), bad, no_response},
    {call("0801 2d 01"), bad, no_response},
    {call("0801 1affffffffffffffffff01"), bad, no_response},
    {call("0801 0b"), bad, no_response},
    {call("0801 08"), bad, no_response},

    {start + ok_head + frame(0, 0, hex("00 0000")) + frame(0, 0, "") + frame(0, 0, hex("0002 08")) +
         frame(0, 0, hex("01")) + ok_trailers,
     good, "SERVING"},
    {start + ok_head + frame(0, 8, hex("02") + serving + hex("0000")) + ok_trailers, good, "SERVING"},
    {start + ok_head + frame(0, 8, hex("07") + serving) + ok_trailers, bad, "OK, but without a message"},
    {start + ok_head + frame(0, 0, hex("01 00000002 0801")) + ok_trailers, bad, "its message is compressed"},
    {start + ok_head + frame(0, 0, hex("02 00000002 0801")) + ok_trailers, bad, "its message is compressed"},
    {start + ok_head + frame(0, 0, hex("00 00000003 0801")) + ok_trailers, bad, no_response},
    {start + ok_head + frame(0, 0, hex("00 00000001 0801")) + ok_trailers, bad, no_response},
    {start + ok_head + frame(0, 0, hex("00 0000")) + ok_trailers, bad, no_response},
    {start + ok_head + frame(0, 0, serving + serving) + ok_trailers, bad, no_response},
    {start + ok_head + ok_trailers, bad, "OK, but without a message"},
    {status("0"), bad, "OK, but without a message"},
    {start + ok_head + frame(0, 0, std::string(1500, '\0')) + ok_trailers, bad, no_response},

    // A status other than OK decides, whatever the message holds.
    {start + ok_head + message("0801") + frame(1, 5, field("grpc-status", "14")), bad, "UNAVAILABLE"},
    {status("12", "unknown service grpc.health.v1.Health"), bad, no_health,
     "unknown service grpc.health.v1.Health"},
    {status("5", "unknown service"), bad, no_service, "unknown service"},
    {status("1"), bad, "CANCELLED"},
    {status("2"), bad, "UNKNOWN"},
    {status("02"), bad, "UNKNOWN"},
    {status("4", "50%25 %e2%82%ac %zz %1"), bad, "DEADLINE_EXCEEDED", "50% \xe2\x82\xac %zz %1"},
    {status("16", "%"), bad, "UNAUTHENTICATED", "%"},
    {status("17"), bad, "a grpc-status that gRPC does not know", "17"},
    {status("-1"), bad, "a grpc-status that gRPC does not know", "-1"},
    {status(":"), bad, "a grpc-status that gRPC does not know", ":"},
    {status("4294967296"), bad, "a grpc-status that gRPC does not know", "4294967296"},
    {trailers_only(hex("00 889acac8b21234da8f 8208bf 00 899acac8b5254207317f 8541 6c ee 5b 3f")), bad,
     no_health, "server"},

    // HTTP without gRPC.
    {start + frame(1, 4, hex("8d")), bad, no_status, "404"},
    {start + frame(1, 5, hex("08 03343135")), bad, no_status, "415"},
    {start + frame(1, 5, hex("08 03343135") + field("grpc-status", "13")), bad, "INTERNAL"},
    {start + frame(1, 4, hex("8d") + field("grpc-status", "13")) + frame(1, 5, field("grpc-status", "12")),
     bad, no_health},
    {start + frame(1, 5, hex("88")), bad, no_status, "200"},
    {start + frame(1, 5, hex("88") + field("Grpc-Status", "0")), bad, no_status, "200"},
    {start + ok_head + frame(0, 1, serving), bad, no_status, "200"},
    {start + ok_head + message("0801") + frame(1, 5, ""), bad, no_status, "200"},
    {start + frame(1, 4, hex("88") + field("grpc-status", "0")) + frame(0, 1, serving), bad, no_status,
     "200"},
    {start + frame(1, 4, hex("08 03313033")) + frame(1, 4, hex("08 03313030")) + ok_head + message("0801") +
         ok_trailers,
     good, "SERVING"},
    {start + frame(1, 5, hex("08 03313033")), bad, no_status, "103"},

    // Frames in all their forms.
    {start + frame(1, 0x2c, hex("03 00000000 10 88 000000")) + message("0801") + ok_trailers, good,
     "SERVING"},
    {start + frame(1, 0, hex("88 00 0b")) + frame(9, 0, "grpc-") + frame(9, 0, "") +
         frame(9, 4,
               "statusx"
               "\x01"
               "0"),
     bad, undecodable},
    {start + frame(1, 1, hex("88 00 0b")) + frame(9, 0, "grpc-") + frame(9, 0, "") +
         frame(9, 4,
               "status"
               "\x01"
               "8"),
     bad, "RESOURCE_EXHAUSTED"},
    {start + frame(1, 9, hex("01 88 00") + std::string(1, '\0')) +
         frame(9, 4, text("grpc-status") + text("8")),
     bad, "RESOURCE_EXHAUSTED"},
    // Flags that only other kinds of frames have: CONTINUATION is not padded, and DATA has no priority.
    {start + frame(1, 1, hex("88")) + frame(9, 0xc, field("grpc-status", "8")), bad, "RESOURCE_EXHAUSTED"},
    {start + ok_head + frame(0, 0x20, serving) + ok_trailers, good, "SERVING"},
    {start + frame(1, 1, hex("88")) + frame(8, 0, hex("00000001"), 0), bad, breaks,
     "an interrupted header block"},
    {start + frame(9, 4, hex("88")), bad, breaks, "an interrupted header block"},
    {start + frame(1, 8, ""), bad, breaks, "a frame of a wrong size"},
    {start + frame(1, 0xc, hex("02 88")), bad, breaks, "a frame of a wrong size"},
    {start + frame(1, 0x24, hex("0000")), bad, breaks, "a frame of a wrong size"},
    {start + ok_head + frame(0, 8, ""), bad, breaks, "a frame of a wrong size"},
    {start + frame(8, 0, hex("00010000"), 0) + frame(2, 0, hex("0000000010"), 3) +
         frame(0xee, 0xff, "any", 7) + frame(4, 0, hex("0005 00004000"), 0) + ok_head + message("0801") +
         ok_trailers + frame(3, 0, hex("00000000")),
     good, "SERVING"},
    {start + ok_head + message("0801") + ok_trailers + "anything", good, "SERVING"},
    {start + ok_head + frame(3, 0, hex("00000008")), bad, reset, "8"},
    {start + frame(3, 0, hex("00000000")), bad, reset, "0"},
    {start + frame(3, 0, hex("0000000d")), bad, reset, "13"},
    {start + frame(3, 0, hex("ffffffff")), bad, reset, "4294967295"},
    {start + frame(3, 0, "abc"), bad, breaks, "a frame of a wrong size"},
    {start + frame(3, 0, "abcde"), bad, breaks, "a frame of a wrong size"},
    {start + frame(7, 0, hex("00000000 0000000b") + "too_many\npings", 0), bad, leaves,
     "11: too_many\npings"},
    {start + frame(7, 0, hex("80000000 00000001"), 0), bad, leaves, "1"},
    {start + frame(7, 0, hex("7fffffff 00000000") + "graceful", 0) + ok_head + message("0801") + ok_trailers,
     good, "SERVING"},
    {start + frame(7, 0, hex("00000001 00000000") + "graceful", 0) +
         status("14", "closing").substr(start.size()),
     bad, "UNAVAILABLE", "closing"},
    {start + frame(7, 0, "1234567", 0), bad, breaks, "a frame of a wrong size"},
    {start + frame(6, 0, "123456789", 0), bad, breaks, "a frame of a wrong size"},
    {start + frame(6, 0, "1234567", 0), bad, breaks, "a frame of a wrong size"},
    {start + frame(5, 4, hex("00000002 88")), bad, breaks, "a stream that was not opened"},
    {start + frame(1, 4, hex("88"), 3), bad, breaks, "a stream that was not opened"},
    {start + frame(3, 0, hex("00000008"), 3), bad, breaks, "a stream that was not opened"},
    {start + frame(0, 4, hex("88"), 0), bad, breaks, "a stream that was not opened"},
    {start + message("0801"), bad, breaks, "DATA before HEADERS"},
    {start + frame(1, 4, field("a", "b")), bad, no_status},
    {start + ok_head + frame(1, 4, field("grpc-status", "0")), bad, breaks, "trailers that end nothing"},
    {start + hex("004001 00 00 00000001"), bad, breaks, "a frame over 16 KiB"},
    {start + frame(1, 4, hex("be")), bad, undecodable},
    {start + frame(1, 4, hex("88") + std::string(16383, '\x88')), bad, "its headers are too long"},

    // Others.
    {"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", bad, "it speaks HTTP/1, not gRPC",
     "HTTP/1.1 400 Bad Request"},
    {"<!DOCTYPE HTML>\n<html>", bad, "not HTTP/2", "<!DOCTYPE HTML>"},
    {"HTML>", bad, "not HTTP/2", "HTML>"},
    {hex("15030300020246"), bad, "it speaks TLS, not HTTP/2"},
    {hex("160301"), bad, "it speaks TLS, not HTTP/2"},
    {"SSH-2.0-OpenSSH_9.2\r\n", bad, "not HTTP/2", "SSH-2.0-OpenSSH_9.2"},
    {frame(6, 0, "12345678", 0), bad, "not HTTP/2", frame(6, 0, "12345678", 0)},
    {frame(1, 4, hex("88")), bad, "not HTTP/2", frame(1, 4, hex("88"))},
    {""},
    {"HTTP"},
    {hex("000000")},
    {settings.substr(0, 8)},
    {hex("ffffff"), bad, "not HTTP/2", hex("ffffff")},
};

constexpr std::size_t all_replies = 1000;

test::Judged judged(std::string_view bytes, std::size_t replies = 0, bool is_over = false) {
  return test::judged(test::question_of("grpc://h:1"), bytes, is_over, replies);
}

bool is_final(Kind kind) { return kind == Kind::healthy || kind == Kind::unhealthy; }

TEST_CASE("each answer has its verdict") {
  for (const Answer& answer : answers) {
    CAPTURE(answer.bytes);
    const test::Judged verdict = judged(answer.bytes);
    CHECK(verdict.kind == answer.kind);
    CHECK(verdict.why == answer.why);
    CHECK(verdict.quote == answer.quote);
  }
}

TEST_CASE("each status of gRPC but OK has its name") {
  const std::string names[] = {
      "CANCELLED",       "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",   no_service,
      "ALREADY_EXISTS",  "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",
      "OUT_OF_RANGE",    no_health,           "INTERNAL",           "UNAVAILABLE",         "DATA_LOSS",
      "UNAUTHENTICATED",
  };
  int code = 0;
  for (const std::string& name : names) {
    const test::Judged verdict = judged(status(std::to_string(++code)));
    CHECK(verdict.kind == Kind::unhealthy);
    CHECK(verdict.why == name);
  }
}

TEST_CASE("each part of an answer has the verdict of the whole, or none yet") {
  for (const Answer& answer : answers) {
    for (std::size_t size = 0; size < answer.bytes.size(); ++size) {
      const std::string part(answer.bytes.data(),
                             size);  // in memory of its own: AddressSanitizer sees a read after it
      CAPTURE(part);
      for (const std::size_t replies : {std::size_t{0}, all_replies}) {
        const test::Judged verdict = judged(part, replies);
        if (!is_final(verdict.kind)) continue;
        CHECK(verdict.kind == answer.kind);
        CHECK(verdict.why == answer.why);
        CHECK(answer.quote.starts_with(verdict.quote));
      }
    }
  }
}

TEST_CASE("SETTINGS and PING are acknowledged in order, until there is a verdict") {
  const std::string ping = frame(6, 0, "12345678", 0);
  const std::string other_ping = frame(6, 0, hex("02041010090e0707"), 0);
  const std::string answer =
      settings + ping + settings_ack + frame(6, 1, "87654321", 0) + ok_head + settings + other_ping;
  const std::string owed[] = {settings_ack, frame(6, 1, "12345678", 0), settings_ack,
                              frame(6, 1, hex("02041010090e0707"), 0)};
  std::size_t replies = 0;
  for (const std::string& bytes : owed) {
    const test::Judged verdict = judged(answer, replies++);
    CHECK(verdict.kind == Kind::reply);
    CHECK(verdict.bytes == bytes);
  }
  CHECK(judged(answer, replies).kind == Kind::more);
  CHECK(judged(settings.substr(0, 8)).kind == Kind::more);
  CHECK(judged(settings).kind == Kind::reply);
  CHECK(judged(frame(4, 0, hex("0005 00004000"), 0)).bytes == settings_ack);  // it repeats no setting
  CHECK(judged(settings, 1).kind == Kind::more);
  CHECK(judged(settings + ok_head + message("0801") + ping, 1).bytes == frame(6, 1, "12345678", 0));
  CHECK(judged(settings + ok_head + message("0801") + settings_ack, 1).kind == Kind::more);
  CHECK(judged(answer, 0, true).kind == Kind::more);  // the connection is closed
  CHECK(judged(answer + message("0801") + ok_trailers, 1).kind == Kind::healthy);
}

TEST_CASE("if the connection is closed within the answer, a GOAWAY before it is the reason") {
  const std::string answer = start + frame(7, 0, hex("00000001 00000002") + "oops", 0);
  CHECK(judged(answer, 1).kind == Kind::more);
  const test::Judged verdict = judged(answer, 1, true);
  CHECK(verdict.kind == Kind::unhealthy);
  CHECK(verdict.why == "it is going away, error");
  CHECK(verdict.quote == "2: oops");
  CHECK(judged(start, 1, true).kind == Kind::more);
}

TEST_CASE("with any byte in any place, a verdict lasts") {
  const std::string whole =
      settings + frame(6, 0, "12345678", 0) + frame(1, 0x2c, hex("01 00000000 10 88 00")) +
      frame(0, 8, hex("01") + serving + hex("00")) + frame(1, 1, hex("3fe11f 40 889acac8b21234da8f")) +
      frame(9, 4, hex("8107 be 00 0c") + "grpc-message" + hex("0161"));
  CHECK(judged(whole).kind == Kind::healthy);
  for (std::size_t place = 0; place < whole.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string answer = whole;
      answer[place] = static_cast<char>(byte);
      const Kind last = judged(answer, all_replies).kind;
      // Every part if only one bit changed, and some parts otherwise.
      const bool is_close = std::popcount(static_cast<unsigned char>(answer[place] ^ whole[place])) == 1;
      for (std::size_t size = place + 1; size < answer.size(); size += is_close ? 1 : 17) {
        const Kind kind = judged({answer.data(), size}, all_replies).kind;
        if (kind != Kind::more && kind != last) FAIL("the verdict did not last");
      }
    }
  }
}

TEST_CASE("64 KiB of many small frames or fields are judged in time") {
  std::string pings = settings;
  while (pings.size() < 65536) pings += frame(6, 0, "12345678", 0);
  CHECK(judged(pings, all_replies).kind == Kind::reply);
  std::string fields = settings;
  while (fields.size() < 65536) {
    std::string block = hex("08 03313030");  // interim
    for (int i = 0; i < 2000; ++i) block += hex("40 00 00");
    fields += frame(1, 4, block);
  }
  CHECK(judged(fields, all_replies).why == "its headers are too long");
}

static_assert(kind_of(probe::grpc::row,
                      "\0\0\0\4\0\0\0\0\0\0\0\1\1\4\0\0\0\1\x88\0\0\7\0\0\0\0\0\1\0\0\0\0\2\x08\1"
                      "\0\0\x0c\1\5\0\0\0\1\x40\x88\x9a\xca\xc8\xb2\x12\x34\xda\x8f\1\x30"sv) ==
              Kind::healthy);
static_assert(kind_of(probe::grpc::row, "\0\0\0\4\0\0\0\0\0"sv) == Kind::reply);
static_assert(kind_of(probe::grpc::row, "\0\0\0"sv) == Kind::more);
static_assert(kind_of(probe::grpc::row, "HTTP/1.1 400"sv) == Kind::unhealthy);
/// At compile time, a quote of memory that is gone is an error.
constexpr bool is_quoted(std::string_view bytes, std::string_view quote) {
  base::TextOf<512> storage;
  probe::Redirection redirection;
  return grpc::judge({}, {bytes, storage, redirection}).quote == quote;
}

static_assert(is_quoted("\0\0\0\4\0\0\0\0\0\0\0\5\1\5\0\0\0\1\x08\3\64\61\65"sv, "415"));
static_assert(is_quoted(
    "\0\0\0\4\0\0\0\0\0\0\0\x0d\1\5\0\0\0\1\0\x88\x9a\xca\xc8\xb2\x12\x34\xda\x8f\2\61\67"sv, "17"));

}  // namespace
