#include <memory>

#include "engine/value/error.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/program.hpp"

namespace terrabalance {

void add_gwr(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "gwr", "Geographically weighted regression of points or of a lattice of cells");
  const auto options = std::make_shared<GwrOptions>();
  options->add_to(*command);
  command->callback([options, &work] {
    work = [options](Session& session) {
      if (options->data.empty() == options->rasters.empty())
        throw InputError("gwr: give either a CSV of points or the layers of a lattice (--raster)");
      if (options->data.empty())
        regress_lattice(session, *options);
      else
        regress_points(session, *options);
    };
  });
}

}  // namespace terrabalance
