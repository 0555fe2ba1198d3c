// Runs the real binaries, as PID 1 of a new namespace or as an ordinary process. Tests control them with
// signals and pipes, and wait for lines of output and for events, never for a time.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace process {

using Words = std::vector<std::string>;

/// How to start init.
struct Start {
  Words options = {};                     // of init
  Words program = {};                     // what init starts; nothing if empty
  std::optional<Words> environment = {};  // "NAME=value"; the test's own if not given
  bool is_pid1 = false;                   // of a PID namespace of its own
  std::function<void()> prepare = {};     // called in the new process, before exec
  std::string binary = {};                // of init, if it is not the one under test
};

/// A running init. The destructor kills it if it still runs.
class Init {
 public:
  explicit Init(const Start& start);
  ~Init();
  Init(const Init&) = delete;
  Init& operator=(const Init&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send(int signal) const;
  void queue(int signal, int value) const;

  /// Waits until a line of stdout or stderr (they share a pipe) is `line`. Fails the test if the output ends
  /// or if nothing comes for 30 s.
  void await(const std::string& line);
  /// Waits for a line that starts with this text, and returns the rest of the line.
  std::string await_prefix(const std::string& start);
  /// The same, but the line may also be one that an earlier wait has passed over: for two processes that may
  /// print in either order.
  std::string await_anywhere(const std::string& start);

  /// Waits until it has ended. Returns its exit code, or 1000 + N if signal N ended it.
  int exit_code();
  /// Waits until its output ends. Returns all of it.
  std::string output();
  /// Closes the program's stdin. Some children wait for its end.
  void close_stdin();

 private:
  bool read_more();

  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::optional<int> exit_code_;
  std::string text_;
  std::size_t seen_ = 0;
};

/// The command line that starts tests/process/child.cc in a role.
Words child(Words role);

/// Whether qemu-user runs the binary under test. with_emulator() puts it before a command line if so.
bool is_emulated();
Words with_emulator(Words words);

/// Whether PID namespaces can be made here. If not, reports the test as skipped.
bool can_be_pid1();
/// The values of is_pid1 that are possible here: false, and true if PID namespaces can be made.
std::vector<bool> places();
bool is_root();
/// Whether the binary under test is the static one that ships, and is not emulated.
bool is_shipped_build();
/// Reports that a test was skipped, so that CTest counts it as such.
void skip(const std::string& why);

/// Calls `is_true` repeatedly until it returns true. Fails the test after 30 s; `what` names the condition.
void until(const std::string& what, const std::function<bool()>& is_true);

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& content, mode_t mode);
/// The value of a field of /proc/PID/status.
std::string status_field(pid_t pid, const std::string& field);
std::vector<pid_t> children_of(pid_t pid);
/// Whether a process sleeps in a system call. The state S is not enough: a process also has it shortly before
/// it checks for signals once more.
bool is_asleep(pid_t pid);

/// A new folder. The destructor removes it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Init::exit_code() of a process that a signal ended: this and the signal.
inline constexpr int signalled = 1000;

}  // namespace process
