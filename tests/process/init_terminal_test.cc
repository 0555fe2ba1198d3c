// init on a terminal: the foreground, Ctrl-C, Ctrl-Z, fg and bg.
#include <fcntl.h>
#include <sched.h>
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

/// A pseudo-terminal: the end that a terminal emulator has.
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

  /// In a new process: makes this its controlling terminal and its stdin. Its stdout stays the pipe to the
  /// test, which shows only what the process writes.
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
  for (const bool is_pid1 : places()) {
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

TEST_CASE("if no shell started init, a Ctrl-Z does not suspend PROGRAM for good") {
  for (const bool is_pid1 : places()) {
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

/// How a shell starts its job.
struct Job {
  bool in_foreground = true;
  bool is_redirected = false;  // stdin is not the terminal
};

void say(const std::string& line) { (void)!write(1, (line + "\n").c_str(), line.size() + 1); }

/// Starts a command as a shell with job control does. Returns the process, which leads its group.
pid_t start_job(const Job& job, const Words& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    if (job.in_foreground) tcsetpgrp(0, getpid());
    signal(SIGTTOU, SIG_DFL);
    if (job.is_redirected) dup2(open("/dev/null", O_RDWR), 0);
    execvp(arguments[0], arguments.data());
    _exit(99);
  }
  setpgid(pid, pid);
  if (job.in_foreground) tcsetpgrp(0, pid);
  return pid;
}

/// Starts a partner of init in its job, as in `init app | less`.
pid_t start_partner(pid_t job) {
  const pid_t partner = fork();
  if (partner == 0) {
    setpgid(0, job);
    for (;;) pause();
  }
  setpgid(partner, job);
  return partner;
}

/// Waits until the job is suspended or ends, takes the terminal, and says so. Exits if the job has ended.
void wait_for_job(pid_t job, pid_t partner) {
  int status = 0;
  waitpid(job, &status, WUNTRACED);
  waitpid(partner, nullptr, WUNTRACED);
  const std::string terminal = tcgetpgrp(0) == job ? ", terminal given back" : "";
  tcsetpgrp(0, getpgrp());
  if (WIFEXITED(status)) {
    say("job ended with " + std::to_string(WEXITSTATUS(status)) + terminal);
    _exit(0);
  }
  say("job suspended" + terminal);
}

/// As much of a shell with job control as the tests need: runs init as a job, and follows commands of one
/// letter each, which it reads from `commands`.
[[noreturn]] void play_shell(const Job& how, const Words& words, int commands) {
  signal(SIGTTOU, SIG_IGN);
  const pid_t job = start_job(how, words);
  const pid_t partner = start_partner(job);
  say("job " + std::to_string(job));
  for (char command = 'w';; (void)!read(commands, &command, 1)) {
    switch (command) {
      case 'f':  // fg
        tcsetpgrp(0, job);
        kill(-job, SIGCONT);
        break;
      case 'i':  // says whether the shell has the terminal
        say(tcgetpgrp(0) == getpgrp() ? "shell has it" : "shell has it not");
        break;
      case 't':
        kill(-job, SIGTERM);
        wait_for_job(job, partner);
        break;
      default: wait_for_job(job, partner); break;
    }
  }
}

/// The shell, its terminal, and the pipe to which the test writes commands.
struct Session {
  Terminal terminal;
  int commands[2];
  std::optional<Init> shell;

  explicit Session(const Job& job) {
    REQUIRE(pipe(commands) == 0);
    Words words = child({"terminal"});
    words.insert(words.begin(), INIT_BINARY);
    words = with_emulator(words);
    shell.emplace(Start{.prepare = [this, job, words] {
      terminal.control();
      play_shell(job, words, commands[0]);
    }});
  }
  ~Session() {
    close(commands[0]);
    close(commands[1]);
  }
  void tell(char command) const { REQUIRE(write(commands[1], &command, 1) == 1); }
};

TEST_CASE("in a shell: Ctrl-Z suspends the job, fg continues it, Ctrl-C reaches PROGRAM") {
  Session session(Job{});
  session.shell->await("foreground 1");
  session.terminal.type(ctrl_z);
  session.shell->await("job suspended, terminal given back");
  session.tell('i');
  session.shell->await("shell has it");
  for (int i = 0; i < 3; ++i) {
    session.tell('f');
    session.shell->await("continued");
    session.tell('w');
    session.terminal.type(ctrl_z);
    session.shell->await("job suspended, terminal given back");
  }
  session.tell('f');
  session.shell->await("continued");
  session.terminal.type(ctrl_c);
  session.shell->await("interrupted");
  session.tell('t');
  session.shell->await("job ended with 5, terminal given back");
}

TEST_CASE("in a shell: a job in the background does not take the terminal") {
  Session session(Job{.in_foreground = false});
  const pid_t job = std::stoi(session.shell->await_anywhere("job "));
  session.shell->await_anywhere("foreground 0");  // of two processes, either may print first
  // The shell waits for its job, and would say so if the terminal suspended it.
  CHECK(session.terminal.foreground() == session.shell->pid());
  REQUIRE(kill(-job, SIGTERM) == 0);
  session.shell->await("job ended with 5");
}

TEST_CASE("in a shell: a job whose stdin is not the terminal is suspended and continued too") {
  Session session(Job{.is_redirected = true});
  session.shell->await("foreground 0");  // it looks at its stdin
  session.terminal.type(ctrl_z);
  session.shell->await("job suspended, terminal given back");
  session.tell('f');
  session.shell->await("continued");
  session.tell('t');
  session.shell->await("job ended with 5, terminal given back");
}

TEST_CASE("if no process could continue the job, a Ctrl-Z does not suspend PROGRAM for good") {
  const Terminal terminal;
  // As in `docker run -it IMAGE sh -c "init app; cleanup"`: init is in the process group of a session leader,
  // whose parent is not in the session.
  Init init({.program = child({"terminal"}), .prepare = [&] {
               terminal.control();
               const pid_t pid = fork();
               if (pid == 0) return;
               int status = 0;
               waitpid(pid, &status, 0);
               _exit(WEXITSTATUS(status));
             }});
  init.await("foreground 1");
  for (int i = 0; i < 3; ++i) {
    terminal.type(ctrl_z);
    init.await("continued");
  }
  terminal.type(ctrl_c);
  init.await("interrupted");
  for (const pid_t one : children_of(init.pid())) kill(one, SIGTERM);
  CHECK(init.exit_code() == 5);
}

TEST_CASE("as PID 1 of a shell's job, init takes the terminal only in the foreground") {
  if (!can_be_pid1()) return;
  for (const bool in_foreground : {true, false}) {
    const Terminal terminal;
    Init init({.program = child({"terminal"}), .prepare = [&] {
                 terminal.control();
                 const pid_t job = fork();
                 if (job != 0) {  // the shell: it waits for its job
                   int status = 0;
                   waitpid(job, &status, 0);
                   _exit(WEXITSTATUS(status));
                 }
                 if (!in_foreground) setpgid(0, 0);
                 if (unshare(CLONE_NEWPID | (is_root() ? 0 : CLONE_NEWUSER)) != 0) _exit(77);
                 const pid_t pid = fork();
                 if (pid == 0) return;
                 int status = 0;
                 signal(SIGINT, SIG_IGN);
                 waitpid(pid, &status, 0);
                 _exit(WEXITSTATUS(status));
               }});
    init.await(in_foreground ? "foreground 1" : "foreground 0");
    CHECK((terminal.foreground() == init.pid()) == !in_foreground);
    for (const pid_t job : children_of(init.pid())) {
      for (const pid_t one : children_of(job)) kill(one, SIGTERM);
    }
    CHECK(init.exit_code() == 5);
  }
}

TEST_CASE("without the terminal as its stdin, init takes it only if PROGRAM asks for it") {
  const Terminal terminal;
  // As `init -- app &` in a script, which goes on to use the terminal.
  Init init({.program = child({"read-terminal"}), .prepare = [&] {
               terminal.control();
               dup2(open("/dev/null", O_RDWR | O_CLOEXEC), 0);
             }});
  init.await("reading");
  until("PROGRAM has the terminal", [&] { return terminal.foreground() != init.pid(); });
  for (const char key : {'x', '\n'}) terminal.type(key);
  init.await("read x");
  CHECK(init.exit_code() == 0);
  Init quiet({.program = child({"stay"}), .prepare = [&] {
                terminal.control();
                dup2(open("/dev/null", O_RDWR | O_CLOEXEC), 0);
              }});
  quiet.await("ready");
  CHECK(terminal.foreground() == quiet.pid());
}

TEST_CASE("a message to a terminal that suspends writers in the background (tostop) does not block init") {
  const Terminal terminal;
  Init init({.program = {"/no/such/program"}, .prepare = [&] {
               terminal.control();
               termios modes = {};
               tcgetattr(0, &modes);
               modes.c_lflag |= TOSTOP;
               tcsetattr(0, TCSANOW, &modes);
               const pid_t pid = fork();
               if (pid == 0) {  // init, in the background
                 setpgid(0, 0);
                 dup2(0, 2);
                 return;
               }
               int status = 0;
               waitpid(pid, &status, 0);
               _exit(WEXITSTATUS(status));
             }});
  CHECK(init.exit_code() == 127);
}

}  // namespace
