// Starts an init that the host's libc has set up, as the sanitizers need it, instead of start.cc.
#include <unistd.h>

#include "init/os/main.h"

int main(int /*count*/, char** arguments) { return init::run_init(arguments, environ); }
