// How commands are run: by clone3 and vfork, so that a driver knows when the first program is loaded.
#include "peers.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

#include "figures.h"

namespace bench {
namespace {

constexpr int patience_ms = 10'000;  // with what may never speak again, or end

std::vector<char*> pointers_to(const Words& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// As fork, with those flags of clone.
pid_t fork_with(std::uint64_t flags) {
  clone_args arguments = {};
  arguments.flags = flags;
  arguments.exit_signal = SIGCHLD;
  return static_cast<pid_t>(syscall(SYS_clone3, &arguments, sizeof arguments));
}

std::uint64_t flags_of(Place place) {
  if (place == Place::here) return CLONE_VFORK;
  return CLONE_VFORK | CLONE_NEWPID | (geteuid() == 0 ? 0 : CLONE_NEWUSER);
}

bool has_more(int descriptor, int timeout_ms = patience_ms) {
  pollfd source = {.fd = descriptor, .events = POLLIN, .revents = 0};
  return poll(&source, 1, timeout_ms) == 1;
}

}  // namespace

std::vector<Peer> read_peers(char** arguments) {
  std::vector<Peer> peers;
  for (; *arguments != nullptr; ++arguments) {
    const std::string argument = *arguments;
    const std::size_t sign = argument.find('=');
    if (sign == std::string::npos) {
      std::fprintf(stderr, "expected NAME=COMMAND, not %s\n", *arguments);
      std::exit(2);
    }
    Peer peer = {.name = argument.substr(0, sign), .words = {}};
    std::istringstream words(argument.substr(sign + 1));
    for (std::string word; words >> word;) peer.words.push_back(word);
    peers.push_back(peer);
  }
  return peers;
}

Words join(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

void fail(const std::string& what) {
  std::perror(what.c_str());
  std::exit(1);
}

bool stay_on(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(processor), &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

pid_t spawn(const Words& words, void (*prepare)()) {
  static const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  const std::vector<char*> pointers = pointers_to(words);
  const pid_t child = vfork();  // NOLINT(bugprone-unsafe-functions)
  if (child == 0) {
    for (const int descriptor : {0, 1, 2}) dup2(nothing, descriptor);
    prepare();
    execve(pointers[0], pointers.data(), environ);
    _exit(127);
  }
  if (child < 0) fail("vfork");
  return child;
}

Running::Running(const Words& words, Place place, int processor) {
  const std::vector<char*> pointers = pointers_to(words);
  int input[2];
  int output[2];
  if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) fail("pipe2");
  pid_ = fork_with(flags_of(place));
  if (pid_ == 0) {
    if (processor >= 0) stay_on(processor);
    dup2(input[0], STDIN_FILENO);
    dup2(output[1], STDOUT_FILENO);
    execve(pointers[0], pointers.data(), environ);
    _exit(127);
  }
  if (pid_ < 0) fail("clone3");
  close(input[0]);
  close(output[1]);
  input_ = input[1];
  output_ = output[0];
}

Running::~Running() {
  close(input_);
  close(output_);
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void Running::send(int signal) const { kill(pid_, signal); }

std::string Running::read_line() {
  std::string line;
  for (char byte = 0; has_more(output_) && read(output_, &byte, 1) == 1 && byte != '\n';) line += byte;
  return line;
}

bool Running::read_bytes(void* bytes, std::size_t size) const {
  return has_more(output_) && read(output_, bytes, size) == static_cast<ssize_t>(size);
}

void Running::write_byte() const { (void)!write(input_, "x", 1); }

bool Running::has_spoken(int timeout_ms) const { return has_more(output_, timeout_ms); }

bool Running::has_ended() const {
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  const bool is_over = has_more(descriptor);
  close(descriptor);
  return is_over;
}

bool can_be_pid1() {
  const pid_t child = fork_with(flags_of(Place::pid1));
  if (child == 0) _exit(0);
  if (child > 0) waitpid(child, nullptr, 0);
  return child > 0;
}

}  // namespace bench
