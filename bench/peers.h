// Commands with names: how they are run in turns, and how the measured values are printed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bench {

using Nanoseconds = std::int64_t;
using Words = std::vector<std::string>;

/// A time of CLOCK_MONOTONIC.
Nanoseconds now();

/// A command, and its name in the tables.
struct Peer {
  std::string name;
  Words words;  // the first is a path
};

/// Reads all arguments "NAME=WORD WORD...". The words have blanks between them and none in them. Another
/// argument ends the driver.
std::vector<Peer> read_peers(char** arguments);

/// The first words, followed by the second ones.
Words join(Words words, const Words& more);

/// Prints what failed, with the text of errno, and ends the driver.
[[noreturn]] void fail(const std::string& what);

/// Keeps this process and its children on one processor.
void stay_on(int processor);

/// The number after a field in a file of /proc about a process, or 0.
double number_of(pid_t pid, const std::string& file, const std::string& field);

//--- running commands

/// How a command runs: as an ordinary process, or as PID 1 of a new namespace.
enum class Place { here, pid1 };

/// The place with this name.
Place place_of(const std::string& name);

struct Setup {
  Place place = Place::here;
  int processor = -1;      // the only one that it runs on; any if negative
  int input = -1;          // stdin; /dev/null if negative
  int output = -1;         // stdout; /dev/null if negative
  bool is_traced = false;  // by this process; its addresses are then the same in each run
};

struct Started {
  pid_t pid;
  Nanoseconds time;  // just before its exec
};

/// Starts a command, and returns once its first program is loaded.
Started start(const Words& words, const Setup& setup);

/// A running command, with its stdin and stdout. The destructor kills it if it still runs.
class Running {
 public:
  explicit Running(const Words& words, Place place = Place::pid1, int processor = -1);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send(int signal) const;
  /// The next line of its stdout, without the newline. Empty if it has ended, or printed nothing for 10 s.
  [[nodiscard]] std::string read_line() const;
  /// Reads a line. Ends the driver if it is not this one.
  void expect(const std::string& line) const;
  void write_byte() const;  // to its stdin
  /// Whether it ends within a short time, or has ended.
  [[nodiscard]] bool has_ended() const;

 private:
  pid_t pid_ = -1;
  int input_ = -1;  // a PROGRAM of bench/program.cc ends when this is closed
  int output_ = -1;
};

//--- printing values, in lines that the scripts read

/// Measured values: values[thing][round].
using Values = std::vector<std::vector<double>>;

/// Measures so many things once in each round, in a new order each time, so that other load on the machine,
/// and which thing was measured before, affects all of them equally. Rounds to warm up come first, and do not
/// count.
Values take_turns(std::size_t count, int rounds, int warm_up_rounds,
                  const std::function<double(std::size_t)>& measure);

/// The median. There has to be one value at least.
double median(std::vector<double> values);

/// Prints MEASURE, NAME, the median, the quarters below and above it, the 99th percentile and the greatest
/// value, with tabs between.
void print_figures(const std::string& measure, const std::string& name, std::vector<double> values);

/// Prints MEASURE, NAME and one number, with tabs between.
void print_figure(const std::string& measure, const std::string& name, double value);

}  // namespace bench
