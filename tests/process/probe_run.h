// Runs the real probe and reads all that it prints.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include "doctest.h"
#include "tests/process/support.h"

namespace test {

struct Ended {
  int exit_code = -1;  // 128+N: signal N ended it
  std::string out;
  std::string err;
  std::chrono::milliseconds time{};
};

/// A running probe. What it was given lives as long as this does.
class Probe {
 public:
  using Words = std::vector<std::string>;

  /// `prepare` runs in the child, before it becomes probe.
  explicit Probe(
      const Words& words, const Words& environment = {}, const std::function<void()>& prepare = [] {}) {
    Words all = process::with_emulator({PROBE_BINARY});
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> arguments;
    for (std::string& word : all) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::vector<char*> variables;
    for (const std::string& variable : environment) variables.push_back(const_cast<char*>(variable.c_str()));
    variables.push_back(nullptr);
    int out[2];
    int err[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) return;
    pid_ = fork();
    if (pid_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      dup2(err[1], STDERR_FILENO);
      prepare();
      execvpe(arguments[0], arguments.data(), variables.data());
      _exit(99);
    }
    close(out[1]);
    close(err[1]);
    out_ = out[0];
    err_ = err[0];
  }

  /// Waits for its end.
  Ended end() {
    Ended ended;
    pollfd pipes[] = {{.fd = out_, .events = POLLIN, .revents = 0},
                      {.fd = err_, .events = POLLIN, .revents = 0}};
    while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
      poll(pipes, 2, -1);
      drain(pipes[0], ended.out);
      drain(pipes[1], ended.err);
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ended.time =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start_);
    return ended;
  }

  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  static void drain(pollfd& pipe, std::string& text) {
    if (pipe.revents == 0) return;
    char buffer[4096];
    const ssize_t count = read(pipe.fd, buffer, sizeof buffer);
    if (count > 0) {
      text.append(buffer, static_cast<std::size_t>(count));
    } else {
      close(pipe.fd);
      pipe.fd = -1;
    }
  }

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
};

inline Ended run(
    const Probe::Words& words, const Probe::Words& environment = {},
    const std::function<void()>& prepare = [] {}) {
  return Probe(words, environment, prepare).end();
}

/// Checks an exit code and the one line on stdout.
inline void check_line(const Ended& ended, int exit_code, const std::string& line) {
  CHECK(ended.exit_code == exit_code);
  CHECK(ended.out == line + "\n");
  CHECK(ended.err == "");
}

/// Checks misuse: one line on stderr, and exit code 1.
inline void check_misuse(const Ended& ended, const std::string& line) {
  CHECK(ended.exit_code == 1);
  CHECK(ended.out == "");
  CHECK(ended.err == "probe: " + line + "\n");
}

/// How much longer than its time probe may take on a machine that is loaded. What hangs takes longer.
constexpr std::chrono::seconds delay_by_load{10};

/// Checks that probe used the whole time that it had, and then ended.
inline void check_in_time(const Ended& ended, std::chrono::milliseconds timeout) {
  CHECK(ended.time >= timeout);
  CHECK(ended.time < timeout + delay_by_load);
}

}  // namespace test
