// Plays the child processes of the tests: `child ROLE [ARGUMENT]...`. Each role is a row. It is static and
// has no sanitizer, so that it starts fast and runs anywhere.
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

using Arguments = char**;

int number(const char* text) { return static_cast<int>(strtol(text, nullptr, 10)); }

/// Prints a line without buffering, because stdout is a pipe.
[[gnu::format(printf, 1, 2)]] void print(const char* format, ...) {
  char line[256];
  va_list values;
  va_start(values, format);
  const int size = vsnprintf(line, sizeof line, format, values);
  va_end(values);
  (void)!write(1, line, static_cast<size_t>(size));
}

void block_all() {
  const std::uint64_t all = ~std::uint64_t{0};
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, nullptr, sizeof all);
}

int exit_with(Arguments arguments) { return number(arguments[0]); }

/// Kills this process with a signal, without a core file.
int end_by_signal(Arguments arguments) {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  kill(getpid(), number(arguments[0]));
  for (;;) pause();
}

/// Prints "ready" and waits for a signal that ends it.
int wait_for_fatal_signal(Arguments /*none*/) {
  print("ready\n");
  for (;;) pause();
}

/// Moves from its process group to its parent's.
int join_parent(Arguments none) {
  setpgid(0, getpgid(getppid()));
  return wait_for_fatal_signal(none);
}

/// The same, and leaves a child in its old group.
int leave_group(Arguments none) {
  if (fork() == 0) {
    for (;;) pause();
  }
  return join_parent(none);
}

/// Prints each signal, with its value if it has one, until the signal in the argument comes.
int print_signals(Arguments arguments) {
  block_all();
  print("ready\n");
  const std::uint64_t all = ~std::uint64_t{0};
  for (;;) {
    siginfo_t info = {};
    const long signal = syscall(SYS_rt_sigtimedwait, &all, &info, nullptr, sizeof all);
    if (signal < 0) continue;
    if (info.si_code == SI_QUEUE) {
      print("got %ld value %d\n", signal, info.si_value.sival_int);
    } else {
      print("got %ld\n", signal);
    }
    if (signal == number(arguments[0])) return 0;
  }
}

/// Prints what it inherited: user, groups, signals, folder and so on.
int print_state(Arguments /*none*/) {
  std::uint64_t blocked = 0;
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, &blocked, sizeof blocked);
  std::uint64_t ignored = 0;
  for (int signal = 1; signal <= 64; ++signal) {
    struct {
      void (*handler)(int);
      unsigned long rest[8];
    } action = {};
    syscall(SYS_rt_sigaction, signal, nullptr, &action, sizeof blocked);
    if (action.handler == SIG_IGN) ignored |= std::uint64_t{1} << (signal - 1);
  }
  char directory[4096];
  print("blocked %llx\n", static_cast<unsigned long long>(blocked));
  print("ignored %llx\n", static_cast<unsigned long long>(ignored));
  print("directory %.200s\n", getcwd(directory, sizeof directory));
  print("leads its group %d\n", getpgrp() == getpid());
  print("foreground %d\n", tcgetpgrp(0) == getpgrp());
  gid_t groups[64];
  uid_t users[3];
  gid_t main_groups[3];
  getresuid(&users[0], &users[1], &users[2]);
  getresgid(&main_groups[0], &main_groups[1], &main_groups[2]);
  for (int i = 1; i < 3; ++i) {  // the effective and the saved user
    if (users[i] != users[0] || main_groups[i] != main_groups[0]) print("user only in part\n");
  }
  print("user %u:%u, %d other groups\n", users[0], main_groups[0], getgroups(64, groups));
  itimerval timer = {};
  getitimer(ITIMER_REAL, &timer);
  print("timer is set %d\n", timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0);
  print("descriptors");
  for (int descriptor = 0; descriptor < 64; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) >= 0) print(" %d", descriptor);
  }
  print("\nend\n");
  return 0;
}

