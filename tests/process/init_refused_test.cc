// init when the kernel, a container engine or another process refuses it a system call.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "doctest.h"
#include "tests/process/refusals.h"
#include "tests/process/support.h"

using namespace process;

namespace {

TEST_CASE("a TERM that is pending before the first instruction of init terminates PROGRAM") {
  const auto make_pending = [] {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, nullptr);
    syscall(SYS_tgkill, getpid(), static_cast<pid_t>(syscall(SYS_gettid)), SIGTERM);
  };
  for (const bool is_pid1 : places()) {
    for (const Words& mode : {Words{}, {"-g"}, {"-a"}}) {
      for (int i = 0; i < 20; ++i) {
        Init init({.options = mode,
                   .program = child({"signals", "15"}),
                   .is_pid1 = is_pid1,
                   .prepare = make_pending});
        CHECK(init.exit_code() == 0);
      }
    }
  }
}

TEST_CASE("init does not exit if wait4 is refused") {
  if (!can_deny()) return;
  for (const int error : {EPERM, ENOSYS}) {
    Init init({.program = child({"signals", "15"}), .prepare = [error] { deny(SYS_wait4, error); }});
    init.await("ready");
    init.send(SIGUSR1);
    init.await("got 10");
    until("init still runs and sleeps", [&] { return is_asleep(init.pid()); });
  }
}

TEST_CASE("if init cannot wait for signals, it waits for PROGRAM and does not spin") {
  if (!can_deny()) return;
  for (const int error : {EPERM, ENOSYS}) {
    Init init({.program = child({"wait-for-stdin", "7"}),
               .prepare = [error] { deny(SYS_rt_sigtimedwait, error); }});
    init.await_prefix("ready");
    until("it sleeps", [&] { return is_asleep(init.pid()); });
    init.close_stdin();
    CHECK(init.exit_code() == 7);
  }
}

TEST_CASE("before Linux 5.9 the descriptors are closed one by one") {
  if (!can_deny()) return;
  const auto prepare = [] {
    dup2(0, 33);
    deny(SYS_close_range, ENOSYS);
  };
  Init init({.program = child({"stay"}), .prepare = prepare});
  init.await("ready");
  const std::string file = "/proc/" + std::to_string(init.pid()) + "/fd/33";
  until("it is closed", [&] { return !std::filesystem::exists(std::filesystem::symlink_status(file)); });
}

TEST_CASE("init works if a container engine or an old kernel refuses the calls it can do without") {
  if (!can_deny()) return;
  // prctl is last, because deny() calls it.
  const int unknown[] = {SYS_ioctl,           SYS_close_range, SYS_setpgid, SYS_getsid,  SYS_chdir, SYS_ppoll,
                         SYS_rt_sigqueueinfo, SYS_waitid,      SYS_openat,  SYS_getpgid, SYS_prctl};
  for (const bool is_pid1 : places()) {
    for (const int error : {EPERM, ENOSYS}) {
      // Each call alone, and then all at once.
      for (std::size_t first = 0; first <= std::size(unknown); ++first) {
        const auto prepare = [&] {
          for (std::size_t i = 0; i < std::size(unknown); ++i) {
            if (i == first || first == std::size(unknown)) deny(unknown[i], error);
          }
        };
        CAPTURE(first);
        Init init({.options = {"-k10s", "-L1s", "-pWINCH"},
                   .program = child({"until-stop", "7"}),
                   .is_pid1 = is_pid1,
                   .prepare = prepare});
        init.await("ready");
        init.queue(SIGRTMIN, 5);
        init.await("got " + std::to_string(SIGRTMIN));
        init.send(SIGTERM);
        init.await("got 15");
        CHECK(init.exit_code() == 7);
      }
    }
  }
}

TEST_CASE("a PROGRAM that joined another group is still signalled") {
  for (const Words& mode : {Words{"-g"}, {"-a"}}) {
    Init init({.options = mode, .program = child({"join-parent"})});
    init.await("ready");
    init.send(SIGTERM);
    CHECK(init.exit_code() == 143);
  }
}

TEST_CASE("a directory that denies access is not a missing file, unless it is in PATH") {
  if (!is_root() || !is_shipped_build()) return skip("it takes root, and a binary that starts so");
  const Folder folder;
  const std::string closed = folder.path() + "/closed";
  std::filesystem::create_directory(closed);
  std::filesystem::copy_file(CHILD_BINARY, closed + "/app");
  std::filesystem::permissions(closed, std::filesystem::perms(0700));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  Init init({.options = {"-u65534"}, .program = {closed + "/app"}});
  CHECK(init.output() == "init: " + closed + "/app: Permission denied: a closed directory\n");
  CHECK(init.exit_code() == 126);
  Init from_path({.options = {"-u65534"},
                  .program = {"no-such-app"},
                  .environment = Words{"PATH=" + closed + ":/usr/bin"}});
  CHECK(from_path.output() == "init: no-such-app: No such file or directory in PATH\n");
  CHECK(from_path.exit_code() == 127);
}

