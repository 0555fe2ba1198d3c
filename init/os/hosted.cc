// The start of init as a program of the host, whose libc starts it: for the sanitizers.
#include <unistd.h>

#include "init/os/start.h"

int main(int /*count*/, char** words) { return init::run_init(words, environ); }
