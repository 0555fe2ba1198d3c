// The addresses of a target: its own, those of /etc/hosts, or those that name servers know.
#pragma once

#include "probe/model/deadline.h"
#include "probe/model/ip_address.h"
#include "probe/model/target.h"

namespace probe {

/// Finds the addresses of a target's host, until `deadline`, and adds those of the family that `found` wants.
/// Returns why there are none; nullptr: there are some, or the time is up.
const char* resolve(const Target& target, const Deadline& deadline, AddressList& found);

}  // namespace probe