TEST_CASE("a message with a long name has its reason and ends its line") {
  const std::string name =
      "/" + std::string(200, 'a') + "/" + std::string(200, 'b') + "/" + std::string(200, 'c');
  Init init({.program = {name}});
  CHECK(init.output() == "init: " + name + ": No such file or directory\n");
  const std::string option = "--" + std::string(9000, 'x');
  CHECK(Init({.options = {option}}).output().ends_with("xxx...: unknown option; see --help\n"));
  const std::string path = "/" + std::string(5000, 'p');
  CHECK(Init({.program = {path}}).output().ends_with("ppp...: File name too long\n"));
  CHECK(Init({.options = {"--install=" + path}}).output().ends_with("ppp...: File name too long\n"));
  CHECK(Init({.options = {"-k", std::string(5000, '9')}})
            .output()
            .ends_with("...: expected a time such as 500ms, 10s, 2m, 1h or 7d, under a year\n"));
  Words many = {"x"};
  for (int i = 0; i < 1500; ++i) many.emplace_back(1000, 'x');
  CHECK(Init({.options = {"-x"}, .program = many}).output() == "init: expected at most 128 KiB in all\n");
}

TEST_CASE("TERM ends init while it prints its help") {
  if (is_emulated()) return skip("it is not told apart from its emulator");
  std::array<int, 2> full{};
  REQUIRE(pipe2(full.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  while (write(full[1], "x", 1) == 1) {
  }
  fcntl(full[1], F_SETFL, 0);
  Init init({.options = {"--help"}, .prepare = [&] { dup2(full[1], STDOUT_FILENO); }});
  until("it writes", [&] { return is_asleep(init.pid()) && status_field(init.pid(), "Name") == "init"; });
  init.send(SIGTERM);
  CHECK(init.exit_code() == signalled + SIGTERM);
  close(full[0]);
  close(full[1]);
}

TEST_CASE("several installations to one file at once all succeed") {
  const Folder folder;
  const std::string target = folder.path() + "/init";
  std::vector<pid_t> installers;
  for (int i = 0; i < 4; ++i) {
    const pid_t pid = fork();
    if (pid == 0) {
      int failures = 0;
      for (int round = 0; round < 10; ++round)
        failures += Init({.options = {"--install=" + target}}).exit_code() != 0;
      _exit(failures);
    }
    installers.push_back(pid);
  }
  for (const pid_t pid : installers) {
    int status = -1;
    waitpid(pid, &status, 0);
    CHECK(status == 0);
  }
  const auto files = std::filesystem::directory_iterator(folder.path());
  CHECK(std::distance(begin(files), end(files)) == 1);
  CHECK(read_file(target) == read_file(INIT_BINARY));
}

TEST_CASE("PROGRAM is started with clone(2) only, which every seccomp profile allows") {
#ifdef SYS_vfork
  if (!can_deny()) return;
  const auto prepare = [] {
    for (const int call : {SYS_vfork, SYS_fork, SYS_clone3}) deny(call, EPERM);
  };
  CHECK(Init({.program = child({"exit", "7"}), .prepare = prepare}).exit_code() == 7);
#else
  skip("this architecture has no vfork(2)");
#endif
}

TEST_CASE("24 KiB of stack are enough to say that PROGRAM is missing") {
  if (!is_shipped_build()) return skip("sanitizers need more");
  const auto limit = [] {
    const rlimit limits = {.rlim_cur = 24576, .rlim_max = 24576};  // of which the kernel skips up to 8 KiB
    setrlimit(RLIMIT_STACK, &limits);
  };
  for (const char* const name : {"/missing", "missing"}) {
    Init init({.program = {name}, .environment = Words{"PATH=/a:/b"}, .prepare = limit});
    CHECK(init.output().starts_with("init: " + std::string(name) + ": No such file or directory"));
    CHECK(init.exit_code() == 127);
  }
}

TEST_CASE("--pause keeps no descriptor and no directory") {
  if (is_emulated()) return skip("the emulator has descriptors of its own");
  Init init({.options = {"-P"}, .prepare = [] { dup2(open("/dev/null", O_RDWR), 7); }});
  const std::string folder = "/proc/" + std::to_string(init.pid());
  until("it closed them", [&] { return !std::filesystem::exists(folder + "/fd/7"); });
  until("it left", [&] { return std::filesystem::read_symlink(folder + "/cwd") == "/"; });
}

TEST_CASE("an --install that cannot write its copy says so, and leaves nothing") {
  const Folder folder;
  const auto limit = [] {
    const rlimit limits = {.rlim_cur = 100, .rlim_max = 100};
    setrlimit(RLIMIT_FSIZE, &limits);
  };
  Init init({.options = {"--install=" + folder.path() + "/init"}, .prepare = limit});
  CHECK(init.output() == "init: " + folder.path() + "/init: File too large\n");
  CHECK(init.exit_code() == 125);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("--install does not replace what is no file") {
  const Folder folder;
  const std::string pipe = folder.path() + "/pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  Init init({.options = {"--install=" + pipe}});
  CHECK(init.output() == "init: " + pipe + ": File exists\n");
  CHECK(std::filesystem::is_fifo(pipe));
}

TEST_CASE("init has 32 kB of memory while it waits, at most") {
#ifdef __x86_64__
  if (!is_shipped_build()) return skip("it is the static binary's promise");
  Init init({.program = child({"stay"}), .environment = Words{}});  // the environment is in the same memory
  init.await("ready");
  until("it rests", [&] { return is_asleep(init.pid()); });
  const std::string memory = read_file("/proc/" + std::to_string(init.pid()) + "/smaps_rollup");
  CHECK(std::stoi(memory.substr(memory.find("Rss:") + 4)) <= 32);
#else
  skip("the budget is for amd64");
#endif
}

}  // namespace
