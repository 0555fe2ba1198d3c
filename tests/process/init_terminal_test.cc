// init on a terminal: the foreground, Ctrl-C, Ctrl-Z, fg and bg.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "doctest.h"
#include "tests/process/support.h"

using namespace process;

namespace {

/// A pseudo-terminal, this end of it.
class Terminal {
 public:
  Terminal() : descriptor_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    REQUIRE(descriptor_ >= 0);
    REQUIRE(grantpt(descriptor_) == 0);
    REQUIRE(unlockpt(descriptor_) == 0);
    name_ = ptsname(descriptor_);
  }
  ~Terminal() { close(descriptor_); }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void type(char key) const { REQUIRE(write(descriptor_, &key, 1) == 1); }
  [[nodiscard]] pid_t foreground() const { return tcgetpgrp(descriptor_); }

  /// In a new process: makes this its controlling terminal and its stdin. The
  /// pipe to the test stays stdout, so that only words come there.
  void control() const {
    setsid();
    const int other_end = open(name_.c_str(), O_RDWR);
    if (ioctl(other_end, TIOCSCTTY, 0) != 0) _exit(97);
    dup2(other_end, 0);
    close(other_end);
  }

 private:
  int descriptor_;
  std::string name_;
};

constexpr char ctrl_c = 3;
constexpr char ctrl_z = 26;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++times;
  return times;
}

TEST_CASE("as with docker run -it: PROGRAM has the foreground, and Ctrl-C reaches it once") {
  for (const bool is_pid1 : {false, true}) {
    if (is_pid1 && !can_be_pid1()) return;
    const Terminal terminal;
    Init init({.program = child({"terminal"}), .is_pid1 = is_pid1, .prepare = [&] { terminal.control(); }});
    init.await("foreground 1");
    terminal.type(ctrl_c);
    init.await("interrupted");
    init.send(SIGTERM);
    CHECK(count(init.output(), "interrupted") == 1);
    CHECK(init.exit_code() == 5);
  }
}

TEST_CASE("with no shell above, a Ctrl-Z does not freeze PROGRAM") {
  for (const bool is_pid1 : {false, true}) {
    if (is_pid1 && !can_be_pid1()) return;
    const Terminal terminal;
    Init init({.program = child({"terminal"}), .is_pid1 = is_pid1, .prepare = [&] { terminal.control(); }});
    init.await("foreground 1");
    terminal.type(ctrl_z);
    init.await("continued");
    terminal.type(ctrl_c);
    init.await("interrupted");
    init.send(SIGTERM);
    CHECK(init.exit_code() == 5);
  }
}

/// A shell with job control, as far as it takes: runs init as a job, and does what
/// it is told on its stdin, a letter a command.
[[noreturn]] void play_shell(bool in_foreground, const Words& words, int commands) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  signal(SIGTTOU, SIG_IGN);
  const pid_t job = fork();
  if (job == 0) {
    setpgid(0, 0);
    if (in_foreground) tcsetpgrp(0, getpid());
    signal(SIGTTOU, SIG_DFL);
    execv(arguments[0], arguments.data());
    _exit(99);
  }
  setpgid(job, job);
  if (in_foreground) tcsetpgrp(0, job);
  const auto say = [](const std::string& line) { (void)!write(1, (line + "\n").c_str(), line.size() + 1); };
  for (char command = 'w';; (void)!read(commands, &command, 1)) {
    int status = 0;
    switch (command) {
      case 'f':  // fg
        tcsetpgrp(0, job);
        kill(-job, SIGCONT);
        break;
      case 'b':  // bg
        kill(-job, SIGCONT);
        break;
      case 'i':  // whose is the terminal?
        say(tcgetpgrp(0) == getpgrp() ? "shell has it" : "shell has it not");
        break;
      case 't': kill(-job, SIGTERM); break;
      default: break;
    }
    if (command != 'w' && command != 't') continue;
    waitpid(job, &status, WUNTRACED);  // 'w': until it stops; 't': until it ends
    tcsetpgrp(0, getpgrp());
    if (WIFEXITED(status)) {
      say("job ended with " + std::to_string(WEXITSTATUS(status)));
      _exit(0);
    }
    say("job stopped");
  }
}

/// The shell, its terminal, and the pipe that commands go through.
struct Session {
  Terminal terminal;
  int commands[2];
  std::optional<Init> shell;

  explicit Session(bool in_foreground) {
    REQUIRE(pipe(commands) == 0);
    Words words = child({"terminal"});
    words.insert(words.begin(), INIT_BINARY);
    shell.emplace(Start{.prepare = [this, in_foreground, words] {
      terminal.control();
      play_shell(in_foreground, words, commands[0]);
    }});
  }
  ~Session() {
    close(commands[0]);
    close(commands[1]);
  }
  void tell(char command) const { REQUIRE(write(commands[1], &command, 1) == 1); }
};

TEST_CASE("in a shell: Ctrl-Z stops the job, fg continues it, Ctrl-C reaches PROGRAM") {
  Session session(true);
  session.shell->await("foreground 1");
  session.terminal.type(ctrl_z);
  session.shell->await("job stopped");
  session.tell('i');
  session.shell->await("shell has it");
  for (int i = 0; i < 3; ++i) {
    session.tell('f');
    session.shell->await("continued");
    session.tell('w');
    session.terminal.type(ctrl_z);
    session.shell->await("job stopped");
  }
  session.tell('f');
  session.shell->await("continued");
  session.terminal.type(ctrl_c);
  session.shell->await("interrupted");
  session.tell('t');
  session.shell->await("job ended with 5");
}

TEST_CASE("in a shell: a job in the background does not take the terminal") {
  Session session(false);
  session.shell->await("foreground 0");
  // The shell waits for its job; a stop by the terminal would show.
  CHECK(session.terminal.foreground() == session.shell->pid());
}

}  // namespace
