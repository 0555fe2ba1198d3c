// Any bytes of a server of TLS that does not have the keys: nothing is established, nothing is delivered, and
// an end has its alert. However the bytes are cut, the verdict is the same.
#include "fuzz/support.h"
#include "tests/unit/script.h"
#include "tests/unit/tls_run.h"

namespace {

using fuzz::check;
using probe::tls::Alert;
using test::End;

void check_session(std::string_view bytes) {
  test::TlsClient client;
  check(client.start().starts_with("\x16\3\1"));
  const std::string sent = client.take(bytes);
  check(!client.is_established() && !client.was_established && client.data.empty());
  check(client.session.end() != End::closed);
  const End end = client.session.end();
  // A server may refuse with any alert, also with 255.
  check(end == End::refused || (end == End::none) == (client.session.alert() == Alert::none));
  check(end != End::failed || !sent.empty());  // the alert
}

/// Checks that the bytes have the same verdict in one part and in parts of `size` bytes.
void check_parts(std::string_view bytes, std::size_t size) {
  const probe::Question question = fuzz::question_of("https://h.example/");
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < bytes.size(); at += size) parts.emplace_back(bytes.substr(at, size));
  const std::vector<std::string> whole = {std::string(bytes)};
  const test::Spoken spoken = test::spoken(question, bytes.empty() ? parts : whole, {});
  check(spoken.kind == fuzz::Kind::unhealthy && spoken.phase == probe::Phase::handshake);
  const test::Spoken other = test::spoken(question, parts, {});
  check(other.kind == spoken.kind && other.why == spoken.why);
}

}  // namespace

/// The first byte is the size of the parts; after it come the bytes of the server.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t part = 1 + input.byte();
  check_session(input.rest());
  check_parts(input.rest(), part);
  return 0;
}
