// Reads an ELF file as the kernel does: its segments and its dynamic section.
#pragma once

#include <link.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "doctest.h"
#include "tests/process/support.h"

namespace test {

/// An ELF file of this architecture, as the kernel reads it.
class Elf {
 public:
  explicit Elf(const std::string& path) : bytes(process::read_file(path)), header(at<ElfW(Ehdr)>(0)) {
    for (std::size_t i = 0; i < header.e_phnum; ++i)
      segments.push_back(at<ElfW(Phdr)>(header.e_phoff + i * sizeof(ElfW(Phdr))));
    for (const ElfW(Phdr) & dynamic : of_type(PT_DYNAMIC)) {
      for (std::size_t i = 0; i < dynamic.p_filesz / sizeof(ElfW(Dyn)); ++i)
        entries.push_back(at<ElfW(Dyn)>(dynamic.p_offset + i * sizeof(ElfW(Dyn))));
    }
  }

  [[nodiscard]] std::vector<ElfW(Phdr)> of_type(std::size_t type) const {
    std::vector<ElfW(Phdr)> found;
    for (const ElfW(Phdr) & segment : segments) {
      if (segment.p_type == type) found.push_back(segment);
    }
    return found;
  }

  [[nodiscard]] bool has(long long tag) const {
    for (const ElfW(Dyn) & entry : entries) {
      if (entry.d_tag == tag) return true;
    }
    return false;
  }
  /// The value of an entry of the dynamic section; 0 if there is none.
  [[nodiscard]] std::size_t value(long long tag) const {
    for (const ElfW(Dyn) & entry : entries) {
      if (entry.d_tag == tag) return entry.d_un.d_val;
    }
    return 0;
  }

 private:
  template <class Part>
  [[nodiscard]] Part at(std::size_t offset) const {
    Part part = {};
    REQUIRE(offset + sizeof part <= bytes.size());
    std::memcpy(&part, bytes.data() + offset, sizeof part);
    return part;
  }

 public:
  std::string bytes;
  ElfW(Ehdr) header;
  std::vector<ElfW(Phdr)> segments;
  std::vector<ElfW(Dyn)> entries;
};

}  // namespace test
