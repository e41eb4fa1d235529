#include "kernels/landscape/metrics.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "kernels/landscape/indices/indices.hpp"
#include "kernels/landscape/indices/patch_indices.hpp"

namespace terrabalance::landscape {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

using L = const Landscape&;
using C = const LandscapeClass&;

bool fragstats(L l) {
  return l.convention == Convention::fragstats;
}

/// \name Mean and deviation of a patch index over patches
/// @{
using Moments = MeanAndDeviation(const ClassTotals&, L);

template <int bits>
MeanAndDeviation moments_of(const MomentSum<bits>& sum, std::int64_t terms, L l,
                            double factor = 1) {
  const MeanAndDeviation m = sum.moments(terms, fragstats(l) ? 0 : 1);
  return {m.mean * factor, m.deviation * factor};
}

MeanAndDeviation area_moments(const ClassTotals& t, L l) {
  return moments_of(t.area, t.patches, l, l.cell.area() / 10000);
}
MeanAndDeviation shape_moments(const ClassTotals& t, L l) {
  return moments_of(t.shape, t.patches, l);
}
MeanAndDeviation frac_moments(const ClassTotals& t, L l) {
  return moments_of(t.frac, t.patches, l);
}
MeanAndDeviation para_moments(const ClassTotals& t, L l) {
  return moments_of(t.para, t.patches, l, (fragstats(l) ? 10000 : 1) / l.cell.dx);
}
MeanAndDeviation contig_moments(const ClassTotals& t, L l) {
  return moments_of(t.contig, t.patches, l);
}
MeanAndDeviation circle_moments(const ClassTotals& t, L l) {
  return moments_of(t.circle, t.patches, l);
}
MeanAndDeviation core_moments(const ClassTotals& t, L l) {
  return moments_of(t.core_units, t.patches, l, l.cell.area() / 10000);
}
/// Of the number of cores of a patch, or FRAGSTATS' of the area of a core.
MeanAndDeviation dcore_moments(const ClassTotals& t, L l) {
  if (!fragstats(l)) return moments_of(t.cores, t.patches, l);
  const auto regions = static_cast<std::int64_t>(t.cores.sum_units());
  return regions == 0 ? MeanAndDeviation{0, 0}
                      : moments_of(t.core_regions, regions, l, l.cell.area() / 10000);
}
MeanAndDeviation cai_moments(const ClassTotals& t, L l) {
  return moments_of(t.core_share, t.patches, l, 100);
}
MeanAndDeviation gyrate_moments(const ClassTotals& t, L l) {
  return moments_of(t.gyrate, t.patches, l, l.cell.dx);
}
MeanAndDeviation enn_moments(const ClassTotals& t, L l) {
  if (t.neighboured < t.patches && !fragstats(l)) return {};  // a class with a single patch
  return moments_of(t.enn, t.neighboured, l, l.cell.dx);
}
MeanAndDeviation contrast_moments(const ClassTotals& t, L l) {
  return moments_of(t.edge_contrast, t.patches, l, 100);
}
/// @}

double mean(const MeanAndDeviation& m) {
  return m.mean;
}
double deviation(const MeanAndDeviation& m) {
  return m.deviation;
}
double variation(const MeanAndDeviation& m) {
  return m.mean == 0 ? missing : m.deviation / m.mean * 100;
}

/// An index of patches, summarised over the patches of a class or landscape.
template <Moments moments, double statistic(const MeanAndDeviation&)>
constexpr Metric over_patches(std::string_view name, std::string_view unit, std::string_view title,
                              Cost cost) {
  return {.name = name,
          .unit = unit,
          .title = title,
          .cost = cost,
          .of_class = [](L l, C c) { return statistic(moments(c.totals, l)); },
          .of_landscape = [](L l) { return statistic(moments(l.all, l)); }};
}

/// One that is known from the patches' surroundings.
template <MeanAndDeviation ProximityTotals::*moments, double statistic(const MeanAndDeviation&)>
constexpr Metric over_surroundings(std::string_view name, std::string_view unit,
                                   std::string_view title, Cost cost) {
  return {.name = name,
          .unit = unit,
          .title = title,
          .cost = cost,
          .of_class = [](L, C c) { return statistic(c.proximity.*moments); },
          .of_landscape = [](L l) { return statistic(l.proximity.*moments); }};
}

double connectance(const ProximityTotals& p) {
  return p.possible_links == 0
             ? missing
             : static_cast<double>(p.links) / static_cast<double>(p.possible_links) * 100;
}

double per_100_hectares(std::int64_t count, L l) {
  return static_cast<double>(count) / hectares(area_units(l.all), l.cell) * 100;
}
double percent(std::int64_t area, L l) {
  return static_cast<double>(area) / static_cast<double>(area_units(l.all)) * 100;
}
std::int64_t cores(const ClassTotals& t) {
  return static_cast<std::int64_t>(t.cores.sum_units());
}
std::int64_t core_units(const ClassTotals& t) {
  return static_cast<std::int64_t>(t.core_units.sum_units());
}

constexpr std::array catalogue{
    Metric{"ca", "ha", "class area", Cost::sweep,
           [](L l, C c) { return hectares(area_units(c.totals), l.cell); }},
    Metric{"ta", "ha", "total area", Cost::sweep, nullptr,
           [](L l) { return hectares(area_units(l.all), l.cell); }},
    Metric{"pland", "%", "share of the landscape", Cost::sweep,
           [](L l, C c) { return percent(area_units(c.totals), l); }},
    Metric{"np", "1", "number of patches", Cost::sweep,
           [](L, C c) { return static_cast<double>(c.totals.patches); },
           [](L l) { return static_cast<double>(l.all.patches); }},
    Metric{"pd", "1 / 100 ha", "patch density", Cost::sweep,
           [](L l, C c) { return per_100_hectares(c.totals.patches, l); },
           [](L l) { return per_100_hectares(l.all.patches, l); }},
    Metric{"lpi", "%", "largest patch's share of the landscape", Cost::sweep,
           [](L l, C c) { return percent(c.totals.largest, l); },
           [](L l) { return percent(l.all.largest, l); }},
    Metric{"te", "m", "total edge", Cost::sweep, [](L l, C c) { return edge_length(c, l.cell); },
           [](L l) { return edge_length(l); }},
    Metric{"ed", "m / ha", "edge density", Cost::sweep,
           [](L l, C c) { return edge_length(c, l.cell) / hectares(area_units(l.all), l.cell); },
           [](L l) { return edge_length(l) / hectares(area_units(l.all), l.cell); }},
    Metric{"lsi", "1", "landscape shape index", Cost::sweep, [](L, C c) { return shape_index(c); },
           [](L l) { return shape_index(l); }},
    Metric{"nlsi", "1", "normalised landscape shape index", Cost::sweep,
           [](L l, C c) { return normalised_shape_index(l, c); }},
    Metric{"ai", "%", "aggregation index", Cost::sweep, [](L, C c) { return aggregation(c); },
           [](L l) { return aggregation(l); }},
    Metric{"pladj", "%", "like adjacencies", Cost::sweep,
           [](L, C c) { return like_adjacencies(c); }, [](L l) { return like_adjacencies(l); }},
    Metric{"clumpy", "1", "clumpiness", Cost::sweep, [](L l, C c) { return clumpiness(l, c); }},
    Metric{"cohesion", "%", "patch cohesion", Cost::sweep,
           [](L l, C c) { return cohesion(l, c.totals); },
           [](L l) { return cohesion(l, l.all); }},
    Metric{"division", "1", "landscape division", Cost::sweep,
           [](L l, C c) { return division(l, c.totals); },
           [](L l) { return division(l, l.all); }},
    Metric{"mesh", "ha", "effective mesh size", Cost::sweep,
           [](L l, C c) { return mesh(l, c.totals); }, [](L l) { return mesh(l, l.all); }},
    Metric{"split", "1", "splitting index", Cost::sweep,
           [](L l, C c) { return split(l, c.totals); }, [](L l) { return split(l, l.all); }},
    Metric{"iji", "%", "interspersion and juxtaposition", Cost::sweep,
           [](L l, C c) { return interspersion(l, c); }, [](L l) { return interspersion(l); }},
    Metric{"pafrac", "1", "perimeter-area fractal dimension", Cost::sweep,
           [](L, C c) { return perimeter_area_fractal(c.totals); },
           [](L l) { return perimeter_area_fractal(l.all); }},
    over_patches<area_moments, mean>("area_mn", "ha", "mean patch area", Cost::sweep),
    over_patches<area_moments, deviation>("area_sd", "ha", "its standard deviation", Cost::sweep),
    over_patches<area_moments, variation>("area_cv", "%", "its variation", Cost::sweep),
    over_patches<shape_moments, mean>("shape_mn", "1", "mean shape index", Cost::sweep),
    over_patches<shape_moments, deviation>("shape_sd", "1", "its standard deviation", Cost::sweep),
    over_patches<shape_moments, variation>("shape_cv", "%", "its variation", Cost::sweep),
    over_patches<frac_moments, mean>("frac_mn", "1", "mean fractal dimension", Cost::sweep),
    over_patches<frac_moments, deviation>("frac_sd", "1", "its standard deviation", Cost::sweep),
    over_patches<frac_moments, variation>("frac_cv", "%", "its variation", Cost::sweep),
    over_patches<para_moments, mean>("para_mn", "1 / m", "mean perimeter-area ratio", Cost::sweep),
    over_patches<para_moments, deviation>("para_sd", "1 / m", "its standard deviation",
                                          Cost::sweep),
    over_patches<para_moments, variation>("para_cv", "%", "its variation", Cost::sweep),
    over_patches<contig_moments, mean>("contig_mn", "1", "mean contiguity", Cost::moments),
    over_patches<contig_moments, deviation>("contig_sd", "1", "its standard deviation",
                                            Cost::moments),
    over_patches<contig_moments, variation>("contig_cv", "%", "its variation", Cost::moments),
    over_patches<circle_moments, mean>("circle_mn", "1", "mean circumscribing circle index",
                                       Cost::moments),
    over_patches<circle_moments, deviation>("circle_sd", "1", "its standard deviation",
                                            Cost::moments),
    over_patches<circle_moments, variation>("circle_cv", "%", "its variation", Cost::moments),
    over_patches<core_moments, mean>("core_mn", "ha", "mean core area", Cost::cores),
    over_patches<core_moments, deviation>("core_sd", "ha", "its standard deviation", Cost::cores),
    over_patches<core_moments, variation>("core_cv", "%", "its variation", Cost::cores),
    over_patches<dcore_moments, mean>("dcore_mn", "1", "mean number of core areas", Cost::cores),
    over_patches<dcore_moments, deviation>("dcore_sd", "1", "its standard deviation", Cost::cores),
    over_patches<dcore_moments, variation>("dcore_cv", "%", "its variation", Cost::cores),
    over_patches<cai_moments, mean>("cai_mn", "%", "mean core area index", Cost::cores),
    over_patches<cai_moments, deviation>("cai_sd", "%", "its standard deviation", Cost::cores),
    over_patches<cai_moments, variation>("cai_cv", "%", "its variation", Cost::cores),
    over_patches<gyrate_moments, mean>("gyrate_mn", "m", "mean radius of gyration",
                                       Cost::distances),
    over_patches<gyrate_moments, deviation>("gyrate_sd", "m", "its standard deviation",
                                            Cost::distances),
    over_patches<gyrate_moments, variation>("gyrate_cv", "%", "its variation", Cost::distances),
    over_patches<enn_moments, mean>("enn_mn", "m", "mean distance to the nearest neighbour",
                                    Cost::neighbours),
    over_patches<enn_moments, deviation>("enn_sd", "m", "its standard deviation",
                                         Cost::neighbours),
    over_patches<enn_moments, variation>("enn_cv", "%", "its variation", Cost::neighbours),
    Metric{"tca", "ha", "total core area", Cost::cores,
           [](L l, C c) { return hectares(core_units(c.totals), l.cell); },
           [](L l) { return hectares(core_units(l.all), l.cell); }},
    Metric{"cpland", "%", "core area's share of the landscape", Cost::cores,
           [](L l, C c) { return percent(core_units(c.totals), l); }},
    Metric{"ndca", "1", "number of core areas", Cost::cores,
           [](L, C c) { return static_cast<double>(cores(c.totals)); },
           [](L l) { return static_cast<double>(cores(l.all)); }},
    Metric{"dcad", "1 / 100 ha", "core area density", Cost::cores,
           [](L l, C c) { return per_100_hectares(cores(c.totals), l); },
           [](L l) { return per_100_hectares(cores(l.all), l); }},
    over_patches<contrast_moments, mean>("econ_mn", "%", "mean edge contrast", Cost::contrast),
    over_patches<contrast_moments, deviation>("econ_sd", "%", "its standard deviation",
                                              Cost::contrast),
    over_patches<contrast_moments, variation>("econ_cv", "%", "its variation", Cost::contrast),
    Metric{"tecw", "m", "total edge, weighted by contrast", Cost::contrast,
           [](L l, C c) { return weighted_edge(l, c); }, [](L l) { return weighted_edge(l); }},
    Metric{"cwed", "m / ha", "contrast-weighted edge density", Cost::contrast,
           [](L l, C c) { return weighted_edge(l, c) / hectares(area_units(l.all), l.cell); },
           [](L l) { return weighted_edge(l) / hectares(area_units(l.all), l.cell); }},
    Metric{"teci", "%", "total edge contrast index", Cost::contrast,
           [](L l, C c) { return total_edge_contrast(l, c); },
           [](L l) { return total_edge_contrast(l); }},
    over_surroundings<&ProximityTotals::prox, mean>("prox_mn", "1", "mean proximity",
                                                    Cost::proximity),
    over_surroundings<&ProximityTotals::prox, deviation>("prox_sd", "1", "its standard deviation",
                                                         Cost::proximity),
    over_surroundings<&ProximityTotals::prox, variation>("prox_cv", "%", "its variation",
                                                         Cost::proximity),
    Metric{"connect", "%", "connectance", Cost::proximity,
           [](L, C c) { return connectance(c.proximity); },
           [](L l) { return connectance(l.proximity); }},
    over_surroundings<&ProximityTotals::simi, mean>("simi_mn", "1", "mean similarity",
                                                    Cost::similarity),
    over_surroundings<&ProximityTotals::simi, deviation>("simi_sd", "1", "its standard deviation",
                                                         Cost::similarity),
    over_surroundings<&ProximityTotals::simi, variation>("simi_cv", "%", "its variation",
                                                         Cost::similarity),
    over_surroundings<&ProximityTotals::kth, mean>("ennk_mn", "m",
                                                   "mean distance to the k-th neighbour",
                                                   Cost::kth),
    over_surroundings<&ProximityTotals::kth, deviation>("ennk_sd", "m", "its standard deviation",
                                                        Cost::kth),
    over_surroundings<&ProximityTotals::kth, variation>("ennk_cv", "%", "its variation",
                                                        Cost::kth),
    Metric{"pr", "1", "patch richness", Cost::sweep, nullptr,
           [](L l) { return static_cast<double>(l.classes.size()); }},
    Metric{"prd", "1 / 100 ha", "patch richness density", Cost::sweep, nullptr,
           [](L l) { return per_100_hectares(static_cast<std::int64_t>(l.classes.size()), l); }},
    Metric{"rpr", "%", "relative patch richness", Cost::sweep, nullptr,
           [](L l) {
             return l.possible_classes > 0 ? static_cast<double>(l.classes.size()) /
                                                 static_cast<double>(l.possible_classes) * 100
                                           : missing;
           }},
    Metric{"shdi", "1", "Shannon's diversity", Cost::sweep, nullptr, shannon_diversity},
    Metric{"shei", "1", "Shannon's evenness", Cost::sweep, nullptr, shannon_evenness},
    Metric{"sidi", "1", "Simpson's diversity", Cost::sweep, nullptr,
           [](L l) { return 1 - simpson_sum(l); }},
    Metric{"siei", "1", "Simpson's evenness", Cost::sweep, nullptr, simpson_evenness},
    Metric{"msidi", "1", "modified Simpson's diversity", Cost::sweep, nullptr,
           modified_simpson_diversity},
    Metric{"msiei", "1", "modified Simpson's evenness", Cost::sweep, nullptr,
           modified_simpson_evenness},
    Metric{"contag", "%", "contagion", Cost::sweep, nullptr, contagion},
    Metric{"ent", "bit", "entropy of the classes", Cost::sweep, nullptr,
           [](L l) { return information(l).entropy; }},
    Metric{"joinent", "bit", "entropy of adjacent pairs", Cost::sweep, nullptr,
           [](L l) { return information(l).joint_entropy; }},
    Metric{"condent", "bit", "conditional entropy", Cost::sweep, nullptr,
           [](L l) { return information(l).conditional_entropy; }},
    Metric{"mutinf", "bit", "mutual information", Cost::sweep, nullptr,
           [](L l) { return information(l).mutual_information; }},
    Metric{"relmutinf", "1", "relative mutual information", Cost::sweep, nullptr,
           [](L l) { return information(l).relative_mutual_information; }},
};

constexpr Metric of_patch(std::string_view name, std::string_view unit, std::string_view title,
                          Cost cost, double (*value)(const Patch&, const CellSize&, Convention)) {
  return {.name = name, .unit = unit, .title = title, .cost = cost, .of_patch = value};
}

constexpr Metric of_surroundings(std::string_view name, std::string_view unit,
                                 std::string_view title, Cost cost,
                                 double (*value)(const PatchProximity&)) {
  return {.name = name, .unit = unit, .title = title, .cost = cost, .of_surroundings = value};
}

using P = const Patch&;
using Size = const CellSize&;

constexpr std::array patch_catalogue{
    of_patch("area", "ha", "area", Cost::moments,
             [](P p, Size c, Convention) { return hectares(p.area_units(c), c); }),
    of_patch("perim", "m", "perimeter", Cost::moments,
             [](P p, Size c, Convention) { return p.perimeter(c); }),
    of_patch("para", "1 / m", "perimeter-area ratio", Cost::moments,
             [](P p, Size c, Convention convention) {
               return para(p, c) * (convention == Convention::fragstats ? 10000 : 1);
             }),
    of_patch("shape", "1", "shape index", Cost::moments,
             [](P p, Size c, Convention convention) {
               return convention == Convention::fragstats ? shape_by_sides(p) : shape(p, c);
             }),
    of_patch("frac", "1", "fractal dimension", Cost::moments,
             [](P p, Size c, Convention) { return frac(p, c); }),
    of_patch("contig", "1", "contiguity", Cost::moments,
             [](P p, Size, Convention) { return contig(p); }),
    of_patch("circle", "1", "circumscribing circle index", Cost::moments,
             [](P p, Size c, Convention convention) {
               return convention == Convention::fragstats ? enclosing_circle(p, c) : circle(p, c);
             }),
    of_patch("core", "ha", "core area", Cost::cores,
             [](P p, Size c, Convention) { return hectares(p.core_units, c); }),
    of_patch("ncore", "1", "number of core areas", Cost::cores,
             [](P p, Size, Convention) { return static_cast<double>(p.cores); }),
    of_patch("cai", "%", "core area index", Cost::cores,
             [](P p, Size c, Convention) { return core_share(p, c) * 100; }),
    of_patch("gyrate", "m", "radius of gyration", Cost::distances,
             [](P p, Size c, Convention) { return gyrate(p, c); }),
    of_patch("econ", "%", "edge contrast", Cost::contrast,
             [](P p, Size c, Convention) { return contrast_share(p, c) * 100; }),
    of_patch(enn_name, "m", "distance to the nearest neighbour", Cost::neighbours, nullptr),
    of_surroundings("prox", "1", "proximity", Cost::proximity,
                    [](const PatchProximity& p) { return p.prox; }),
    of_surroundings("simi", "1", "similarity", Cost::similarity,
                    [](const PatchProximity& p) { return p.simi; }),
    of_surroundings("ennk", "m", "distance to the k-th neighbour", Cost::kth,
                    [](const PatchProximity& p) { return std::isinf(p.kth) ? missing : p.kth; }),
};

}  // namespace

double value_of(const Metric& metric, const Landscape& landscape) {
  return landscape.classes.empty() ? missing : metric.of_landscape(landscape);
}

std::span<const Metric> metrics() {
  return catalogue;
}
std::span<const Metric> patch_metrics() {
  return patch_catalogue;
}

}  // namespace terrabalance::landscape
