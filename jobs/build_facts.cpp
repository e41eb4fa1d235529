#include "jobs/build_facts.hpp"

#include <spdlog/fmt/fmt.h>

#include "engine/runtime/communicator.hpp"
#include "io/libraries.hpp"
#include "jobs/session.hpp"
#include "kernels/gwr/lanes/lanes.hpp"

namespace terrabalance {

BuildFacts build_facts() {
  return {version(), TERRABALANCE_BUILD_TYPE, TERRABALANCE_COMPILER, TERRABALANCE_SANITIZERS};
}

std::string version_text() {
  const BuildFacts build = build_facts();
  const Libraries libraries = libraries_in_use();
  return fmt::format(
      "terrabalance {}\nbuild      {}, {}{}\nloops      {}\nMPI        {}\nGDAL       {}\n"
      "HDF5       {}{}",
      build.version, build.type, build.compiler,
      build.sanitizers.empty() ? "" : ", sanitizers: " + build.sanitizers, gwr::lane_loops().name,
      mpi_library(), libraries.gdal.running, libraries.hdf5.running,
      libraries.hdf5_parallel ? ", parallel" : ", serial");
}

}  // namespace terrabalance
