// Works, a piece a second, and touches the file HEARTBEAT after each until it is told to stop.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

int main() {
  const char* const heartbeat = std::getenv("HEARTBEAT");
  if (heartbeat == nullptr) return std::fputs("worker: HEARTBEAT is not set\n", stderr), EXIT_FAILURE;
  const int file = open(heartbeat, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return std::perror(heartbeat), EXIT_FAILURE;
  // Blocked and waited for: a stop comes between two pieces of work, and never within one.
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  sigprocmask(SIG_BLOCK, &stops, nullptr);
  constexpr timespec second = {1, 0};
  do {
    futimens(file, nullptr);
  } while (sigtimedwait(&stops, nullptr, &second) < 0);
  return EXIT_SUCCESS;
}
