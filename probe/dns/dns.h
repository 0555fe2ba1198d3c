// The front door of DNS: other folders include only this file.
#pragma once

#include "probe/dns/absence.h"        // IWYU pragma: export
#include "probe/dns/configuration.h"  // IWYU pragma: export
#include "probe/dns/query.h"          // IWYU pragma: export
#include "probe/dns/reply.h"          // IWYU pragma: export
#include "probe/dns/search_list.h"    // IWYU pragma: export
#include "probe/dns/turns.h"          // IWYU pragma: export
#include "probe/dns/words.h"          // IWYU pragma: export
