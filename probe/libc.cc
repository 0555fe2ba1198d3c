// What getaddrinfo(3) wants of libc, in a tenth of libc's size: its names are few and short,
// and only one of its answers is in use at a time. Linked into the static probe alone; a
// function of libc's that is defined here is not taken from there.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/number.h"
#include "probe/expect.h"

extern "C" {

/// The memory of the one answer in use: each call takes back what the one before gave.
[[gnu::used]] void* calloc(std::size_t count, std::size_t size) {
  alignas(std::max_align_t) static char memory[8192];  // 48 addresses, as many as musl keeps, take half
  if (count != 0 && size > sizeof memory / count) return nullptr;
  return std::memset(memory, 0, count * size);
}

/// Sorts addresses, which are few, by insertion.
[[gnu::used]] void qsort(void* array, std::size_t count, std::size_t size,
                         int (*compare)(const void*, const void*)) {
  char* const first = static_cast<char*>(array);
  for (char* next = first + size; count > 1; --count, next += size) {
    for (char* at = next; at != first && compare(at - size, at) > 0; at -= size) {
      for (std::size_t i = 0; i < size; ++i) {
        const char byte = at[i];
        at[i] = at[static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(size)];
        at[static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(size)] = byte;
      }
    }
  }
}

/// Finds a name in a line of /etc/hosts, a word in one of /etc/resolv.conf.
[[gnu::used]] char* strstr(const char* text, const char* wanted) {
  const std::size_t size = std::strlen(wanted);
  for (; *text != '\0'; ++text) {
    if (std::strncmp(text, wanted, size) == 0) return const_cast<char*>(text);
  }
  return nullptr;
}

/// Whether a name is text in the locale, which target.h has seen to.
[[gnu::used]] std::size_t mbstowcs(wchar_t* /*out*/, const char* text, std::size_t /*size*/) {
  return std::strlen(text);
}

/// Reads a number without a sign; base 0 is that of its prefix.
[[gnu::used]] unsigned long long strtoull(const char* text, char** end, int base) {
  const char* at = text;
  if (base == 0) {
    const bool is_hexadecimal = at[0] == '0' && (at[1] | 0x20) == 'x' && probe::hexadecimal_digit(at[2]) >= 0;
    base = is_hexadecimal ? 16 : at[0] == '0' ? 8 : 10;
    if (is_hexadecimal) at += 2;
  }
  unsigned long long number = 0;
  for (int digit = 0; (digit = probe::hexadecimal_digit(*at)) >= 0 && digit < base; ++at) {
    const auto factor = static_cast<unsigned long long>(base);
    number =
        number > (~0ULL - 15) / factor ? ~0ULL : number * factor + static_cast<unsigned long long>(digit);
  }
  *end = const_cast<char*>(at);
  return number;
}

[[gnu::used]] unsigned long strtoul(const char* text, char** end, int base) {
  const unsigned long long number = strtoull(text, end, base);
  return number > ~0UL ? ~0UL : static_cast<unsigned long>(number);
}

}  // extern "C"
