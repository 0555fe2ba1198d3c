// Starts processes with clone(2), connects their output to pipes, and waits for it with poll(2).
#include "tests/process/support.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

#include "doctest.h"

namespace process {
namespace {

/// A limit that only a process that hangs reaches. No test waits until it has passed.
constexpr int limit_milliseconds = 30'000;

constexpr const char* emulator = EMULATOR;  // empty if there is none

std::vector<char*> pointers(const Words& words) {
  std::vector<char*> all;
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

/// fork(2), optionally into a new PID namespace.
pid_t make_process(bool is_pid1) {
  if (!is_pid1) return fork();
  const unsigned long flags = CLONE_NEWPID | (is_root() ? 0 : CLONE_NEWUSER) | SIGCHLD;
  return static_cast<pid_t>(syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr));
}

}  // namespace

bool is_emulated() { return *emulator != '\0'; }

Words with_emulator(Words words) {
  if (is_emulated()) words.insert(words.begin(), emulator);
  return words;
}

Words child(Words role) {
  role.insert(role.begin(), CHILD_BINARY);
  return with_emulator(role);
}

bool is_root() { return geteuid() == 0; }

bool is_shipped_build() { return IS_STATIC != 0 && !is_emulated(); }

void skip(const std::string& why) { std::cout << "skipped aloud: " << why << "\n" << std::flush; }

std::vector<bool> places() {
  if (is_emulated()) return {false};  // qemu-user cannot make PID namespaces
  const pid_t pid = make_process(true);
  if (pid == 0) _exit(0);
  if (pid < 0) return {false};
  waitpid(pid, nullptr, 0);
  return {false, true};
}

bool can_be_pid1() {
  const bool can = places().size() == 2;
  if (!can) skip("no PID namespace can be made here");
  return can;
}

Init::Init(const Start& start) {
  Words words = with_emulator({start.binary.empty() ? INIT_BINARY : start.binary});
  words.insert(words.end(), start.options.begin(), start.options.end());
  words.insert(words.end(), start.program.begin(), start.program.end());
  const std::vector<char*> arguments = pointers(words);
  std::vector<char*> variables;
  if (start.environment) variables = pointers(*start.environment);
  int output[2];
  int input[2];
  REQUIRE(pipe2(output, O_CLOEXEC) == 0);
  REQUIRE(pipe2(input, O_CLOEXEC) == 0);
  pid_ = make_process(start.is_pid1);
  REQUIRE(pid_ >= 0);
  if (pid_ == 0) {
    dup2(input[0], 0);
    dup2(output[1], 1);
    dup2(output[1], 2);
    if (start.prepare) start.prepare();
    execve(arguments[0], arguments.data(), start.environment ? variables.data() : environ);
    execvpe(arguments[0], arguments.data(), start.environment ? variables.data() : environ);
    _exit(99);
  }
  close(input[0]);
  close(output[1]);
  input_ = input[1];
  output_ = output[0];
}

Init::~Init() {
  if (!exit_code_) {
    for (const pid_t one : children_of(pid_))
      kill(one, SIGKILL);  // else they would run on after init has ended
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close_stdin();
  close(output_);
}

void Init::send(int signal) const { REQUIRE(kill(pid_, signal) == 0); }

void Init::queue(int signal, int value) const {
  sigval payload = {};
  payload.sival_int = value;
  REQUIRE(sigqueue(pid_, signal, payload) == 0);
}

void Init::close_stdin() {
  if (input_ >= 0) close(input_);
  input_ = -1;
}

bool Init::read_more() {
  pollfd ready = {.fd = output_, .events = POLLIN, .revents = 0};
  REQUIRE_MESSAGE(poll(&ready, 1, limit_milliseconds) == 1, "nothing more came after: ", text_);
  char bytes[4096];
  const ssize_t count = read(output_, bytes, sizeof bytes);
  if (count <= 0) return false;
  text_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::string Init::await_prefix(const std::string& start) {
  for (;;) {
    for (std::size_t end = 0; (end = text_.find('\n', seen_)) != std::string::npos;) {
      const std::string line = text_.substr(seen_, end - seen_);
      seen_ = end + 1;
      if (line.starts_with(start)) return line.substr(start.size());
    }
    REQUIRE_MESSAGE(read_more(), "no line \"", start, "\" in: ", text_);
  }
}

std::string Init::await_anywhere(const std::string& start) {
  const std::size_t seen = std::exchange(seen_, 0);
  std::string rest = await_prefix(start);
  seen_ = std::max(seen, seen_);
  return rest;
}

void Init::await(const std::string& line) {
  while (!await_prefix(line).empty()) {
  }
}

int Init::exit_code() {
  if (exit_code_) return *exit_code_;
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  REQUIRE(descriptor >= 0);
  pollfd ended = {.fd = descriptor, .events = POLLIN, .revents = 0};
  const int count = poll(&ended, 1, limit_milliseconds);
  close(descriptor);
  REQUIRE_MESSAGE(count == 1, "it did not end; so far it said: ", text_);
  int status = 0;
  REQUIRE(waitpid(pid_, &status, 0) == pid_);
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
  return *exit_code_;
}

std::string Init::output() {
  while (read_more()) {
  }
  exit_code();
  return text_;
}

void until(const std::string& what, const std::function<bool()>& is_true) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_milliseconds);
  while (!is_true()) {
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < end, "this never happened: ", what);
    sched_yield();
  }
}

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& content, mode_t mode) {
  std::ofstream(path, std::ios::binary) << content;
  REQUIRE(chmod(path.c_str(), mode) == 0);
}

std::string status_field(pid_t pid, const std::string& field) {
  std::istringstream status(read_file("/proc/" + std::to_string(pid) + "/status"));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field + ":\t")) return line.substr(field.size() + 2);
  }
  return "";
}

std::vector<pid_t> children_of(pid_t pid) {
  const std::string name = std::to_string(pid);
  std::istringstream list(read_file("/proc/" + name + "/task/" + name + "/children"));
  std::vector<pid_t> all;
  for (pid_t one = 0; list >> one;) all.push_back(one);
  return all;
}

bool is_asleep(pid_t pid) {
  return status_field(pid, "State").starts_with("S") &&
         !read_file("/proc/" + std::to_string(pid) + "/syscall").starts_with("running");
}

Folder::Folder() {
  std::string path = std::filesystem::temp_directory_path() / "aupair-XXXXXX";
  REQUIRE(mkdtemp(path.data()) != nullptr);
  path_ = path;
  REQUIRE(chmod(path_.c_str(), 0755) == 0);
}

Folder::~Folder() { std::filesystem::remove_all(path_); }

}  // namespace process
