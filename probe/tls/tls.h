// TLS 1.3 and 1.2 of a client that verifies no certificate. Other folders include only this header.
#pragma once

#include "probe/tls/client_hello.h"
#include "probe/tls/handshake.h"
#include "probe/tls/record_buffer.h"
#include "probe/tls/session.h"
