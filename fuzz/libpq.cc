// Any query of a PostgreSQL URI: its hosts and ports are those that std::string finds, whether or not names
// are percent-encoded, and no secret of it is shown.
#include "fuzz/support.h"
#include "probe/connecting.h"
#include "probe/model/libpq_query.h"
#include "probe/report.h"

namespace {

using fuzz::check;

/// A parameter of a query: a name, and a value if there is an =.
struct Parameter {
  std::string name;
  std::string value;
  bool has_value = false;
};

std::vector<Parameter> split(std::string_view query) {
  std::vector<Parameter> all;
  for (std::size_t start = 0; start <= query.size();) {
    const std::size_t end = std::min(query.find('&', start), query.size());
    const std::string_view part = query.substr(start, end - start);
    const std::size_t equals = part.find('=');
    const bool has_value = equals != std::string_view::npos;
    all.push_back({std::string(part.substr(0, equals)),
                   std::string(has_value ? part.substr(equals + 1) : std::string_view()), has_value});
    start = end + 1;
  }
  return all;
}

/// Returns a query whose names are percent-encoded where `choices` has a 1. An @ stays: it shows that a
/// password may have ended the authority.
std::string encoded(const std::vector<Parameter>& parameters, std::string_view choices) {
  std::string query;
  std::size_t place = 0;
  for (const Parameter& parameter : parameters) {
    if (&parameter != parameters.data()) query += '&';
    for (const char byte : parameter.name) {
      const bool is_plain = byte == '@' || choices.empty() || (choices[place++ % choices.size()] & 1) == 0;
      char text[8];
      std::snprintf(text, sizeof text, "%%%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
      is_plain ? query += byte : query += text;
    }
    if (parameter.has_value) query += "=" + parameter.value;
  }
  return query;
}

std::string last_value(const std::vector<Parameter>& parameters, std::string_view name) {
  std::string value;
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name && parameter.has_value) value = parameter.value;
  }
  return value;
}

/// Returns the part of a list with that index; the last one, if the list is shorter.
std::string part_of_list(std::string list, std::size_t index) {
  while (index-- != 0 && list.find(',') != std::string::npos) list.erase(0, list.find(',') + 1);
  return list.substr(0, list.find(','));
}

/// The hosts of a word, up to one that is wrong. (What was expected instead depends on whether there is an
/// @.)
std::string hosts_of(const char* word) {
  std::string all;
  for (std::size_t index = 0;; ++index) {
    probe::Question question;
    const base::Expected expected = probe::read_target(word, question, index);
    if (!expected.is_valid()) return all + expected.text;
    const probe::Target& to = question.target;
    base::TextOf<probe::longest_socket_path + 1> path;
    const char* const socket = probe::socket_path(question, path);
    check(to.port != 0 && (socket != nullptr) == !to.directory.empty());
    if (socket != nullptr)
      check(path.view().find('\0') == path.size() - 1 && path.view().find("/.s.PGSQL.") != path.view().npos);
    for (const char byte : to.host) check(probe::is_host_byte(byte, to.is_ipv6));
    all.append(to.host).append("|").append(to.directory).append("|" + std::to_string(to.port) + " ");
    if (!question.has_other_host) return all;
  }
}

/// Returns a list whose commas may be percent-encoded with all of them as they are.
std::string with_commas(std::string list) {
  for (const char* const comma : {"%2C", "%2c"}) {
    for (std::size_t at = list.find(comma); at != std::string::npos; at = list.find(comma))
      list.replace(at, 3, ",");
  }
  return list;
}

/// Checks the hosts and ports of a valid word with those of the query, which wins over the authority.
void check_hosts(const char* word, const std::vector<Parameter>& parameters) {
  const std::string addresses = last_value(parameters, "hostaddr");
  const std::string hosts = with_commas(addresses.empty() ? last_value(parameters, "host") : addresses);
  const std::string ports = with_commas(last_value(parameters, "port"));
  const auto commas = static_cast<std::size_t>(std::count(hosts.begin(), hosts.end(), ','));
  for (std::size_t index = 0;; ++index) {
    probe::Question question;
    if (!probe::read_target(word, question, index).is_valid()) return;
    const std::string host = part_of_list(hosts, index);
    const std::string port = part_of_list(ports, index);
    const bool is_path = host.starts_with('/') || host.starts_with('%');
    check(hosts.empty() || (is_path ? question.target.directory : question.target.host) == host);
    check(port.empty() || question.target.port == std::stoi(port));
    check(hosts.empty() || question.has_other_host == (index < commas));
    if (!question.has_other_host) return;
  }
}

/// The lines of a word: of a valid one, and of a wrong one.
std::string lines_of(const std::string& word) {
  const fuzz::Words words(word);
  probe::Report valid;
  probe::Report wrong;
  probe::report(valid, "unhealthy", words[0], probe::unhealthy("x"), "::1");
  probe::show_wrong_target(wrong, words[0]);
  check(valid.size() < 298 && wrong.size() < 298);
  check(fuzz::is_one_line(valid.view()) && fuzz::is_one_line(wrong.view()));
  return std::string(valid.view()) + "\n" + std::string(wrong.view());
}

/// Checks that the values of secrets change nothing in a line.
void check_secrets(const std::string& start, std::vector<Parameter> parameters, std::string_view choices) {
  const std::string lines = lines_of(start + encoded(parameters, choices));
  for (Parameter& parameter : parameters) {
    const std::string name = parameter.name + "=";
    const bool is_secret = std::any_of(std::begin(probe::secret_names), std::end(probe::secret_names),
                                       [&name](const char* each) { return name == each; });
    if (is_secret) std::fill(parameter.value.begin(), parameter.value.end(), '@');
  }
  check(lines_of(start + encoded(parameters, choices)) == lines);
}

}  // namespace

/// The authority, the query and the choices of bytes to encode, with NULs between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  std::string authority(input.text());
  std::string query(input.text());
  std::erase_if(authority, [](char byte) { return !base::is_visible(byte) || probe::ends_authority(byte); });
  // A % in a name may encode a byte already, and a # ends the query.
  std::erase_if(query, [](char byte) { return !base::is_visible(byte) || byte == '#'; });
  std::vector<Parameter> parameters = split(query);
  for (Parameter& parameter : parameters) std::erase(parameter.name, '%');
  const std::string start = "postgres://" + authority + "/d?";
  const fuzz::Words plain(start + encoded(parameters, ""));
  const fuzz::Words other(start + encoded(parameters, input.rest()));
  check(hosts_of(plain[0]) == hosts_of(other[0]));
  check_hosts(plain[0], parameters);
  check_secrets(start, parameters, input.rest());
  return 0;
}
