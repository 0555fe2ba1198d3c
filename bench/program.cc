// The program that the inits start when more than the start is measured: `program ROLE [NUMBER]`. Each role
// is a row. It exits when its stdin ends, so that no process is left when an init is killed.
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

std::int64_t nanoseconds_of(clockid_t clock) {
  timespec time = {};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

void say(const char* text) { (void)!write(STDOUT_FILENO, text, std::strlen(text)); }

void say_time(std::int64_t nanoseconds) {
  std::printf("%ld\n", long{nanoseconds});
  std::fflush(stdout);
}

int stay(const char* word) {
  say(word);
  for (char byte = 0; read(STDIN_FILENO, &byte, 1) > 0 || errno == EINTR;) errno = 0;
  return 0;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

int do_nothing(int /*none*/) { return 0; }

int rest(int /*none*/) { return stay("ready\n"); }

/// Prints when a USR1 came, in nanoseconds of CLOCK_MONOTONIC. The program does nothing else that the handler
/// could interrupt.
int answer(int /*none*/) {
  handle(SIGUSR1, [](int) { say_time(nanoseconds_of(CLOCK_MONOTONIC)); });
  return stay("ready\n");
}

/// Ends by TERM, and prints "here" for WINCH. A TERM that was sent before a WINCH comes first, as its number
/// is lower.
int be_stopped(int /*none*/) {
  handle(SIGWINCH, [](int) { say("here\n"); });
  return stay("up\n");
}

/// Ends by TERM, and has a child that takes this many milliseconds to flush when TERM comes.
int have_child_that_flushes(int milliseconds) {
  static timespec duration;
  duration = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1'000'000L};
  if (fork() != 0) return stay("");
  handle(SIGTERM, [](int) {
    nanosleep(&duration, nullptr);
    say("flushed\n");
    _exit(0);
  });
  return stay("ready\n");
}

//--- orphans

pid_t* shared_pids(int count) {
  void* const memory = mmap(nullptr, sizeof(pid_t) * static_cast<std::size_t>(count), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return static_cast<pid_t*>(memory);
}

/// Makes orphans, which stay or end immediately. Returns when their parent is gone.
void make_orphans(pid_t* pids, int count, bool stays) {
  const pid_t parent = fork();
  if (parent != 0) {
    waitpid(parent, nullptr, 0);
    return;
  }
  for (int i = 0; i < count; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      if (stays) pause();
      _exit(0);
    }
    pids[i] = child;
  }
  _exit(0);
}

/// Ends a process that is not a child, and waits until it is a zombie or gone.
void end(pid_t pid) {
  pollfd ended = {.fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0)), .events = POLLIN, .revents = 0};
  kill(pid, SIGKILL);
  poll(&ended, 1, -1);
  close(ended.fd);
}

/// Looks for them, when init has nothing to do, until the kernel has none of them: then they are reaped.
void await_reaped(const pid_t* pids, int count) {
  for (int i = 0; i < count; ++i) {
    while (kill(pids[i], 0) == 0) sched_yield();
  }
}

/// Prints when its init has reaped so many zombies that exist at the same time, in nanoseconds of
/// CLOCK_MONOTONIC. The driver stops init after "made" and sends a byte, and continues init after "dead".
int burst(int count) {
  pid_t* const pids = shared_pids(count);
  make_orphans(pids, count, true);
  say("made\n");
  char byte = 0;
  if (read(STDIN_FILENO, &byte, 1) != 1) return 1;
  for (int i = 0; i < count; ++i) end(pids[i]);
  say("dead\n");
  await_reaped(pids, count);
  say_time(nanoseconds_of(CLOCK_MONOTONIC));
  return 0;
}

/// Prints how much processor time its init takes, in nanoseconds, for so many orphans that end one after
/// another.
int trickle(int count) {
  clockid_t clock = 0;
  pid_t* const pids = shared_pids(1);
  if (clock_getcpuclockid(getppid(), &clock) != 0) return 1;
  const std::int64_t start = nanoseconds_of(clock);
  for (int i = 0; i < count; ++i) {
    make_orphans(pids, 1, false);
    await_reaped(pids, 1);
  }
  say_time(nanoseconds_of(clock) - start);
  return 0;
}

struct Role {
  const char* name;
  int (*play)(int number);
};

// clang-format off
constexpr Role roles[] = {
    {"nothing", do_nothing}, {"rest", rest}, {"answer", answer}, {"be-stopped", be_stopped},
    {"flush", have_child_that_flushes}, {"burst", burst}, {"trickle", trickle},
};
// clang-format on

}  // namespace

int main(int count, char** words) {
  if (count < 2) return 2;
  for (const Role& role : roles) {
    if (std::strcmp(role.name, words[1]) == 0) return role.play(count > 2 ? std::atoi(words[2]) : 0);
  }
  return 2;
}