/// Makes orphans that end immediately, in batches, so that those of a batch end together.
int make_orphans(Arguments arguments) {
  for (int i = number(arguments[0]); i > 0; --i) {
    const pid_t parent = fork();
    if (parent == 0) {
      if (fork() < 0) print("fork failed\n");
      _exit(0);
    }
    waitpid(parent, nullptr, 0);
    if (i % 1000 == 0) print("some\n");  // the reader waits only 30 s for each line
  }
  print("made\n");
  char byte = 0;
  while (read(0, &byte, 1) > 0) {
  }
  return 0;
}

/// Exits with the code at the same moment as an orphan.
int end_together(Arguments arguments) {
  int gate[2];
  (void)!pipe(gate);
  if (fork() == 0) {
    if (fork() != 0) _exit(0);
    close(gate[1]);
    char byte = 0;
    (void)!read(gate[0], &byte, 1);  // until all other processes have closed it: PROGRAM has ended
    _exit(0);
  }
  wait(nullptr);
  return number(arguments[0]);
}

/// Starts a process that prints "flushed" and exits when TERM comes, in a session of its own if wanted.
void start_flusher(bool has_own_session) {
  int ready[2];
  (void)!pipe(ready);
  if (fork() == 0) {
    if (has_own_session) setsid();
    block_all();
    close(ready[0]);
    (void)!write(ready[1], "x", 1);
    const std::uint64_t all = ~std::uint64_t{0};
    long signal = 0;
    while (signal != SIGTERM) {
      signal = syscall(SYS_rt_sigtimedwait, &all, nullptr, nullptr, sizeof all);
    }
    print("flushed\n");
    _exit(0);
  }
  char byte = 0;
  (void)!read(ready[0], &byte, 1);
}

/// Exits with the code while a process of its own goes on that prints "flushed" on TERM; with "setsid" in a
/// session of its own.
int leave_flusher(Arguments arguments) {
  start_flusher(arguments[1] != nullptr);
  return number(arguments[0]);
}

/// Exits with the code while a process of its own goes on that only KILL ends.
int leave_stubborn(Arguments arguments) {
  if (fork() == 0) {
    block_all();
    for (;;) pause();
  }
  return number(arguments[0]);
}

/// Ignores signals, waits for the end of stdin and exits with the code. If it was started with another user's
/// rights, it becomes that user completely.
int wait_for_stdin(Arguments arguments) {
  block_all();
  (void)!setuid(geteuid());
  print("ready as %u\n", geteuid());
  char byte = 0;
  while (read(0, &byte, 1) > 0) {
  }
  return number(arguments[0]);
}

/// Does what wait_for_stdin does, with a child in a session of its own that prints "flushed" on TERM.
int keep_daemon(Arguments arguments) {
  start_flusher(true);
  return wait_for_stdin(arguments);
}

/// On a terminal: prints each interrupt and each continuation. TERM ends it.
int use_terminal(Arguments /*none*/) {
  struct sigaction action = {};
  action.sa_handler = [](int signal) {
    print(signal == SIGINT ? "interrupted\n" : signal == SIGCONT ? "continued\n" : "ended\n");
    if (signal == SIGTERM) _exit(5);
  };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGCONT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  print("foreground %d\n", tcgetpgrp(0) == getpgrp());
  for (;;) pause();
}

/// Blocks all signals, prints "ready", and returns a descriptor that signals are read from (signalfd(2)).
int open_signals() {
  block_all();
  const std::uint64_t all = ~std::uint64_t{0};
  const auto signals = static_cast<int>(syscall(SYS_signalfd4, -1, &all, sizeof all, 0));
  print("ready\n");
  return signals;
}

/// Waits for a signal or the end of stdin. Returns the signal; its number is 0 if stdin has ended.
signalfd_siginfo wait_for_signal(int signals) {
  pollfd sources[] = {{.fd = 0, .events = POLLIN, .revents = 0},
                      {.fd = signals, .events = POLLIN, .revents = 0}};
  while (poll(sources, 2, -1) < 0) {
  }
  signalfd_siginfo info = {};
  if (sources[1].revents != 0) (void)!read(signals, &info, sizeof info);
  return info;
}

