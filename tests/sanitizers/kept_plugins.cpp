/// \file
/// Open MPI closes its plugins before the program ends, and LeakSanitizer can then no longer tell
/// whose memory was left. In builds with it they stay.

#include <dlfcn.h>

extern "C" int dlclose(void* /*handle*/) noexcept {
  return 0;
}
