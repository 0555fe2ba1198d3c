// What ends probe early, and its last line.
#include <csignal>
#include <string>

#include "doctest.h"
#include "probe/ending.h"

namespace {

using namespace probe;

TEST_CASE("of all ALRM, only the timer's ends probe") {
  CHECK(ends_probe(SIGALRM, SI_KERNEL));
  for (const int code : {SI_USER, SI_QUEUE, SI_TIMER, SI_TKILL}) CHECK_FALSE(ends_probe(SIGALRM, code));
  for (const int code : {SI_USER, SI_KERNEL, SI_QUEUE}) {
    CHECK(ends_probe(SIGTERM, code));
    CHECK(ends_probe(SIGINT, code));
  }
}

TEST_CASE("TERM and INT outweigh the timer, the last of them counts") {
  struct {
    int pending;
    int arrived;
    int result;
  } const rows[] = {
      {0, SIGALRM, SIGALRM},       {0, SIGTERM, SIGTERM},       {0, SIGINT, SIGINT},
      {SIGALRM, SIGALRM, SIGALRM}, {SIGALRM, SIGTERM, SIGTERM}, {SIGALRM, SIGINT, SIGINT},
      {SIGTERM, SIGALRM, SIGTERM}, {SIGINT, SIGALRM, SIGINT},   {SIGTERM, SIGINT, SIGINT},
      {SIGINT, SIGTERM, SIGTERM},  {SIGTERM, SIGTERM, SIGTERM}, {SIGQUIT, SIGALRM, SIGQUIT},
  };
  for (const auto& row : rows) {
    CAPTURE(row.pending);
    CAPTURE(row.arrived);
    CHECK(outweigh(row.pending, row.arrived) == row.result);
    CHECK(is_interrupt(row.result) == (row.result != SIGALRM));
  }
  CHECK_FALSE(is_interrupt(0));
}

TEST_CASE("the last line shows what probe was doing") {
  base::TextOf<64> before;
  before << "unhealthy http://h/: 503 Busy";
  const base::Text* const none = nullptr;
  struct {
    int signal;
    Phase phase;
    const char* address;
    const base::Text* last_line;
    const char* answer;
    const char* line;
  } const rows[] = {
      {SIGALRM, Phase::resolve, "", none, "", "unhealthy http://h/: resolve: no answer within 300ms"},
      {SIGALRM, Phase::connect, "::1", none, "",
       "unhealthy http://h/: connect to ::1: no answer within 300ms"},
      {SIGALRM, Phase::receive, "", none, "PA\n",
       "unhealthy http://h/: receive: no whole answer within 300ms: PA\\x0a"},
      {SIGALRM, Phase::nothing, "", none, "", "unhealthy http://h/: no answer within 300ms"},
      {SIGALRM, Phase::wait, "", none, "", "unhealthy http://h/: wait: no time is left"},
      {SIGALRM, Phase::receive, "::1", &before, "PA\n", "unhealthy http://h/: 503 Busy"},
      {SIGALRM, Phase::wait, "", &before, "", "unhealthy http://h/: 503 Busy"},
      {SIGTERM, Phase::receive, "::1", none, "PA\n",
       "unhealthy http://h/: receive from ::1: interrupted by TERM"},
      {SIGTERM, Phase::wait, "", &before, "PA\n", "unhealthy http://h/: wait: interrupted by TERM"},
      {SIGINT, Phase::send, "", &before, "", "unhealthy http://h/: send: interrupted by INT"},
      {SIGTERM, Phase::execute, "::1", &before, "PA\n", "probe: interrupted by TERM"},
      {SIGINT, Phase::execute, "", none, "", "probe: interrupted by INT"},
      {SIGQUIT, Phase::execute, "", none, "", "probe: interrupted by QUIT"},
      {SIGALRM, Phase::execute, "", &before, "", "probe: no answer within 300ms"},
  };
  for (const auto& row : rows) {
    Snapshot snapshot;
    snapshot.word = "http://h/";
    std::string(row.address).copy(snapshot.address, sizeof snapshot.address - 1);
    snapshot.last_line = row.last_line;
    snapshot.timeout = base::second * 3 / 10;
    snapshot.answer = row.answer;
    Report line;
    report_end(line, snapshot, row.phase, row.signal);
    CHECK(std::string(line.view()) == row.line);
  }
}

}  // namespace
