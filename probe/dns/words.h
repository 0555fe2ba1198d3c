// Splits a file into words: /etc/hosts (hosts(5)) and /etc/resolv.conf (resolv.conf(5)) are lines of words.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"

namespace probe::dns {

/// The longest word that is kept, without its NUL. No name (RFC 1035 3.1) and no address is longer.
inline constexpr std::size_t longest_word = 255;

/// Where a word stands on its line, from its start to its end.
enum class Place : std::uint8_t {
  start,     // at its first byte
  indented,  // it is the first word, but there are blanks before it
  later,
};

struct Word {
  std::string_view text;  // a NUL follows it; empty: the word is longer than `longest_word`
  Place place = Place::start;
};

constexpr bool separates_words(char byte) { return base::is_blank(byte) || byte == '\r'; }

/// Splits a file into its words, without its comments. A line may have any length: only one word of it is
/// held.
class WordSplitter {
 public:
  /// Takes the next byte of the file; after its last byte, a newline. Returns whether the byte ends a word.
  constexpr bool take(char byte) {
    const bool ends_line = byte == '\n';
    is_comment_ = is_comment_ || byte == '#' || byte == '\0';
    if (!ends_line && !is_comment_ && !separates_words(byte)) {
      if (size_ <= longest_word) text_[size_++] = byte;
      return false;
    }
    const bool is_word = size_ != 0;
    finish_word();
    next_ = ends_line ? Place::start : std::max(next_, is_word ? Place::later : Place::indented);
    is_comment_ = is_comment_ && !ends_line;
    return is_word;
  }

  /// The word that the last byte ended. It lasts until the next byte is taken.
  [[nodiscard]] constexpr const Word& word() const { return word_; }

 private:
  constexpr void finish_word() {
    if (size_ > longest_word) size_ = 0;
    text_[size_] = '\0';
    word_ = {{text_, size_}, next_};
    size_ = 0;
  }

  char text_[longest_word + 1];  // of the next word, so far
  std::size_t size_ = 0;         // of the text; more than `longest_word`: the word is too long
  Place next_ = Place::start;    // of the next word
  bool is_comment_ = false;
  Word word_;
};

}  // namespace probe::dns
