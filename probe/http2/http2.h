// HTTP/2 (RFC 9113), as far as one request over one connection needs it: frames to write and to read, and
// header fields as HPACK packs them. Other folders include this header only.
#pragma once

#include "probe/http2/frames.h"
#include "probe/http2/hpack_decoder.h"
#include "probe/http2/hpack_encoder.h"
#include "probe/http2/stream.h"
