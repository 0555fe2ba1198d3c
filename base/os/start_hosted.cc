// Starts a program that the host's libc has set up, as the sanitizers need it, instead of start.cc.
#include <unistd.h>

#include "base/os/main.h"

int main(int /*count*/, char** arguments) { return run_program(arguments, environ); }
