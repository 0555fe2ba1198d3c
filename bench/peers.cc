// Runs commands in turns, and prints the values.
#include "peers.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <numeric>
#include <random>
#include <sstream>

namespace bench {
namespace {

constexpr int patience_ms = 10'000;  // for a command that may never print or end

/// What a child process executes.
struct Order {
  std::vector<char*> words;
  const Setup& setup;
  Nanoseconds time;  // of its exec
};

int become(void* argument) {
  Order& order = *static_cast<Order*>(argument);
  if (order.setup.processor >= 0) stay_on(order.setup.processor);
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(order.setup.input < 0 ? nothing : order.setup.input, STDIN_FILENO);
  dup2(order.setup.output < 0 ? nothing : order.setup.output, STDOUT_FILENO);
  dup2(nothing, STDERR_FILENO);
  if (order.setup.is_traced) {
    personality(ADDR_NO_RANDOMIZE);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
  }
  order.time = now();
  execve(order.words[0], order.words.data(), environ);
  _exit(127);
}

bool has_more(int descriptor) {
  pollfd source = {.fd = descriptor, .events = POLLIN, .revents = 0};
  return poll(&source, 1, patience_ms) == 1;
}

/// The value below which this part (0 to 1) of the values is. There has to be one value at least.
double quantile(const std::vector<double>& sorted, double part) {
  const double rank = std::ceil(part * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

}  // namespace

Nanoseconds now() {
  timespec time = {};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return Nanoseconds{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::vector<Peer> read_peers(char** arguments) {
  std::vector<Peer> peers;
  for (; *arguments != nullptr; ++arguments) {
    std::istringstream argument(*arguments);
    Peer peer;
    if (!std::getline(argument, peer.name, '=') || argument.eof())
      fail(std::string("no peer: ") + *arguments);
    for (std::string word; argument >> word;) peer.words.push_back(word);
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

void stay_on(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(processor), &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) fail("sched_setaffinity");
}

double number_of(pid_t pid, const std::string& file, const std::string& field) {
  std::ifstream lines("/proc/" + std::to_string(pid) + "/" + file);
  double number = 0;
  for (std::string word; lines >> word;) {
    if (word == field && lines >> number) break;
  }
  return number;
}

//--- running commands

Place place_of(const std::string& name) { return name == "pid1" ? Place::pid1 : Place::here; }

Started start(const Words& words, const Setup& setup) {
  Order order = {.words = {}, .setup = setup, .time = 0};
  for (const std::string& word : words) order.words.push_back(const_cast<char*>(word.c_str()));
  order.words.push_back(nullptr);
  // As with vfork, the child shares this process's memory until its exec, and this process waits for that.
  alignas(16) static char stack[65536];
  const int namespaces = setup.place == Place::pid1 ? CLONE_NEWPID : 0;
  const pid_t child =
      clone(become, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD | namespaces, &order);
  if (child < 0) fail("clone");
  return {.pid = child, .time = order.time};
}

Running::Running(const Words& words, Place place, int processor) {
  int input[2];
  int output[2];
  if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) fail("pipe2");
  pid_ = start(words, {.place = place, .processor = processor, .input = input[0], .output = output[1]}).pid;
  close(input[0]);
  close(output[1]);
  input_ = input[1];
  output_ = output[0];
}

Running::~Running() {
  close(input_);
  close(output_);
  kill(pid(), SIGKILL);
  waitpid(pid(), nullptr, 0);
}

void Running::send(int signal) const { kill(pid(), signal); }

std::string Running::read_line() const {
  std::string line;
  for (char byte = 0; has_more(output_) && read(output_, &byte, 1) == 1 && byte != '\n';) line += byte;
  return line;
}

void Running::expect(const std::string& line) const {
  if (read_line() != line) fail("no word of PROGRAM: " + line);
}

void Running::write_byte() const { (void)!write(input_, "x", 1); }

bool Running::has_ended() const {
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid(), 0));
  const bool is_over = has_more(descriptor);
  close(descriptor);
  return is_over;
}

//--- printing values

Values take_turns(std::size_t count, int rounds, int warm_up_rounds,
                  const std::function<double(std::size_t)>& measure) {
  Values values(count);
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::minstd_rand random;  // the same order in each run
  for (int round = -warm_up_rounds; round < rounds; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    for (const std::size_t i : order) {
      const double value = measure(i);
      if (round >= 0) values[i].push_back(value);
    }
  }
  return values;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return quantile(values, 0.5);
}

void print_figures(const std::string& measure, const std::string& name, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::printf("%s\t%s", measure.c_str(), name.c_str());
  for (const double part : {0.5, 0.25, 0.75, 0.99, 1.0}) std::printf("\t%.12g", quantile(values, part));
  std::printf("\n");
}

void print_figure(const std::string& measure, const std::string& name, double value) {
  print_figures(measure, name, {value});
}

}  // namespace bench
