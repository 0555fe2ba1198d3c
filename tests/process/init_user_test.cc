// --user, a PROGRAM of another user, and the environment that PROGRAM gets.
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "doctest.h"
#include "tests/process/image.h"
#include "tests/process/support.h"

using namespace process;

namespace {

TEST_CASE("with --user, PROGRAM runs as that user, with no other groups") {
  if (!is_root() || is_emulated()) return skip("it takes root, and a binary that the kernel runs");
  const Image image;
  const auto user = [&](const std::string& option) {
    const auto join_groups = [] {
      const gid_t groups[] = {7, 8};
      setgroups(2, groups);
    };
    Init init({.options = {option}, .program = {image.child, "state"}, .prepare = join_groups});
    return init.await_prefix("user ");
  };
  CHECK(user("--user=1234:567") == "1234:567, 0 other groups");
  CHECK(user("-u1234") == "1234:1234, 0 other groups");
  Init refused({.options = {"-u", "0"},
                .program = {image.child, "exit", "0"},
                .prepare = become_nobody,
                .binary = image.init});
  CHECK(refused.output() == "init: --user: Operation not permitted\n");
  CHECK(refused.exit_code() == 125);
  Init same({.options = {"-u", "65534"},
             .program = {image.child, "exit", "7"},
             .prepare = become_nobody,
             .binary = image.init});
  CHECK(same.exit_code() == 7);
}

TEST_CASE("if init may not signal PROGRAM, it prints one line and keeps running") {
  if (!is_root() || !is_shipped_build()) return skip("it takes root and the static binary");
  const Image image;
  REQUIRE(chmod(image.child.c_str(), 04755) == 0);  // PROGRAM becomes root, init is nobody
  Init init(
      {.program = {image.child, "wait-for-stdin", "9"}, .prepare = become_nobody, .binary = image.init});
  if (init.await_prefix("ready as ") != "0") return skip("the file system ignores set-user-id");
  for (int i = 0; i < 3; ++i) {
    init.send(SIGWINCH);
    init.send(SIGTERM);
    until("both were taken", [&] { return status_field(init.pid(), "ShdPnd") == "0000000000000000"; });
  }
  init.close_stdin();
  CHECK(init.output() == "ready as 0\ninit: may not signal PROGRAM: Operation not permitted\n");
  CHECK(init.exit_code() == 9);
}

TEST_CASE("with --user, PROGRAM can open its stdout, and /dev/null stays what it is") {
  if (!is_root() || is_emulated()) return skip("it takes root, and a binary that the kernel runs");
  const Image image;
  struct stat before = {};
  REQUIRE(stat("/dev/null", &before) == 0);
  const auto stdin_is_null = [] { dup2(open("/dev/null", O_RDWR), 0); };
  Init init({.options = {"-u1234"}, .program = {image.child, "reopen-stdout"}, .prepare = stdin_is_null});
  CHECK(init.output() == "opened\n");
  struct stat after = {};
  REQUIRE(stat("/dev/null", &after) == 0);
  CHECK(after.st_uid == before.st_uid);
}

/// Enters a user namespace that has only root. A process outside of it sets it up.
void enter_user_namespace() {
  const std::string folder = "/proc/" + std::to_string(getpid());
  int gate[2];
  if (pipe(gate) != 0) _exit(77);
  const pid_t outside = fork();
  if (outside == 0) {
    close(gate[1]);
    char byte = 0;
    (void)!read(gate[0], &byte, 1);
    for (const char* const map : {"/uid_map", "/gid_map"})
      (void)!write(open((folder + map).c_str(), O_WRONLY), "0 0 1", 5);
    _exit(0);
  }
  close(gate[0]);
  if (unshare(CLONE_NEWUSER) != 0) _exit(77);
  close(gate[1]);
  waitpid(outside, nullptr, 0);
}

TEST_CASE("a user that the user namespace does not have is said to be that") {
  if (!is_root() || is_emulated()) return skip("it takes root, and a binary that the kernel runs");
  const Image image;
  Init init(
      {.options = {"-u1234:0"}, .program = {image.child, "exit", "0"}, .prepare = enter_user_namespace});
  const std::string output = init.output();
  if (init.exit_code() == 77) return skip("no user namespace can be made");
  CHECK(output == "init: --user, not in this user namespace: Invalid argument\n");
  CHECK(init.exit_code() == 125);
}

TEST_CASE("PID 1 exits if it may not kill PROGRAM, so that the kernel kills it") {
  if (!is_root() || !is_shipped_build() || !can_be_pid1()) return skip("it takes root and the static binary");
  for (const Words& scope : {Words{}, {"-g"}, {"-a"}}) {
    const Image image;
    REQUIRE(chmod(image.child.c_str(), 04755) == 0);  // PROGRAM becomes root, init is nobody
    Words options = {"-k1ms"};
    options.insert(options.end(), scope.begin(), scope.end());
    Init init({.options = options,
               .program = {image.child, "wait-for-stdin", "9"},
               .is_pid1 = true,
               .prepare = become_nobody,
               .binary = image.init});
    if (init.await_prefix("ready as ") != "0") return skip("the file system ignores set-user-id");
    init.send(SIGTERM);
    init.await_prefix("init: may not signal PROGRAM");
    init.await("init: may not kill PROGRAM; exiting");
    CHECK(init.exit_code() == 137);
  }
}

/// The value of a variable that PROGRAM got; "none" if it got none.
std::string variable(const std::string& output, const std::string& name) {
  const std::size_t start = ("\n" + output).find("\n" + name + "=");
  if (start == std::string::npos) return "none";
  const std::size_t value = start + name.size() + 1;
  return output.substr(value, output.find('\n', value) - value);
}

TEST_CASE("PROGRAM does not inherit the options of init, so that a nested init does not apply them again") {
  Init init({.program = child({"environment"}),
             .environment =
                 Words{"PID1_DRAIN=1s", "PID1_LINGER=", "PID1_REWRITE=HUP:TERM", "PID1_OTHER=1", "A=b"}});
  const std::string output = init.output();
  CHECK(variable(output, "PID1_DRAIN") == "none");
  CHECK(variable(output, "PID1_LINGER") == "none");
  CHECK(variable(output, "PID1_REWRITE") == "none");
  CHECK(variable(output, "PID1_OTHER") == "1");
  CHECK(variable(output, "A") == "b");
}

TEST_CASE("what systemd set for init names PROGRAM") {
  const auto set_for = [](const std::string& pid) {
    setenv("LISTEN_PID", pid.c_str(), 1);
    setenv("WATCHDOG_PID", pid.c_str(), 1);
    setenv("LISTEN_PIDFDID", "12345", 1);
    setenv("NOTIFY_SOCKET", "/run/notify", 1);
  };
  Init init({.program = child({"environment"}), .prepare = [&] { set_for(std::to_string(getpid())); }});
  const std::string output = init.output();
  const std::string program =
      output.substr(output.rfind("I am ") + 5, output.size() - output.rfind("I am ") - 6);
  CHECK(variable(output, "LISTEN_PID") == program);
  CHECK(variable(output, "WATCHDOG_PID") == program);
  CHECK(variable(output, "LISTEN_PIDFDID") == "none");
  CHECK(variable(output, "NOTIFY_SOCKET") == "/run/notify");
  const std::string other =
      Init({.program = child({"environment"}), .prepare = [&] { set_for("999999"); }}).output();
  CHECK(variable(other, "LISTEN_PID") == "999999");
  CHECK(variable(other, "WATCHDOG_PID") == "999999");
}

}  // namespace
