// init as an ordinary program of the host, with sanitizers: its libc starts it.
#include <unistd.h>

#include "init/os/start.h"

int main(int /*count*/, char** words) { return init::run(words, environ); }
