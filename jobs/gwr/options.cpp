#include "jobs/gwr/options.hpp"

#include <charconv>
#include <cmath>
#include <set>

#include <spdlog/fmt/fmt.h>

#include "engine/runtime/runtime.hpp"
#include "engine/value/error.hpp"

namespace terrabalance {

void GwrOptions::add_to(CLI::App& command) {
  command.add_option("DATA", data, "CSV or vector file of points or polygons, or study file");
  command.add_option("--coords", coords, "Names of the columns of x and y")
      ->delimiter(',')
      ->expected(2);
  command.add_option("--raster", rasters, "NAME=FILE, a layer of a lattice (repeat)");
  command.add_option("--response", response, "Column or layer to explain");
  command.add_option("--predictors", predictors, "Columns or layers that explain it")
      ->delimiter(',');
  command.add_option("--kernel", kernel, "gaussian, exponential, bisquare, tricube or boxcar")
      ->capture_default_str();
  command.add_flag("--adaptive", adaptive, "The bandwidth is a number of neighbours");
  command
      .add_option("--bandwidth", bandwidth,
                  "In map units (km for great circles), neighbours with --adaptive, or 'search'")
      ->capture_default_str();
  command.add_option("--search", search, "golden (as mgwr), exact (better) or interval")
      ->capture_default_str();
  command.add_option("--criterion", criterion, "aicc, aic, bic or cv")->capture_default_str();
  command.add_option("--bandwidth-min", minimum, "Least bandwidth to search");
  command.add_option("--bandwidth-max", maximum, "Largest bandwidth to search");
  command.add_option("--interval", interval, "Step of an interval search")->capture_default_str();
  command.add_option("--id", id, "Field of a vector file that names its features [rows from 0]");
  command.add_option("--distance", distance,
                     "planar or great-circle [great-circle for layers in degrees, else planar]");
  command
      .add_option(
          "--sigma", sigma,
          "Denominator of the residual variance: tr_s (n - tr S) or tr_sts (n - 2 tr S + tr S'S)")
      ->capture_default_str();
  command.add_flag("--standardize", standardize, "Response and predictors to mean 0, deviation 1");
  command.add_option("--least-weight", least_weight,
                     "Leave out neighbours of less weight (gaussian, exponential)");
  auto* multi =
      command.add_flag("--multiscale", multiscale, "A bandwidth per coefficient, by back-fitting");
  command
      .add_option("--bandwidths", bandwidths,
                  "Of a multiscale model, the intercept's first [searched for]")
      ->needs(multi)
      ->delimiter(',');
  command
      .add_option("--score", score, "What back-fitting stops on: smooth (SOC_f) or rss (SOC_RSS)")
      ->needs(multi)
      ->capture_default_str();
  command.add_option("--tolerance", tolerance, "Of that score")
      ->needs(multi)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--iterations", iterations, "Of back-fitting, at most")
      ->needs(multi)
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command
      .add_option("--inference", inference,
                  "Errors and ENP of a multiscale model: yes, no, or auto (if within minutes)")
      ->needs(multi)
      ->check(CLI::IsMember({"auto", "yes", "no"}))
      ->capture_default_str();
  command.add_option("--family", family, "gaussian, poisson (counts) or binomial (0 and 1)")
      ->capture_default_str();
  command.add_option("--offset", offset, "Column that multiplies the mean of poisson");
  command
      .add_option("--stationarity", stationarity,
                  "Test whether coefficients vary, by so many permutations of the places")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--seed", seed, "Seed of the permutations")->capture_default_str();
  command
      .add_option("--moran", moran, "Neighbours for Moran's I of the residuals of points; 0: none")
      ->capture_default_str();
  command.add_option("--predict", predict,
                     "CSV of new places: the columns of coords and predictors");
  command.add_option("--maps", maps,
                     "Folder for the local models as a map: GeoTIFF of a lattice, GeoPackage of a "
                     "vector file");
  command
      .add_option("--hold", hold,
                  "Points of a CSV that a rank holds: all, its own and those within reach, or auto "
                  "(reach above 10,000,000 rows)")
      ->check(CLI::IsMember({"auto", "all", "reach"}))
      ->capture_default_str();
  command.add_option("--threads", threads, "Threads a rank [cores granted]")
      ->check(CLI::Range(1, 4096));
  command.add_option("-o,--output", output, "Result file (HDF5)")->required();
  command.footer(
      "Example: terrabalance gwr data.csv --coords X,Y --response y --predictors a,b "
      "--kernel bisquare --adaptive --bandwidth search -o gwr.h5");
}

namespace {

/// The value that a name stands for, or a complaint that lists the names.
template <class T>
T known(const std::optional<T>& value, const char* option, const std::string& text,
        const char* names) {
  if (value) return *value;
  throw InputError(fmt::format("{} '{}' is unknown; choose from {}", option, text, names));
}

std::optional<double> bandwidth_of(const GwrOptions& options) {
  const std::string& text = options.bandwidth;
  if (text == "search") return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value > 0)) {
    throw InputError(
        fmt::format("--bandwidth '{}' is neither 'search' nor a number above 0", text));
  }
  if (options.adaptive && std::isfinite(value) && value != std::floor(value)) {
    throw InputError(fmt::format(
        "--bandwidth {}: with --adaptive it counts neighbours; give a whole number", text));
  }
  return value;
}

