// Runs the real binaries: started as PID 1 of a fresh namespace or as an ordinary
// process, spoken to by signals and pipes, waited for by words and events.
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
  Words program = {};                     // what init starts; empty: nothing
  std::optional<Words> environment = {};  // "NAME=value"; the test's own if not given
  bool is_pid1 = false;                   // of a PID namespace of its own
  std::function<void()> prepare = {};     // called in the new process, before exec
  std::string binary = {};                // another file than the init under test
};

/// init, running. It is killed, if it still runs, when this goes out of scope.
class Init {
 public:
  explicit Init(const Start& start);
  ~Init();
  Init(const Init&) = delete;
  Init& operator=(const Init&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send(int signal) const;
  void queue(int signal, int value) const;

  /// Waits until a line of stdout or stderr (they share a pipe) is `line`; fails
  /// the test if output ends or nothing comes for long.
  void await(const std::string& line);
  /// Waits for a line that starts so, and returns what follows.
  std::string await_prefix(const std::string& start);

  /// Waits for its end. Returns its exit code, or 1000 + N if signal N ended it.
  int exit_code();
  /// All output up to its end, which it waits for.
  std::string output();
  /// Closes the program's stdin, on which a child may wait.
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

/// The words that start tests/process/child.cc in a role.
Words child(Words role);

/// Whether qemu-user runs the binary under test, and words led by it if so.
bool is_emulated();
Words with_emulator(Words words);

/// Whether PID namespaces can be made here. Says so, aloud, where not.
bool can_be_pid1();
/// Where init can run here: as an ordinary process, and as PID 1 if that is allowed.
std::vector<bool> places();
bool is_root();
/// Whether the binary under test is the static one that ships, on its own processor.
bool is_shipped_build();
/// Says that a test was skipped, so that CTest counts it.
void skip(const std::string& why);

/// Waits until `is_true` holds, asking again and again; fails the test after long.
void until(const std::string& what, const std::function<bool()>& is_true);

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& content, mode_t mode);
/// The value of a field of /proc/PID/status.
std::string status_field(pid_t pid, const std::string& field);
std::vector<pid_t> children_of(pid_t pid);
/// Whether it sleeps in a system call. A state of S alone may be that of a process which is about to look for
/// signals once more.
bool is_asleep(pid_t pid);

/// A folder of the test's own, removed at its end.
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

inline constexpr int signalled = 1000;

}  // namespace process
