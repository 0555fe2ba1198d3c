// What the sanitizers leave alone in probe: the one thing that it has on the heap is
// what a resolver allocates, and it is never freed (probe/socket.cc says why).

extern "C" const char* __lsan_default_options();  // NOLINT: LeakSanitizer asks by this name

extern "C" const char* __lsan_default_options() { return "detect_leaks=0"; }  // NOLINT