/// Every column of the results has its own name.
void check_names(const GwrOptions& options) {
  std::set<std::string> seen{"intercept"};
  for (const std::string& name : options.predictors) {
    if (name == options.response)
      throw InputError(
          fmt::format("gwr: {} cannot explain itself; choose other --predictors", name));
    if (!seen.insert(name).second) {
      throw InputError(fmt::format(
          "gwr: predictor {} is given twice (an intercept is always there); leave one out", name));
    }
  }
}

}  // namespace

GwrPlan plan_of(const GwrOptions& options) {
  check_names(options);
  GwrPlan plan;
  plan.weights.kernel = known(gwr::kernel_of(options.kernel), "--kernel", options.kernel,
                              "gaussian, exponential, bisquare, tricube, boxcar");
  plan.weights.adaptive = options.adaptive;
  if (!options.distance.empty() && options.distance != "planar" &&
      options.distance != "great-circle") {
    throw InputError(fmt::format("--distance '{}' is unknown; choose from planar, great-circle",
                                 options.distance));
  }
  if (options.distance == "great-circle") plan.weights.metric = gwr::Metric::great_circle;
  if (!(options.least_weight >= 0 && options.least_weight < 1))
    throw InputError("--least-weight must be in [0, 1)");
  plan.weights.least_weight = options.least_weight;
  plan.bandwidth = bandwidth_of(options);
  plan.search.method = known(gwr::search_method_of(options.search), "--search", options.search,
                             "golden, exact, interval");
  plan.search.criterion = known(gwr::criterion_of(options.criterion), "--criterion",
                                options.criterion, "aicc, aic, bic, cv");
  plan.search.minimum = options.minimum;
  plan.search.maximum = options.maximum;
  plan.search.interval = options.interval;
  if (options.sigma != "tr_s" && options.sigma != "tr_sts")
    throw InputError(
        fmt::format("--sigma '{}' is unknown; choose from tr_s, tr_sts", options.sigma));
  if (options.sigma == "tr_sts") plan.sigma = gwr::SigmaForm::tr_sts;
  plan.family = known(gwr::family_of(options.family), "--family", options.family,
                      "gaussian, poisson, binomial");
  if (!options.offset.empty() && plan.family != gwr::Family::poisson)
    throw InputError("--offset is of a mean of counts; add --family poisson");
  plan.multiscale.search = plan.search;
  plan.multiscale.initial = plan.bandwidth;
  plan.multiscale.bandwidths = options.bandwidths;
  plan.multiscale.score =
      known(gwr::multiscale_score_of(options.score), "--score", options.score, "smooth, rss");
  plan.multiscale.tolerance = options.tolerance;
  plan.multiscale.iterations = options.iterations;
  const bool special = options.multiscale || plan.family != gwr::Family::gaussian;
  if (options.multiscale && plan.family != gwr::Family::gaussian)
    throw InputError("gwr: --multiscale is for --family gaussian");
  if (special && (!options.predict.empty() || options.stationarity > 0))
    throw InputError("gwr: --predict and --stationarity are for a gaussian model of one bandwidth");
  if (!options.bandwidths.empty() && !options.multiscale)
    throw InputError("gwr: --bandwidths are those of a --multiscale model");
  plan.threads = options.threads.value_or(default_threads());
  return plan;
}

}  // namespace terrabalance
