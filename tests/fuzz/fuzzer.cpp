#include "tests/fuzz/targets.hpp"

/// libFuzzer's entry; FUZZ_TARGET is a function of targets.hpp.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  terrabalance::fuzz::FUZZ_TARGET({data, size});
  return 0;
}
