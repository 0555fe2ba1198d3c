// Any messages of a server of TLS that has the keys, and encrypts what it sends: so the states that no other
// input reaches are reached. A session is established only by a right Finished, and delivers only what the
// server has sent as application data.
#include "fuzz/support.h"
#include "tests/unit/tls_run.h"

namespace {

using fuzz::check;
using test::ContentType;
using test::MessageType;
using test::Step;

test::Choices read_choices(fuzz::Input& input) {
  const unsigned bits = input.byte();
  const auto& suites = probe::tls::suites;
  const auto& suite = suites[(bits >> 3) % std::size(suites)];
  test::Choices choices = {.version = suite.version, .suite = suite.number};
  choices.has_extended_master_secret = (bits & 1) != 0;
  choices.group = probe::tls::groups[(bits >> 1 & 3) % std::size(probe::tls::groups)];
  choices.extensions = input.take(input.byte());
  choices.retry = input.take(input.byte());
  return choices;
}

/// Takes a step: a byte for its kind, some bits for its record, and its body.
Step read_step(fuzz::Input& input) {
  const unsigned kind = input.byte() % 10;
  const unsigned bits = input.byte();
  Step step = {.kind = static_cast<Step::Kind>(kind)};
  const bool is_other = step.kind == Step::Kind::message || step.kind == Step::Kind::record;
  if (is_other) step.type = static_cast<MessageType>(input.byte());
  if (step.kind == Step::Kind::hello || step.kind == Step::Kind::retry) step.type = MessageType::server_hello;
  if (step.kind == Step::Kind::key_exchange) step.type = MessageType::server_key_exchange;
  if (step.kind == Step::Kind::update) step.type = MessageType::key_update;
  if (step.kind == Step::Kind::record) step.content = static_cast<ContentType>(step.type);
  step.body = input.take(input.byte());
  if (step.kind == Step::Kind::update && step.body.size() != 1) step.body = std::string(1, '\0');
  step.joins = (bits & 1) != 0;
  if ((bits & 2) != 0) step.most = 1 + (bits >> 4);
  if ((bits & 4) != 0) step.padding = bits;
  return step;
}

bool is_data(const Step& step) {
  return step.kind == Step::Kind::record && step.content == ContentType::application_data;
}

/// Whether `data` is what the first of these steps send.
bool is_start(std::string_view data, const test::Plan& plan) {
  for (const Step& step : plan) {
    if (data.empty()) return true;
    if (!is_data(step)) continue;
    if (!data.starts_with(step.body)) return false;
    data.remove_prefix(step.body.size());
  }
  return data.empty();
}

}  // namespace

/// A byte of choices, and what read_choices() and read_step() take.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const test::Choices choices = read_choices(input);
  test::Plan plan;
  while (!input.is_empty() && plan.size() != 64) plan.push_back(read_step(input));
  const test::Conversation both = test::speak(choices, plan);
  const test::TlsClient& client = *both.client;
  const auto count = [&](Step::Kind kind) {
    return std::count_if(plan.begin(), plan.end(), [=](const Step& step) { return step.kind == kind; });
  };
  check(!client.was_established || count(Step::Kind::finished) != 0);
  check(client.was_established || client.data.empty());
  check(is_start(client.data, plan));
  // A step that is repeated, or waits for another one, leaves the server with keys of its own.
  const bool is_simple = count(Step::Kind::finished) == 1 && count(Step::Kind::hello) == 1 &&
                         std::none_of(plan.begin(), plan.end(), [](const Step& step) { return step.joins; });
  if (is_simple && client.is_established() && client.session.end() == test::End::none) {
    check(both.server->is_client_right());
    check(!both.server->has_client_finished() || both.server->request() == "request");
  }
  check(test::replay(both.received) == client.summary());
  return 0;
}
