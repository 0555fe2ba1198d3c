// tcp://HOST:PORT: somebody accepts connections.
#pragma once

#include "probe/protocol.h"

namespace probe::tcp {

constexpr void ask(const Question& /*question*/, base::Text& /*request*/) {}

constexpr Verdict judge(const Question& /*question*/, const Exchange& /*exchange*/) {
  return healthy("connected");
}

inline constexpr Protocol protocol = {
    .scheme = "tcp",
    .form = "tcp://HOST:PORT",
    .help = "it connects",
    .port = 0,
    .takes = Form::address,
    .ask = ask,
    .judge = judge,
};

}  // namespace probe::tcp
