// Why a host has no address, after all of its names were asked for.
#pragma once

#include "probe/model/failure.h"

namespace probe::dns {

/// Why a name has no address. At most one of the two is set; if neither is, there is no such name.
struct Absence {
  Failure failure;        // why a query got no answer; the answer might have had an address
  bool is_named = false;  // the name exists
};

/// Why a host has no address. It may have several names (the search list). The order is that of res_search(3)
/// in glibc, so that the line says what other programs in the container say; but glibc forgets all failures
/// in a search list except SERVFAIL.
///  - A name that exists without an address outweighs all others: it is the host, and the failure of another
///    name is not why it has no address.
///  - A failure outweighs the names that do not exist: the name that failed may be the one that exists, and
///    "no such host" would send the user to look for a typing error.
///  - Once the host was asked for as it is written, other names no longer count: the user meant that one.
class HostAbsence {
 public:
  /// Adds a name. `is_host`: it is the host as it is written, without a domain.
  constexpr void add(const Absence& name, bool is_host) {
    const bool outweighs = name.is_named || (!absence_.is_named && !name.failure.is_none());
    if (outweighs && !is_final_) absence_ = name;
    is_final_ = is_final_ || is_host;
  }

  [[nodiscard]] constexpr const Absence& get() const { return absence_; }

 private:
  Absence absence_;
  bool is_final_ = false;
};

}  // namespace probe::dns
