#include "jobs/study/known_keys.hpp"

namespace terrabalance {

const std::vector<KnownSection>& known_sections() {
  static const std::vector<KnownSection> sections{
      {"study", {"name", "years", "output"}},
      {"landuse", {"raster", "legend", "nodata"}},
      {"zones", {"source", "layer", "id", "name"}},
      {"carbon", {"coefficients", "activities", "weights", "maps", "land", "factors"}},
      {"carbon.land.*", {"t_c_per_ha", "source"}},
      {"carbon.factors.*", {"t_c_per_t_sce", "t_c_per_unit", "unit", "charged_to", "source"}},
      {"statistics", {"table"}},
      {"landscape", {"directions", "convention", "edge_depth", "grid_cell", "allow_geographic"}},
      {"change", {"map", "align", "strongest"}},
      {"suitability", {"dem", "scheme", "grades", "maps", "relief_window", "allowed", "restore"}},
      {"uncertainty",
       {"areas",      "ranges",       "range_set", "error_matrix", "regions",   "classification",
        "seed",       "draws",        "chain",     "chain_draws",  "normalize", "orientation",
        "indicators", "criteria",     "rules",     "axes",         "polygons",  "id",
        "weights",    "factors_data", "factors",   "discretize",   "response",  "area_draws"}},
      {"pattern",
       {"variable", "with", "weights", "style", "distance", "snap", "moments", "scale", "fdr",
        "crimestat", "permutations", "seed"}},
      {"coupling", {"source", "sink", "orientation", "normalize", "weights"}},
      {"evaluate", {"criteria", "topsis", "weights", "by_year", "draws", "spread", "seed"}},
      {"detect", {"response", "factors", "discretize", "permutations", "seed", "pooled"}},
      {"gwr",
       {"places", "response", "predictors", "kernel", "adaptive", "bandwidth", "search",
        "criterion", "sigma", "distance", "standardize", "multiscale", "stationarity", "seed",
        "moran"}},
      {"zone", {"rules", "axes", "levels", "thresholds", "guide", "pareto", "limits"}},
      {"zone.limits.*", {"lower", "upper"}},
  };
  return sections;
}

}  // namespace terrabalance
