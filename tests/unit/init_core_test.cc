// What init decides.
#include "doctest.h"
#include "init/core.h"

namespace {

using namespace init;

TEST_CASE("placeholder") { CHECK(step(Settings{}, State{}, got(SIGTERM)).state.phase == Phase::stopping); }

}  // namespace
