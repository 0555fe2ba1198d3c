// HTTP/2 (RFC 9113), as far as one request on one connection needs it: frames, and header fields in HPACK.
// Other folders include only this header.
#pragma once

#include "probe/http2/frames.h"
#include "probe/http2/hpack_decoder.h"
#include "probe/http2/hpack_encoder.h"
#include "probe/http2/request.h"
#include "probe/http2/response.h"
#include "probe/http2/stream.h"
