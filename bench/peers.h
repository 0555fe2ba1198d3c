// What is measured: commands that have names, and how they are run.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bench {

/// What a driver leaves with where the machine does not allow what it measures with.
inline constexpr int not_allowed = 77;

using Words = std::vector<std::string>;

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

/// Starts a command on /dev/null, as fast as can be, and returns once its first program is loaded. The new
/// process calls `prepare` first, which takes nothing that a vforked child may not.
pid_t spawn(
    const Words& words, void (*prepare)() = [] {});

/// Keeps this process and its children on one processor. Returns whether that can be had.
bool stay_on(int processor);

/// Where a command runs: as an ordinary process, or as PID 1 of a namespace of its own.
enum class Place { here, pid1 };

/// A command that runs, and can be spoken to. It is killed, if it still runs, when this goes out of scope.
class Running {
 public:
  /// Starts it, on that processor alone if one is given. Returns once its first program is loaded.
  Running(const Words& words, Place place, int processor = -1);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send(int signal) const;
  /// The next line of its stdout, without its end; empty if it ended, or said nothing for long.
  std::string read_line();
  void write_byte() const;  // to its stdin
  /// As many bytes of its stdout. Returns whether they came.
  bool read_bytes(void* bytes, std::size_t size) const;
  /// Whether there is something on its stdout within that time, or it was closed.
  [[nodiscard]] bool has_spoken(int timeout_ms) const;
  /// Whether it ends, or has, before long.
  [[nodiscard]] bool has_ended() const;

 private:
  pid_t pid_ = -1;
  int input_ = -1;  // a PROGRAM of bench/program.cc ends with it
  int output_ = -1;
};

/// Whether processes can be PID 1 of namespaces here, as root or as any user.
bool can_be_pid1();

}  // namespace bench
