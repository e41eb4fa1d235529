#include "kernels/gwr/weight.hpp"

#include <array>
#include <utility>

namespace terrabalance::gwr {
namespace {

constexpr std::array<std::pair<Kernel, std::string_view>, 5> names{
    {{Kernel::gaussian, "gaussian"},
     {Kernel::exponential, "exponential"},
     {Kernel::bisquare, "bisquare"},
     {Kernel::tricube, "tricube"},
     {Kernel::boxcar, "boxcar"}}};

}  // namespace

std::optional<Kernel> kernel_of(std::string_view name) {
  for (const auto& [kernel, known] : names)
    if (known == name) return kernel;
  return std::nullopt;
}

std::string_view name_of(Kernel kernel) {
  for (const auto& [known, name] : names)
    if (known == kernel) return name;
  return "";
}

double weight(Kernel kernel, double distance, double bandwidth) {
  const double z = distance / bandwidth;
  if (is_compact(kernel) && z >= 1) return 0;
  switch (kernel) {
    case Kernel::gaussian:
      return std::exp(-z * z / 2);
    case Kernel::exponential:
      return std::exp(-z);
    case Kernel::bisquare:
      return (1 - z * z) * (1 - z * z);
    case Kernel::tricube:
      return std::pow(1 - z * z * z, 3);
    case Kernel::boxcar:
      return 1;
  }
  return 0;
}

}  // namespace terrabalance::gwr
