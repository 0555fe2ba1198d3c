// How addresses are read, and lines of /etc/hosts and /etc/resolv.conf.
#include <arpa/inet.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "probe/dns/dns.h"

namespace {

using namespace probe;
using namespace probe::dns;

/// The address that take_ip_address() reads, as inet_ntop(3) writes it; empty if it reads none.
std::string literal(const std::string& word) {
  IpAddress address;
  const char* at = word.c_str();
  if (!take_ip_address(at, address) || *at != '\0') return "";
  char text[64];
  inet_ntop(address.is_ipv6 ? AF_INET6 : AF_INET, address.bytes, text, sizeof text);
  return text;
}

/// The address that inet_pton(3) reads, likewise.
std::string literal_of_libc(const std::string& word) {
  unsigned char bytes[16];
  const bool is_ipv4 = inet_pton(AF_INET, word.c_str(), bytes) == 1;
  if (!is_ipv4 && inet_pton(AF_INET6, word.c_str(), bytes) != 1) return "";
  char text[64];
  return inet_ntop(is_ipv4 ? AF_INET : AF_INET6, bytes, text, sizeof text);
}

TEST_CASE("addresses are read as inet_pton(3) reads them") {
  for (const char* const good : {"0.0.0.0",
                                 "127.0.0.1",
                                 "255.255.255.255",
                                 "1.20.3.40",
                                 "::",
                                 "::1",
                                 "1::",
                                 "1::8",
                                 "fe80::a",
                                 "FE80::A",
                                 "1:2:3:4:5:6:7:8",
                                 "1:2:3:4:5:6:7::",
                                 "::2:3:4:5:6:7:8",
                                 "1::3:4:5:6:7:8",
                                 "0001:0:0:0:0:0:0:00ab",
                                 "::ffff:10.0.0.1",
                                 "::10.0.0.1",
                                 "1:2:3:4:5:6:7.8.9.10",
                                 "64:ff9b::192.0.2.33",
                                 "1:2:3:4:5::7.8.9.10"}) {
    CAPTURE(good);
    CHECK(!literal(good).empty());
    CHECK(literal(good) == literal_of_libc(good));
  }
  for (const char* const bad : {"",
                                ".",
                                "1",
                                "1.2",
                                "1.2.3",
                                "1.2.3.",
                                "1.2.3.4.",
                                "1.2.3.4.5",
                                "1.2.3.256",
                                "01.2.3.4",
                                "1.2.3.00",
                                "0x7f.0.0.1",
                                "127.1",
                                "1..2.3",
                                "-1.2.3.4",
                                "1.2.3.4 ",
                                " 1.2.3.4",
                                "1.2.3.a",
                                "99999999999.2.3.4",
                                ":",
                                ":::",
                                "::::",
                                "1:",
                                ":1",
                                "1:2",
                                "1:2:3:4:5:6:7",
                                "1:2:3:4:5:6:7:",
                                "1:2:3:4:5:6:7:8:",
                                "1:2:3:4:5:6:7:8:9",
                                "1:2:3:4:5:6:7:8::",
                                "::1:2:3:4:5:6:7:8",
                                "1::2::3",
                                "1:::2",
                                "12345::",
                                "::g",
                                "::1.2.3",
                                "::1.2.3.4.5",
                                "::1.2.3.4:5",
                                "::256.1.1.1",
                                "::01.1.1.1",
                                "1:2:3:4:5:6:7:1.2.3.4",
                                "1:2:3:4:5:6:1.2.3",
                                "::1%lo",
                                "::1 ",
                                "[::1]",
                                "::1.",
                                "::.1",
                                "1.2.3.4::",
                                "1:2:3:4::5:6:7:8"}) {
    CAPTURE(bad);
    CHECK(literal(bad).empty());
    CHECK(literal_of_libc(bad).empty());
  }
}

/// Calls `use` with every word of up to `size` of these letters.
template <class Use>
void each_word(std::string& word, std::string_view letters, std::size_t size, const Use& use) {
  use(word);
  if (word.size() == size) return;
  for (const char letter : letters) {
    word.push_back(letter);
    each_word(word, letters, size, use);
    word.pop_back();
  }
}

TEST_CASE("every short word is an address for both take_ip_address() and inet_pton(3), or for neither") {
  const auto compare = [](const std::string& word) {
    if (literal(word) != literal_of_libc(word)) FAIL(word);
  };
  for (const char* const start : {"", "1:2:3:4:5:6", "1:2:3:4:5", "1::", "::ffff:1.2"}) {
    std::string word = start;
    each_word(word, "0:1.f", word.size() + 6, compare);
  }
  std::string word = "1.2";
  each_word(word, "05.9", word.size() + 7, compare);
}

TEST_CASE("the addresses of a name are sorted by family, and limited in number") {
  IpAddress ipv4;
  IpAddress ipv6;
  ipv6.is_ipv6 = true;
  const auto order = [](const AddressList& list) {
    std::string text;
    for (int i = 0; i < list.count; ++i) {
      text += list.list[i].is_ipv6 ? '6' : '4';
      text += std::to_string(list.list[i].bytes[0]);
    }
    return text;
  };
  AddressList any;
  AddressList four{.family = Family::ipv4};
  AddressList six{.family = Family::ipv6};
  for (unsigned char i = 1; i < 4; ++i) {
    ipv4.bytes[0] = ipv6.bytes[0] = i;
    for (AddressList* const list : {&any, &four, &six}) {
      list->add(ipv6);
      list->add(ipv4);
    }
  }
  CHECK(order(any) == "414243616263");
  CHECK(order(four) == "414243");
  CHECK(order(six) == "616263");
  for (int i = 0; i < 20; ++i) any.add(ipv6);
  ipv6.bytes[0] = 9;
  any.add(ipv6);
  CHECK(order(any) == "41424361626363636363636363636363");  // a full list takes no more IPv6 addresses
  ipv4.bytes[0] = 9;
  any.add(ipv4);
  CHECK(order(any) == "41424349616263636363636363636363");
  for (int i = 0; i < 20; ++i) any.add(ipv4);
  CHECK(order(any).starts_with("41424349494949"));
  CHECK(any.count == most_addresses);
  CHECK(order(any).find('6') == std::string::npos);
  AddressList named{.family = Family::ipv6};
  CHECK_FALSE(named.is_named);
  named.add(ipv4);
  CHECK(named.is_named);
  CHECK(named.count == 0);
}

/// Calls `use` with each word of a file. A word has memory of its own, for AddressSanitizer.
template <class Use>
void each_file_word(const std::string& file, const Use& use) {
  WordSplitter splitter;
  for (const char byte : file + "\n") {
    if (!splitter.take(byte)) continue;
    const Word& word = splitter.word();
    if (*word.text.end() != '\0') FAIL(word.text);
    const std::vector<char> memory(word.text.begin(), word.text.end() + 1);
    use(Word{{memory.data(), word.text.size()}, word.place});
  }
}

/// An address as text, with its zone after a %.
std::string text_of(const IpAddress& address) {
  char text[64];
  inet_ntop(address.is_ipv6 ? AF_INET6 : AF_INET, address.bytes, text, sizeof text);
  return std::string(text) + (*address.zone != '\0' ? "%" : "") + address.zone;
}

/// The addresses that /etc/hosts gives to a name, with a blank between them.
std::string given(const std::string& file, std::string_view name) {
  HostsSearch search(name);
  std::string all;
  each_file_word(file, [&](const Word& word) {
    if (search.take(word)) all += (all.empty() ? "" : " ") + text_of(search.address());
  });
  return all;
}

TEST_CASE("a line of /etc/hosts is an address and its names") {
  const struct {
    std::string line;
    std::string_view name;
    std::string given;
  } rows[] = {
      {"10.0.0.1 web", "web", "10.0.0.1"},
      {"\t 10.0.0.1\tweb.example  web \r", "web", "10.0.0.1"},
      {"10.0.0.1 web.example web # db", "WEB.Example", "10.0.0.1"},
      {"10.0.0.1 web#db", "web", "10.0.0.1"},
      {"::1 web", "web", "::1"},
      {"fe80::1%eth0 router", "router", "fe80::1%eth0"},
      {"fe80::1%123456789012345 router", "router", "fe80::1%123456789012345"},
      {"fe80::1%1234567890123456 router", "router", ""},
      {"fe80::1% router", "router", ""},
      {"10.0.0.1%eth0 router", "router", ""},
      {"10.0.0.1 web # db", "db", ""},
      {"10.0.0.1 web", "we", ""},
      {"10.0.0.1 web", "webs", ""},
      {"10.0.0.1 web", "10.0.0.1", ""},
      {"# 10.0.0.1 web", "web", ""},
      {"10.0.0.1# web", "web", ""},
      {"10.0.0.1", "web", ""},
      {"10.0.0 web", "web", ""},
      {"10.0.0.1x web", "web", ""},
      {"web 10.0.0.1", "web", ""},
      {"10.0.0.1 web web", "web", "10.0.0.1"},
      {"10.0.0.1 a\nweb 10.0.0.2\n10.0.0.3 b web\n# web\n\n ::1 web", "web", "10.0.0.3 ::1"},
      {"10.0.0.1\nweb", "web", ""},
      {"10.0.0.1 a\nb web", "web", ""},
      {"10.0.0.1 a#\n10.0.0.2 web", "web", "10.0.0.2"},
      {std::string("10.0.0.1 a\0 web\n10.0.0.2 web", 28), "web", "10.0.0.2"},
      {"", "web", ""},
      {" ", "web", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.line);
    CHECK(given(row.line, row.name) == row.given);
    for (std::size_t size = 0; size < row.line.size(); ++size) {
      (void)given(row.line.substr(0, size), row.name);  // for AddressSanitizer
    }
  }
}

TEST_CASE("a line of /etc/hosts has any length") {
  std::string names;
  for (int i = 0; names.size() < 9000; ++i) names += " host" + std::to_string(i);
  const std::string file = "10.0.0.1" + names + " web\n" + std::string(5000, ' ') + "10.0.0.2\tweb #" +
                           std::string(5000, '#') + " web\n10.0.0.3 " + std::string(5000, 'x') + " web\n" +
                           std::string(5000, '1') + " web\n10.0.0.4 web" + std::string(5000, ' ');
  CHECK(given(file, "web") == "10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4");
  const std::string line = file.substr(0, file.find('\n'));
  for (std::size_t size = 0; size <= line.size(); ++size) {
    if (given(line.substr(0, size), "web") != (size == line.size() ? "10.0.0.1" : "")) FAIL(size);
  }
}

TEST_CASE("a file is split into words, each with its place") {
  const std::string longest(longest_word, 'x');
  const struct {
    std::string file;
    std::string words;  // ^ is at the start of a line, > is indented, - is later
  } rows[] = {
      {"", ""},
      {"\n \n\r\n\t", ""},
      {"a", "^a"},
      {"a\n", "^a"},
      {"a b\tc\n\nd", "^a-b-c^d"},
      {" a b\n\tc\n\n  d", ">a-b>c>d"},
      {"a \nb", "^a^b"},
      {"ab\r\ncd\n", "^ab^cd"},
      {"#a b\n # c\nd#e f\ng # h\ni", "^d^g^i"},
      {std::string("a\0b c\nd", 7), "^a^d"},
      {longest + " " + longest, "^" + longest + "-" + longest},
      {"a " + longest + "x b\n" + longest + "xyz\nc", "^a--b^^c"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.file);
    std::string words;
    each_file_word(row.file, [&](const Word& word) {
      words += "^>-"[static_cast<int>(word.place)] + std::string(word.text);
    });
    CHECK(words == row.words);
  }
}

TEST_CASE("/etc/resolv.conf names servers, domains and options") {
  const auto read = [](std::initializer_list<const char*> lines) {
    ResolverSettings settings;
    SettingsReader reader(settings);
    std::string file;
    for (const char* const line : lines) file += std::string(line) + "\n";
    each_file_word(file, [&](const Word& word) { reader.take(word); });
    return settings;
  };
  const ResolverSettings none =
      read({"", "#nameserver 1.1.1.1", "; search x", "sortlist 1.2.3.4", "nameserver", "nameserver x",
            "nameservers 1.1.1.1", "options", "options ndots:", "options ndots:x timeout attempts:-1",
            "search", " search x", " nameserver 1.1.1.1", "nameserver x 1.1.1.1", "nameserver#1.1.1.1",
            "x nameserver 1.1.1.1"});
  CHECK(none.count == 0);
  CHECK(none.dots == 1);
  CHECK(none.seconds == 5);
  CHECK(none.attempts == 2);
  CHECK(std::string(none.search).empty());
  const ResolverSettings all = read({"search a.example", "domain b.example", "nameserver 10.0.0.1",
                                     "nameserver\tfe80::1%eth0 # x", "nameserver 10.0.0.3 10.0.0.9",
                                     "nameserver 10.0.0.4", "options ndots:5\ttimeout:3 rotate attempts:1",
                                     "search c.example\td.example  # e", "search", "search # f"});
  CHECK(all.count == 3);
  CHECK(all.servers[1].is_ipv6);
  CHECK(std::string(all.servers[1].zone) == "eth0");
  CHECK(all.servers[2].bytes[3] == 3);
  CHECK(all.dots == 5);
  CHECK(all.seconds == 3);
  CHECK(all.attempts == 1);
  CHECK(std::string(all.search) == "c.example d.example ");
  const ResolverSettings most = read({"options ndots:99 timeout:99 attempts:99"});
  CHECK(most.dots == 15);
  CHECK(most.seconds == 30);
  CHECK(most.attempts == 5);
  const ResolverSettings least = read({"options ndots:0 timeout:0 attempts:0"});
  CHECK(least.dots == 0);
  CHECK(least.seconds == 1);
  CHECK(least.attempts == 1);
}

TEST_CASE("a search list that is too long loses the domains for which there is no room") {
  const std::string domain(99, 'x');
  std::string file = "search";
  for (int i = 0; i < 50; ++i) file += " " + domain;
  ResolverSettings settings;
  SettingsReader reader(settings);
  each_file_word(file + " last.example\noptions ndots:3", [&](const Word& word) { reader.take(word); });
  std::string kept;
  for (int i = 0; i < 40; ++i) kept += domain + " ";  // 4,000 bytes of 4,095
  CHECK(settings.search == kept + "last.example ");
  CHECK(settings.dots == 3);
  for (const std::size_t size : {93UL, 94UL}) {
    const std::string last(size, 'y');
    ResolverSettings full;
    SettingsReader fill(full);
    std::string line = "search ";
    line.append(kept).append(last);
    each_file_word(line, [&](const Word& word) { fill.take(word); });
    std::string expected = kept;
    if (size == 93) expected.append(last).append(" ");
    CHECK(full.search == expected);
  }
}

constexpr bool is_address_word(const char* word) {
  IpAddress address;
  return read_zoned_address(word, address);
}

static_assert(is_address_word("127.0.0.1") && is_address_word("::1%lo") &&
              is_address_word("::ffff:10.0.0.1"));
static_assert(!is_address_word("127.1") && !is_address_word("1::2::3") && !is_address_word(""));

}  // namespace
