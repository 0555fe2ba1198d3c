// The smallest program. Every init starts it when only the start is measured.
#include "bare.h"

void run(long /*count*/, char** /*words*/) { bare::exit_process(0); }
