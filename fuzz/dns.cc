// Fuzzes replies of name servers and lines of /etc/hosts and /etc/resolv.conf: nothing is read after their
// end, and only a correct reply has addresses.
#include "probe/dns/dns.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

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

void read_lines(const std::string& text) {
  probe::dns::ResolverSettings settings;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);  // with memory of its own, for AddressSanitizer
    if (line.size() < probe::dns::longest_line) {
      probe::IpAddress address;
      (void)probe::dns::gives_address(line.c_str(), "web", address);
      probe::dns::read_setting(line.c_str(), settings);
    }
    if (end == std::string::npos) break;
    at = end + 1;
  }
  if (settings.count < 0 || settings.count > 3 || settings.attempts < 1 || settings.seconds < 1) std::abort();
  for (const char* at = settings.search; !probe::dns::take_word(at).empty();) {
  }
}

}  // namespace

/// The first byte selects what is fuzzed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  data[0] % 3 == 2 ? read_lines(bytes) : judge_reply(bytes, data[0] % 3 == 1);
  return 0;
}
