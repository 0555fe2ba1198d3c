// How the shipped files are hardened: read from their bytes, as checksec(1) does, and tried.
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "doctest.h"
#include "tests/process/elf.h"
#include "tests/process/support.h"
#include "tests/process/traced.h"

#ifdef __x86_64__
#include <sys/syscall.h>
#include <sys/user.h>
#endif

namespace {

using test::Elf;

const std::string binaries[] = {INIT_BINARY, PROBE_BINARY};

constexpr int relocations_in_short = 36;  // DT_RELR, which some <elf.h> lack

bool is_static_build() {
  if (IS_STATIC) return true;
  process::skip("only the static binaries promise it");
  return false;
}

TEST_CASE("a binary is a static PIE that needs no loader and no library") {
  if (!is_static_build()) return;
  for (const std::string& binary : binaries) {
    CAPTURE(binary);
    const Elf elf(binary);
    CHECK(elf.header.e_type == ET_DYN);
    CHECK(elf.of_type(PT_INTERP).empty());
    REQUIRE(!elf.entries.empty());
    CHECK((elf.value(DT_FLAGS_1) & DF_1_PIE) != 0);
    for (const long long tag : {DT_NEEDED, DT_RPATH, DT_RUNPATH}) CHECK(!elf.has(tag));
  }
}

TEST_CASE("nothing is both writable and executable, and the stack is not executable") {
  if (!is_static_build()) return;
  for (const std::string& binary : binaries) {
    CAPTURE(binary);
    const Elf elf(binary);
    bool is_any_executable = false;
    for (const ElfW(Phdr) & segment : elf.of_type(PT_LOAD)) {
      CHECK((segment.p_flags & (PF_W | PF_X)) != (PF_W | PF_X));
      is_any_executable = is_any_executable || (segment.p_flags & PF_X) != 0;
    }
    CHECK(is_any_executable);
    CHECK(!elf.has(DT_TEXTREL));  // else code would be writable while it is relocated
    const auto stacks = elf.of_type(PT_GNU_STACK);
    REQUIRE(stacks.size() == 1);
    CHECK((stacks[0].p_flags & PF_X) == 0);
  }
}

TEST_CASE("a binary has no writable memory except its stack, and no relocations") {
  if (!is_static_build()) return;
  for (const std::string& binary : binaries) {
    CAPTURE(binary);
    const Elf elf(binary);
    const auto loaded = elf.of_type(PT_LOAD);
    REQUIRE(loaded.size() == 1);
    CHECK(loaded[0].p_flags == (PF_R | PF_X));
    CHECK(loaded[0].p_memsz == loaded[0].p_filesz);
    for (const int tag : {DT_REL, DT_RELA, DT_JMPREL, relocations_in_short}) CHECK(!elf.has(tag));
  }
}

TEST_CASE("a binary has no names of sections, symbols or source files") {
  if (!is_static_build()) return;
  const std::string own = __FILE__;
  const std::string sources = own.substr(0, own.find("/tests/process/"));
  REQUIRE(std::filesystem::path(sources).is_absolute());
  const std::string built = std::filesystem::path(INIT_BINARY).parent_path().parent_path();
  for (const std::string& binary : binaries) {
    CAPTURE(binary);
    const Elf elf(binary);
    CHECK(elf.header.e_shnum == 0);
    CHECK(elf.header.e_shoff == 0);
    for (const long long tag : {DT_SYMTAB, DT_STRTAB, DT_HASH, DT_GNU_HASH}) CHECK(!elf.has(tag));
    for (const std::string& name : {sources, built, std::string("/usr/include"), std::string("GCC: ("),
                                    std::string(".cc"), std::string("_start"), std::string("__stack_chk")}) {
      CAPTURE(name);
      CHECK(elf.bytes.find(name) == std::string::npos);
    }
  }
}

TEST_CASE("a binary is within its budget") {
#ifdef __x86_64__
  if (!is_static_build()) return;
  CHECK(std::filesystem::file_size(INIT_BINARY) <= 18432);
  CHECK(std::filesystem::file_size(PROBE_BINARY) <= 102400);
#else
  process::skip("the budget is for amd64");
#endif
}

#ifdef __x86_64__

/// A traced program that is suspended at its first write(2).
class Writing {
 public:
  explicit Writing(pid_t pid) : pid_(pid) {
    int status = 0;
    REQUIRE(waitpid(pid_, &status, 0) == pid_);
    while (registers_.orig_rax != SYS_write) {
      REQUIRE(ptrace(PTRACE_SYSCALL, pid_, nullptr, 0L) == 0);
      REQUIRE(waitpid(pid_, &status, 0) == pid_);
      REQUIRE(WIFSTOPPED(status));
      REQUIRE(ptrace(PTRACE_GETREGS, pid_, nullptr, &registers_) == 0);
    }
  }

  /// Changes the guard, so that it differs from the copies of the functions that run.
  void change_guard() {
    constexpr unsigned long place_of_guard = 0x28;  // after %fs, as GCC has it
    const unsigned long guard = registers_.fs_base + place_of_guard;
    const long value = peek(guard);
    CHECK(value != 0);
    CHECK((value & 0xff00) == 0);  // so no text can contain it
    poke(guard, ~value);
  }

  void release() const { REQUIRE(ptrace(PTRACE_DETACH, pid_, nullptr, 0L) == 0); }

 private:
  [[nodiscard]] long peek(unsigned long address) const {
    errno = 0;
    const long value = ptrace(PTRACE_PEEKDATA, pid_, address, nullptr);
    REQUIRE(errno == 0);  // the stack ends
    return value;
  }
  void poke(unsigned long address, long value) const {
    REQUIRE(ptrace(PTRACE_POKEDATA, pid_, address, value) == 0);
  }

  pid_t pid_;
  user_regs_struct registers_ = {};
};

TEST_CASE("a function whose stack guard was overwritten does not return") {
  if (!process::is_shipped_build()) return process::skip("only the static binaries promise it");
  if (!test::can_trace()) return;
  for (const std::string& binary : binaries) {
    for (const bool is_changed : {false, true}) {
      CAPTURE(binary);
      const auto be_traced = [] { ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); };
      process::Init program({.options = {"--version"}, .prepare = be_traced, .binary = binary});
      Writing writing(program.pid());
      if (is_changed) writing.change_guard();
      writing.release();
      CHECK(program.exit_code() == (is_changed ? process::signalled + SIGILL : 0));
    }
  }
}

#endif

}  // namespace
