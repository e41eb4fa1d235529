#include <memory>

#include "engine/value/error.hpp"
#include "jobs/gwr/cities.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/program.hpp"

namespace terrabalance {

void add_gwr(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "gwr", "Geographically weighted regression of points or of a lattice of cells");
  const auto options = std::make_shared<GwrOptions>();
  options->add_to(*command);
  command->callback([options, command, &work] {
    const bool of_study = is_study(options->data);
    if (!of_study) {
      if (options->response.empty()) throw CLI::RequiredError("--response");
      if (options->predictors.empty()) throw CLI::RequiredError("--predictors");
    }
    work = [options, command, of_study](Session& session) {
      if (options->data.empty() == options->rasters.empty())
        throw InputError(
            "gwr: give a CSV of points, a study file, or the layers of a lattice (--raster)");
      if (options->data.empty())
        regress_lattice(session, *options);
      else if (of_study)
        run_city_step(session, gwr_step, options->data, options->output, options->threads, command);
      else
        regress_points(session, *options);
    };
  });
}

}  // namespace terrabalance
