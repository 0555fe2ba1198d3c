// What is kept of a connection over TLS.
#pragma once

#include "probe/tls/tls.h"

namespace probe {

/// The memory of a connection over TLS. It has to last as long as the outcomes of the connection.
struct SecuredState {
  constexpr SecuredState() {}  // its buffers are not initialized: no page of them is touched

  tls::Session session;
  tls::Offer offer;
  tls::Randomness randomness;
  char text[48];  // of an outcome
  tls::RecordBuffer received;
  char output[4096];  // what is to be sent
};

/// Room for that, which is not touched before it is used.
union SecuredMemory {
  constexpr SecuredMemory() {}
  SecuredState state;
};

}  // namespace probe