/// Prints each signal. Exits with the code when TERM comes or stdin ends.
int wait_for_stop(Arguments arguments) {
  const int signals = open_signals();
  for (;;) {
    const unsigned signal = wait_for_signal(signals).ssi_signo;
    if (signal != 0) print("got %u\n", signal);
    if (signal == 0 || signal == SIGTERM) return number(arguments[0]);
  }
}

/// Makes an orphan that ends after a while.
void make_orphan(unsigned microseconds) {
  if (fork() != 0) return;
  if (fork() == 0) usleep(microseconds);
  _exit(0);
}

/// Counts signals. When the last real-time signal comes, prints how often each signal came since the last
/// time, and makes as many orphans as the signal's value. Exits with the code at the end of stdin.
int count_signals(Arguments arguments) {
  const int signals = open_signals();
  int counts[65] = {};
  for (;;) {
    const signalfd_siginfo info = wait_for_signal(signals);
    if (info.ssi_signo == 0) return number(arguments[0]);
    ++counts[info.ssi_signo];
    if (info.ssi_signo != 64) continue;
    for (int i = info.ssi_int; i > 0; --i) make_orphan(static_cast<unsigned>(i) * 500U);
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    char line[1024] = "round";
    int size = 5;
    for (int i = 1; i < 64; ++i) {
      if (counts[i] != 0) size += sprintf(line + size, " %d:%d", i, counts[i]);
      counts[i] = 0;
    }
    line[size++] = '\n';
    (void)!write(1, line, static_cast<size_t>(size));
  }
}

/// Ends by a signal, while a child in its group goes on, which prints how often it was asked to exit. It
/// exits at the end of stdin.
int leave_counter(Arguments /*none*/) {
  if (fork() != 0) return wait_for_fatal_signal(nullptr);
  const int signals = open_signals();
  for (int times = 0;;) {
    const unsigned signal = wait_for_signal(signals).ssi_signo;
    if (signal == SIGTERM) print("asked %d\n", ++times);
    if (signal == 0) return 0;
  }
}

/// Opens its stdout once more, by its name.
int reopen_stdout(Arguments /*none*/) {
  const int again = open("/proc/self/fd/1", O_WRONLY);
  print("%s\n", again >= 0 ? "opened" : strerror(errno));
  return 0;
}

/// Reads a line from the terminal, which is not its stdin.
int read_terminal(Arguments /*none*/) {
  const int terminal = open("/dev/tty", O_RDWR);
  char line[16] = {};
  print("reading\n");
  (void)!read(terminal, line, sizeof line - 1);
  print("read %s", line);
  return 0;
}

int print_environment(Arguments /*none*/) {
  for (char** entry = environ; *entry != nullptr; ++entry) print("%s\n", *entry);
  print("I am %d\n", getpid());
  return 0;
}

int print_arguments(Arguments arguments) {
  for (; *arguments != nullptr; ++arguments) print("<%s>\n", *arguments);
  return 0;
}

const struct {
  const char* name;
  int (*play)(Arguments);
} roles[] = {
    {"exit", exit_with},
    {"end-by", end_by_signal},
    {"stay", wait_for_fatal_signal},
    {"join-parent", join_parent},
    {"signals", print_signals},
    {"state", print_state},
    {"orphans", make_orphans},
    {"end-together", end_together},
    {"leave-behind", leave_flusher},
    {"leave-stubborn", leave_stubborn},
    {"wait-for-stdin", wait_for_stdin},
    {"keep-daemon", keep_daemon},
    {"terminal", use_terminal},
    {"until-stop", wait_for_stop},
    {"soak", count_signals},
    {"print", print_arguments},
    {"environment", print_environment},
    {"leave-group", leave_group},
    {"leave-counter", leave_counter},
    {"reopen-stdout", reopen_stdout},
    {"read-terminal", read_terminal},
};

}  // namespace

int main(int /*count*/, char** words) {
  for (const auto& role : roles) {
    if (words[1] != nullptr && strcmp(words[1], role.name) == 0) return role.play(words + 2);
  }
  return 98;
}
