// Fuzzes replies of name servers, /etc/hosts and /etc/resolv.conf: nothing is read after their end, only a
// correct reply has addresses, the length of a line changes nothing, and dns:// judges any datagram at once.
#include "probe/dns/dns.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/support.h"

namespace {

void judge_reply(std::string_view bytes, bool is_ipv6) {
  base::TextOf<probe::dns::query_capacity> query;
  probe::dns::write_query(query, 0x1234, "a", "bc");
  if (is_ipv6) probe::dns::toggle_type(query);
  const std::string_view asked(query.view().data() + probe::dns::prefix_size,
                               query.size() - probe::dns::prefix_size);
  // After a correct header and question, or the rest would be ignored.
  std::string reply(asked);
  reply[2] = static_cast<char>(reply[2] | 0x80);
  reply[7] = static_cast<char>(bytes.size() / 12);
  reply += bytes;
  for (const std::string_view text : {bytes, std::string_view(reply)}) {
    const std::vector<char> memory(text.begin(), text.end());
    probe::AddressList found;
    const probe::dns::Reply result = probe::dns::judge(asked, {memory.data(), memory.size()}, found);
    if (found.count != 0 && result != probe::dns::Reply::addresses) std::abort();
    for (int i = 0; i < found.count; ++i) {
      if (found.list[i].is_ipv6 != is_ipv6) std::abort();
    }
  }
}

/// Judges a datagram for dns://, also with the id of the query before it. Each datagram has its verdict, even
/// if no other follows, and only a reply with a header of 12 bytes is healthy.
void judge_name_server(const std::string& bytes) {
  const probe::Question question = fuzz::question_of("dns://h/a");
  for (const std::string& datagram : {bytes, "ap" + bytes}) {
    const fuzz::Judged verdict = fuzz::judged(question, datagram);
    const bool is_healthy = verdict.kind == fuzz::Kind::healthy;
    if (datagram.empty()) {
      fuzz::check(verdict.kind == fuzz::Kind::more);
      fuzz::check(fuzz::judged(question, datagram, true).kind == fuzz::Kind::unhealthy);
      continue;
    }
    fuzz::check(is_healthy || verdict.kind == fuzz::Kind::unhealthy);
    fuzz::check(!is_healthy || (datagram.size() >= 12 && datagram.starts_with("ap")));
    fuzz::check(fuzz::judged(question, datagram, true) == verdict);
  }
}

/// What both files say: the addresses of "web", and the settings.
struct Said {
  std::string addresses;
  probe::dns::ResolverSettings settings;
};

/// Reads a file as /etc/hosts and as /etc/resolv.conf. Each word has memory of its own, for AddressSanitizer.
void read_file(const std::string& file, Said& said) {
  probe::dns::WordSplitter splitter;
  probe::dns::HostsSearch search("web");
  probe::dns::SettingsReader reader(said.settings);
  for (const char byte : file + "\n") {
    if (!splitter.take(byte)) continue;
    const std::string_view text = splitter.word().text;
    if (text.size() > probe::dns::longest_word || *text.end() != '\0') std::abort();
    const std::vector<char> memory(text.begin(), text.end() + 1);
    const probe::dns::Word word = {{memory.data(), text.size()}, splitter.word().place};
    reader.take(word);
    if (!search.take(word)) continue;
    const auto* const bytes = reinterpret_cast<const char*>(search.address().bytes);
    said.addresses += std::string(bytes, sizeof search.address().bytes) + search.address().zone + ' ';
  }
}

/// Checks what a file says, and that it says the same if its lines are made longer.
void read_files(const std::string& file) {
  Said said;
  read_file(file, said);
  const probe::dns::ResolverSettings& settings = said.settings;
  if (settings.count < 0 || settings.count > 3 || settings.attempts < 1 || settings.seconds < 1) std::abort();
  if (std::strlen(settings.search) >= sizeof settings.search) std::abort();
  for (const char* at = settings.search; !probe::dns::take_domain(at).empty();) {
  }
  std::string longer =
      std::string(300, ' ') + std::string(300, 'x') + " web #" + std::string(300, 'y') + "\n";
  for (const char byte : file) longer += std::string(byte == ' ' ? 300 : 1, byte);
  Said again;
  read_file(longer, again);
  if (again.addresses != said.addresses || again.settings.count != settings.count) std::abort();
  if (std::strcmp(again.settings.search, settings.search) != 0) std::abort();
}

}  // namespace

/// The first byte selects what is fuzzed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 2: read_files(bytes); break;
    case 3: judge_name_server(bytes); break;
    default: judge_reply(bytes, data[0] % 4 == 1);
  }
  return 0;
}
