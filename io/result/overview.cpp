#include "io/result/overview.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include <hdf5_hl.h>

#include "engine/value/error.hpp"
#include "io/result/cube.hpp"
#include "io/result/hdf5.hpp"
#include "io/result/overview_array.hpp"
#include "io/result/result_reader.hpp"

namespace terrabalance {
namespace {

constexpr const char* group_name = "overview";
constexpr const char* array_name = "land_use";
constexpr const char* outlines_name = "overview/zones";

void check(bool good) {
  if (!good) throw RunError("no room for the overview; give the run more memory");
}

/// A dimension with its values: what xarray calls a coordinate.
template <class Value>
void add_scale(const h5::Handle& group, const h5::Handle& array, unsigned dimension,
               const std::string& name, hid_t type, const std::vector<Value>& values) {
  const hsize_t size = values.size();
  const h5::Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose);
  const h5::Handle scale(H5Dcreate2(group.get(), name.c_str(), type, space.get(), H5P_DEFAULT,
                                    H5P_DEFAULT, H5P_DEFAULT),
                         H5Dclose);
  check(scale.valid() &&
        H5Dwrite(scale.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0 &&
        H5DSset_scale(scale.get(), name.c_str()) >= 0 &&
        H5DSattach_scale(array.get(), scale.get(), dimension) >= 0);
}

std::vector<double> centres(std::int64_t count, double start, double step) {
  std::vector<double> places;
  for (std::int64_t i = 0; i < count; ++i)
    places.push_back(start + (static_cast<double>(i) + 0.5) * step);
  return places;
}

/// Extents of an array; none where its values do not stand in the file.
std::vector<hsize_t> shape_of(hid_t array) {
  const h5::Handle space(H5Dget_space(array), H5Sclose);
  const int dimensions = H5Sget_simple_extent_ndims(space.get());
  if (dimensions < 1 || dimensions > 3) return {};
  std::vector<hsize_t> shape(static_cast<std::size_t>(dimensions));
  H5Sget_simple_extent_dims(space.get(), shape.data(), nullptr);
  const auto values = H5Sget_simple_extent_npoints(space.get());
  if (values < 0 || !h5::stands_in_the_file(array, static_cast<std::size_t>(values))) return {};
  return shape;
}

template <class Value>
std::vector<Value> read_scale(hid_t group, const std::string& name, hid_t type) {
  const h5::Handle scale = h5::open_array(group, name);
  if (!scale.valid()) return {};
  const auto shape = shape_of(scale.get());
  if (shape.size() != 1) return {};
  std::vector<Value> values(shape.front());
  if (H5Dread(scale.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) return {};
  return values;
}

std::string text_of(hid_t at, const std::string& name) {
  const auto texts = h5::read_attribute(at, name);
  return texts.empty() ? "" : texts.front();
}

/// The grid, from the places of the cells' centres.
Grid grid_from(const std::vector<double>& x, const std::vector<double>& y, std::string crs) {
  const auto step = [](const std::vector<double>& places) {
    return places.size() < 2
               ? 1.0
               : (places.back() - places.front()) / static_cast<double>(places.size() - 1);
  };
  Grid grid{static_cast<std::int64_t>(x.size()), static_cast<std::int64_t>(y.size())};
  grid.geotransform = {x.front() - step(x) / 2, step(x), 0, y.front() - step(y) / 2, 0, step(y)};
  grid.crs = std::move(crs);
  return grid;
}

}  // namespace

Table outlines_table(const Overview& overview) {
  std::vector<std::string> zones;
  std::vector<std::string> names;
  std::vector<std::string> shapes;
  for (const ZoneOutline& outline : overview.zones) {
    zones.push_back(outline.zone);
    names.push_back(outline.name);
    shapes.push_back(outline.wkt);
  }
  return {outlines_name,
          "Simplified shapes of the zones, for maps",
          {{"zone", "", "id of the zone", std::move(zones)},
           {"name", "", "name of the zone", std::move(names)},
           {"wkt", "", "shape in the coordinates of overview/land_use", std::move(shapes)}}};
}

void write_land_use(hid_t file, const Overview& overview) {
  const h5::Handle group = h5::require_group(file, group_name);
  const std::array<hsize_t, 3> shape{overview.years.size(),
                                     static_cast<hsize_t>(overview.grid.height),
                                     static_cast<hsize_t>(overview.grid.width)};
  const std::array<hsize_t, 3> chunk{1, shape[1], shape[2]};
  const h5::Handle space(H5Screate_simple(3, shape.data(), nullptr), H5Sclose);
  const h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_chunk(creation.get(), 3, chunk.data());
  H5Pset_shuffle(creation.get());
  H5Pset_deflate(creation.get(), 1);
  const h5::Handle array(H5Dcreate2(group.get(), array_name, H5T_NATIVE_UINT16, space.get(),
                                    H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                         H5Dclose);
  check(array.valid() && H5Dwrite(array.get(), H5T_NATIVE_UINT16, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                                  overview.land_use.data()) >= 0);
  h5::write_attribute(array.get(), "long_name",
                      "land-use class of sampled cells within zones; 0: none, n: n-th of classes");
  h5::write_attribute(array.get(), "units", "1");
  h5::write_attribute(array.get(), "classes", overview.classes);
  h5::write_attribute(array.get(), "crs_wkt", overview.grid.crs);
  const auto& g = overview.grid.geotransform;
  add_scale(group, array, 0, "year", H5T_NATIVE_INT64, overview.years);
  add_scale(group, array, 1, "y", H5T_NATIVE_DOUBLE, centres(overview.grid.height, g[3], g[5]));
  add_scale(group, array, 2, "x", H5T_NATIVE_DOUBLE, centres(overview.grid.width, g[0], g[1]));
}

std::optional<Overview> read_overview(const std::string& path) {
  const auto names = list_tables(path);  // says it if the file is no result
  const h5::Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  const h5::Handle group = h5::open_group(file.get(), group_name);
  if (!group.valid()) return std::nullopt;
  const h5::Handle array = h5::open_array(group.get(), array_name);
  if (!array.valid()) return std::nullopt;
  const auto x = read_scale<double>(group.get(), "x", H5T_NATIVE_DOUBLE);
  const auto y = read_scale<double>(group.get(), "y", H5T_NATIVE_DOUBLE);
  Overview overview;
  overview.years = read_scale<std::int64_t>(group.get(), "year", H5T_NATIVE_INT64);
  if (x.empty() || y.empty()) return std::nullopt;
  overview.grid = grid_from(x, y, text_of(array.get(), "crs_wkt"));
  overview.classes = h5::read_attribute(array.get(), "classes");
  const std::vector<hsize_t> shape{overview.years.size(), y.size(), x.size()};
  const bool fits = shape_of(array.get()) == shape;
  if (fits) overview.land_use.resize(shape[0] * shape[1] * shape[2]);
  if (!fits || H5Dread(array.get(), H5T_NATIVE_UINT16, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                       overview.land_use.data()) < 0) {
    throw InputError(path +
                     ": overview/land_use cannot be read; the file is damaged: run the job again");
  }
  if (std::ranges::find(names, outlines_name) == names.end()) return overview;
  const Table outlines = read_table(path, outlines_name);
  const auto& zones = std::get<std::vector<std::string>>(column(outlines, "zone").values);
  const auto& titles = std::get<std::vector<std::string>>(column(outlines, "name").values);
  const auto& shapes = std::get<std::vector<std::string>>(column(outlines, "wkt").values);
  for (std::size_t i = 0; i < zones.size(); ++i)
    overview.zones.push_back({zones[i], titles[i], shapes[i]});
  return overview;
}

}  // namespace terrabalance
