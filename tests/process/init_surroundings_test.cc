// init in surroundings that lack something: PROGRAMs that cannot be executed, missing descriptors, no /proc,
// full disks, other users.
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>

#include "doctest.h"
#include "tests/process/image.h"
#include "tests/process/support.h"

using namespace process;

namespace {

using Preparations = std::vector<std::function<void()>>;

void limit(int resource, rlim_t most) {
  const rlimit both = {most, most};
  setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

TEST_CASE("if PROGRAM cannot be executed, one line says why, and the exit code is a shell's") {
  if (!is_shipped_build()) return skip("the files are of the host's own processor");
  const Folder folder;
  const std::string& path = folder.path();
  write_file(path + "/not-executable", "#!/bin/sh\n", 0644);
  write_file(path + "/no-interpreter", "#!/no/such/shell -e\n", 0755);
  write_file(path + "/no-first-line", "echo hello\n", 0755);
  std::string program = read_file(CHILD_BINARY);
  program[18] = static_cast<char>(program[18] + 1);  // e_machine
  write_file(path + "/foreign", program, 0755);
  std::string dynamic = read_file("/proc/self/exe");
  const std::size_t loader = dynamic.find("/lib");  // PT_INTERP
  REQUIRE(loader < 4096);
  dynamic.replace(loader, 4, "/LIB");
  write_file(path + "/no-loader", dynamic, 0755);
  const struct {
    const char* name;
    int exit_code;
    const char* reason;
  } rows[] = {
      {"/no-interpreter", 126, "its interpreter /no/such/shell is missing in this image"},
      {"/no-first-line", 126, "Exec format error: not an ELF file, and no #! line"},
      {"/foreign", 126, "Exec format error: built for another architecture"},
      {"/no-loader", 126, "its ELF loader (its libc) is missing in this image"},
  };
  for (const auto& row : rows) {
    Init init({.program = {path + row.name}});
    CHECK(init.output() == "init: " + path + row.name + ": " + row.reason + "\n");
    CHECK(init.exit_code() == row.exit_code);
  }
}

TEST_CASE("PROGRAM is searched for in PATH, and a line says if it is not found") {
  if (is_emulated()) return skip("the kernel runs no foreign binary by itself");
  const Image image;
  const auto start = [&](const std::string& path, const std::string& name) {
    return Start{.program = {name, "exit", "3"}, .environment = Words{"PATH=" + path}};
  };
  CHECK(Init(start("/nowhere:" + image.folder.path(), "child")).exit_code() == 3);
  Init missing(start("/nowhere:/dev/null", "child"));
  CHECK(missing.output() == "init: child: No such file or directory in PATH\n");
  CHECK(missing.exit_code() == 127);
  // A file that may not be executed is passed over, and named if nothing else is found.
  const Folder denied;
  write_file(denied.path() + "/child", "", 0644);
  CHECK(Init(start(denied.path() + ":" + image.folder.path(), "child")).exit_code() == 3);
  Init refused(start(denied.path(), "child"));
  CHECK(refused.output() ==
        "init: " + denied.path() + "/child: Permission denied: not executable, or on a noexec mount\n");
  CHECK(refused.exit_code() == 126);
}

TEST_CASE("without PATH, the usual directories are searched") {
  Init init({.program = {"sh-that-is-nowhere"}, .environment = Words{}});
  CHECK(init.output() == "init: sh-that-is-nowhere: No such file or directory in PATH\n");
  CHECK(init.exit_code() == 127);
  CHECK(Init({.program = {"true"}, .environment = Words{}}).exit_code() == 0);
}

TEST_CASE("closed standard descriptors change nothing") {
  for (const bool is_pid1 : places()) {
    const auto close_all = [] { close(0), close(1), close(2); };
    CHECK(Init({.program = child({"exit", "7"}), .is_pid1 = is_pid1, .prepare = close_all}).exit_code() == 7);
    CHECK(Init({.options = {"-v", "-w"},
                .program = child({"exit", "7"}),
                .is_pid1 = is_pid1,
                .prepare = close_all})
              .exit_code() == 7);
    CHECK(Init({.program = {"/no/such"}, .is_pid1 = is_pid1, .prepare = close_all}).exit_code() == 127);
  }
}

TEST_CASE("a stderr that is full or has no reader does not block init, and raises no signal") {
  const auto full_disk = [] { dup2(open("/dev/full", O_WRONLY), 2); };
  const auto full_pipe = [] {
    int ends[2];
    (void)!pipe(ends);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    const char bytes[4096] = {};
    while (write(ends[1], bytes, sizeof bytes) > 0) {
    }
    fcntl(ends[1], F_SETFL, 0);
    dup2(ends[1], 2);
  };
  const auto broken_pipe = [] {
    int ends[2];
    (void)!pipe(ends);
    dup2(ends[1], 2);
    close(ends[0]);
    close(ends[1]);
  };
  const auto full_file = [] {
    dup2(open(std::filesystem::temp_directory_path().c_str(), O_TMPFILE | O_WRONLY, 0600), 2);
    limit(RLIMIT_FSIZE, 0);
  };
  for (const auto& prepare : Preparations{full_disk, full_pipe, broken_pipe, full_file}) {
    Init init({.options = {"-v"}, .program = child({"signals", "15"}), .prepare = prepare});
    init.await("ready");
    for (int i = 0; i < 50; ++i) init.send(SIGUSR1);
    init.await("got 10");
    init.send(SIGTERM);
    const std::string output = init.output();
    CHECK(output.find("got 13\n") == std::string::npos);  // SIGPIPE
    CHECK(output.find("got 25\n") == std::string::npos);  // SIGXFSZ
    CHECK(init.exit_code() == 0);
  }
}

TEST_CASE("if the help cannot be written, a line says so") {
  Init init({.options = {"--help"}, .prepare = [] { dup2(open("/dev/full", O_WRONLY), 1); }});
  CHECK(init.output() == "init: stdout: No space left on device\n");
  CHECK(init.exit_code() == 125);
}

TEST_CASE("if no process can be made, a line says so, and the exit code is 125") {
  if (!is_root() || !is_shipped_build()) return skip("it takes root, and a binary that starts so");
  const Image image;
  Init init({.program = {image.child, "exit", "0"},
             .prepare =
                 [] {
                   // A user without processes: else execve(2) would be refused.
                   const auto user = static_cast<uid_t>(getpid()) + (1U << 24);
                   limit(RLIMIT_NPROC, 0);
                   (void)!setuid(user);
                 },
             .binary = image.init});
  CHECK(init.output() == "init: fork: Resource temporarily unavailable\n");
  CHECK(init.exit_code() == 125);
}

TEST_CASE("PROGRAM runs even if no descriptor can be opened") {
  if (!is_shipped_build()) return skip("a sanitizer opens files");
  Init init({.program = child({"exit", "7"}), .prepare = [] { limit(RLIMIT_NOFILE, 0); }});
  CHECK(init.exit_code() == 7);
}

TEST_CASE("an image with nothing in it: no /proc, no /dev, a read-only root") {
  if (!is_root() || !is_shipped_build()) return skip("it takes root and the static binary");
  if (!can_be_pid1()) return;
  const Image image;
  const std::string root = image.folder.path();
  const auto enter = [root] {
    if (unshare(CLONE_NEWNS) != 0) _exit(97);
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) _exit(97);
    if (mount(root.c_str(), root.c_str(), nullptr, MS_BIND, nullptr) != 0) _exit(97);
    if (mount(nullptr, root.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0) _exit(97);
    if (chroot(root.c_str()) != 0 || chdir("/") != 0) _exit(97);
  };
  Init init({.options = {"-w"},
             .program = {"/child", "orphans", "3"},
             .is_pid1 = true,
             .prepare = enter,
             .binary = "/init"});
  for (int i = 0; i < 3; ++i) init.await_prefix("init: reaped ");
  init.close_stdin();
  CHECK(init.exit_code() == 0);
  Init shell_form({.program = {"/bin/sh", "-c", "/child"}, .prepare = enter, .binary = "/init"});
  CHECK(shell_form.output() ==
        "init: /bin/sh: No such file or directory: no shell in this image; write CMD as a JSON array\n");
  CHECK(shell_form.exit_code() == 127);
}

TEST_CASE("PROGRAM gets the descriptors that were given, and init keeps none of them") {
  const auto open_some = [] {
    for (int descriptor = 3; descriptor < 40; ++descriptor) close(descriptor);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, 7);
    dup2(null, 33);
    close(null);
  };
  Init telling({.program = child({"state"}), .prepare = open_some});
  CHECK(telling.await_prefix("descriptors") == " 0 1 2 7 33");

  Init init({.program = child({"stay"}), .prepare = open_some});
  init.await("ready");
  const std::string folder = "/proc/" + std::to_string(init.pid());
  until("init sleeps", [&] { return is_asleep(init.pid()); });
  until("init closed them", [&] {
    const auto all = std::filesystem::directory_iterator(folder + "/fd");
    return std::count_if(begin(all), end(all),
                         [](const auto& entry) { return entry.path().filename().string() > "2"; }) == 0;
  });
  CHECK(std::filesystem::read_symlink(folder + "/cwd") == "/");  // it keeps no directory busy either
}

TEST_CASE("at rest, init is blocked in one system call without a time limit") {
  if (!is_shipped_build()) return skip("it is the static binary's promise");
  Init init({.program = child({"stay"})});
  init.await("ready");
  const std::string file = "/proc/" + std::to_string(init.pid()) + "/syscall";
  // number, set, info, timeout: there is none
  until("it waits for a signal", [&] {
    const std::string call = read_file(file);
    const std::string start = std::to_string(SYS_rt_sigtimedwait) + " 0x";
    if (!call.starts_with(start)) return false;
    std::size_t at = 0;
    for (int argument = 0; argument < 3; ++argument) at = call.find(' ', at) + 1;
    return call.substr(at, 4) == "0x0 ";
  });
}

TEST_CASE("--install copies the binary: into a directory, to a file, over an old one") {
  const Folder folder;
  const std::string& path = folder.path();
  const std::string original = read_file(INIT_BINARY);
  for (const std::string& target : {path, path + "/copy", path + "/copy"}) {
    Init init({.options = {"--install=" + target}, .prepare = [] { umask(077); }});
    CHECK(init.output().empty());
    CHECK(init.exit_code() == 0);
  }
  for (const char* name : {"/init", "/copy"}) {
    CHECK(read_file(path + name) == original);
    CHECK((std::filesystem::status(path + name).permissions() == std::filesystem::perms(0755)));
  }
  const auto files = std::filesystem::directory_iterator(path);
  CHECK(std::distance(begin(files), end(files)) == 2);  // no draft is left
  Init nowhere({.options = {"--install", path + "/no/such"}});
  CHECK(nowhere.output() == "init: " + path + "/no/such: No such file or directory\n");
  CHECK(nowhere.exit_code() == 125);
}

TEST_CASE("a variable that looks like an option of init, but is none, is reported without its value") {
  Init init({.program = child({"exit", "3"}), .environment = Words{"PID1_KILLAFTER=5s", "PID1_DRAIN="}});
  CHECK(init.output() == "init: PID1_KILLAFTER: no such variable; see --help\n");
  CHECK(init.exit_code() == 3);
}

TEST_CASE("the version is in a form that Docker's parser takes") {
  // moby's parseInitVersion: what follows " - " is "git." and a commit without a dot.
  Init init({.options = {"--version"}});
  const std::string output = init.output();
  CHECK(output.starts_with("init version " PROJECT_VERSION " - git."));
  const std::string commit = output.substr(output.find(" - git.") + 7);
  CHECK(commit.find('.') == std::string::npos);
  CHECK(commit.ends_with("\n"));
  CHECK(init.exit_code() == 0);
}

TEST_CASE("options end at PROGRAM, which gets its own") {
  CHECK(Init({.program = child({"print", "-g", "-v", "--help"})}).output() == "<-g>\n<-v>\n<--help>\n");
  CHECK(Init({.options = {"--"}, .program = child({"print", "--", "-x"})}).output() == "<-->\n<-x>\n");
}

}  // namespace
