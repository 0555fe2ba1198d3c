// When a target is tried again.
#include <string_view>

#include "doctest.h"
#include "probe/model/deadline.h"
#include "probe/schedule.h"

namespace {

using namespace probe;

constexpr base::Nanoseconds ms = base::second / 1000;

TEST_CASE("--wait, if it is given, limits all tries together, and otherwise --timeout") {
  Settings settings;
  settings.timeout = 3 * base::second;
  CHECK(total_time(settings, 3) == 3 * base::second);
  settings.wait = base::second;
  CHECK(total_time(settings, 3) == base::second);
}

TEST_CASE("after the last pause there is time for one more try") {
  const struct {
    base::Nanoseconds wait;
    base::Nanoseconds interval;
    base::Nanoseconds left;
    base::Nanoseconds time;  // that the last try took
    base::Nanoseconds pause;
  } rows[] = {
      {10'000, 500, 5000, 1, 500},    {10'000, 500, 550, 1, 500},     {10'000, 500, 500, 1, 450},
      {10'000, 500, 51, 1, 1},        {10'000, 500, 50, 1, 0},        {10'000, 500, 0, 1, 0},
      {10'000, 500, -100, 1, 0},      {10'000, 500, 5000, 2000, 500}, {10'000, 500, 700, 400, 300},
      {2000, 60'000, 1990, 10, 1790},  // an interval that is longer than all
      {2000, 60'000, 200, 10, 0},     {2000, 60'000, 201, 10, 1},     {40, 500, 39, 1, 35},
  };
  for (const auto& row : rows) {
    CAPTURE(row.left);
    Settings settings;
    settings.wait = row.wait * ms;
    settings.interval = row.interval * ms;
    CHECK(pause_before_next_try(settings, row.left * ms, row.time * ms) == row.pause * ms);
  }
  Settings settings;
  settings.wait = 10 * base::second;
  // A try that takes longer than what is left is made at once.
  CHECK(pause_before_next_try(settings, 300 * ms, 400 * ms) == 1);
}

TEST_CASE("a try is the last if the target is healthy or no time is left") {
  struct {
    base::Nanoseconds wait;
    bool is_healthy;
    bool is_first;
    base::Nanoseconds left;
    const char* state;
    bool is_final;
    bool is_printed;
    base::Nanoseconds pause;
  } const rows[] = {
      {0, true, true, 1000, "healthy", true, true, 0},
      {0, false, true, 1000, "unhealthy", true, true, 0},  // without --wait there is one try
      {2000, true, false, 1000, "healthy", true, true, 0},
      {2000, true, false, 0, "healthy", true, true, 0},
      {2000, false, true, 1000, "waiting", false, true, 500},
      {2000, false, false, 1000, "waiting", false, false, 500},  // one line is enough
      {2000, false, true, 50, "unhealthy", true, true, 0},
      {2000, false, false, 50, "unhealthy", true, true, 0},
      {2000, false, false, 51, "waiting", false, false, 1},
  };
  for (const auto& row : rows) {
    CAPTURE(row.left);
    Settings settings;
    settings.wait = row.wait * ms;
    const NextStep next = next_step(settings, row.is_healthy, row.is_first, row.left * ms, ms);
    CHECK(std::string_view(next.state) == row.state);
    CHECK(next.is_final == row.is_final);
    CHECK(next.is_printed == row.is_printed);
    CHECK(next.pause == row.pause * ms);
  }
}

TEST_CASE("the hosts of a target share --timeout, and what is left of the time for everything") {
  Settings settings;
  settings.timeout = 60;
  CHECK(end_of_try(settings, {.end = 1000}, 100, 3) == 120);
  CHECK(end_of_try(settings, {.end = 1000}, 120, 2) == 150);
  CHECK(end_of_try(settings, {.end = 1000}, 150, 1) == 210);
  CHECK(end_of_try(settings, {.end = 140}, 100, 2) == 120);
  settings.inverts = true;
  settings.wait = 40;
  CHECK(end_of_try(settings, {.end = 1000}, 100, 2) == 120);
}

TEST_CASE("an earlier end has no timer") {
  constexpr Deadline whole = {.end = 100, .has_timer = true};
  CHECK(whole.no_later_than(99).end == 99);
  CHECK_FALSE(whole.no_later_than(99).has_timer);
  for (const base::Nanoseconds time : {100, 101}) {
    CHECK(whole.no_later_than(time).end == 100);
    CHECK(whole.no_later_than(time).has_timer);
  }
  CHECK(whole.left(30) == 70);
  CHECK(whole.left(101) == -1);
}

}  // namespace
