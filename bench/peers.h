// What is measured: commands that have names, how they are run and take turns, and how what they gave is
// told.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bench {

using Nanoseconds = std::int64_t;
using Words = std::vector<std::string>;

/// The time that only goes forward, of CLOCK_MONOTONIC.
Nanoseconds now();

/// A command under the name that the tables have for it.
struct Peer {
  std::string name;
  Words words;  // the first is a path
};

/// Reads arguments "NAME=WORD WORD...", with blanks between the words and none in them, to the last. An
/// argument that is none ends the driver.
std::vector<Peer> read_peers(char** arguments);

/// Those words, and behind them those.
Words join(Words words, const Words& more);

/// Says what failed, with errno's reason, and ends the driver.
[[noreturn]] void fail(const std::string& what);

/// Keeps this process and its children on one processor.
void stay_on(int processor);

/// The number behind a field of a file of /proc about a process, or 0.
double number_of(pid_t pid, const std::string& file, const std::string& field);

//--- how a command is run

/// Where a command runs: as an ordinary process, or as PID 1 of a namespace of its own.
enum class Place { here, pid1 };

/// The place of that name.
Place place_of(const std::string& name);

struct Setup {
  Place place = Place::here;
  int processor = -1;      // the only one, unless negative
  int input = -1;          // stdin; /dev/null if negative
  int output = -1;         // stdout; the same
  bool is_traced = false;  // by this process; its addresses are the same in each run then
};

struct Started {
  pid_t pid;
  Nanoseconds time;  // just before its exec
};

/// Starts a command, and returns once its first program is loaded.
Started start(const Words& words, const Setup& setup);

/// A command that runs, and can be spoken to. It is killed, if it still runs, when this goes out of scope.
class Running {
 public:
  explicit Running(const Words& words, Place place = Place::pid1, int processor = -1);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send(int signal) const;
  /// The next line of its stdout, without its end; empty if it ended, or said nothing for long.
  [[nodiscard]] std::string read_line() const;
  /// Reads a line. Another than that one ends the driver.
  void expect(const std::string& line) const;
  void write_byte() const;  // to its stdin
  /// Whether it ends, or has, before long.
  [[nodiscard]] bool has_ended() const;

 private:
  pid_t pid_ = -1;
  int input_ = -1;  // a PROGRAM of bench/program.cc ends with it
  int output_ = -1;
};

//--- what is told of it, in lines that the scripts read

/// What was measured of some things: values[thing][round].
using Values = std::vector<std::vector<double>>;

/// Measures so many things once a round, in an order that is another in each round, so that what else the
/// machine does, and who came before, meets all of them. Rounds to warm up come first, and do not count.
Values take_turns(std::size_t count, int rounds, int warm_up_rounds,
                  const std::function<double(std::size_t)>& measure);

/// The value in the middle; there is one at least.
double median(std::vector<double> values);

/// Prints MEASURE, NAME, the median, the quarters below and above it, the 99th percentile and the greatest
/// value, with tabs between.
void print_figures(const std::string& measure, const std::string& name, std::vector<double> values);

/// Prints MEASURE, NAME and one number, with tabs between.
void print_figure(const std::string& measure, const std::string& name, double value);

}  // namespace bench
