// Does a piece of work each second and touches the file HEARTBEAT after it, until TERM or INT arrives.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

int main() {
  const char* const heartbeat = std::getenv("HEARTBEAT");
  if (heartbeat == nullptr) {
    std::fputs("worker: HEARTBEAT is not set\n", stderr);
    return EXIT_FAILURE;
  }
  const int file = open(heartbeat, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    std::perror(heartbeat);
    return EXIT_FAILURE;
  }
  // The signals are blocked and waited for: a stop takes effect between two pieces of work, never within one.
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
