// The addresses of a target: its own, those of /etc/hosts, or those that name servers know.
#pragma once

#include "probe/model/deadline.h"
#include "probe/model/failure.h"
#include "probe/model/ip_address.h"
#include "probe/model/target.h"

namespace probe {

/// Finds the addresses of a target's host, until `deadline`, and adds those of the family that `found` wants.
/// Returns why there are none: `too_late` if the time is up.
Failure resolve(const Target& target, const Deadline& deadline, AddressList& found);

}  // namespace probe
