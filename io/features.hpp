#pragma once

#include <string>
#include <vector>

#include "engine/value/features.hpp"
#include "engine/value/table.hpp"

namespace terrabalance {

/// A vector layer as tables of numbers: polygons or points in the file's own coordinates, and the
/// attributes, one row a feature in the file's order.
struct Features {
  Polygons polygons;  ///< empty for a layer of points
  Points points;      ///< empty for a layer of polygons
  std::vector<std::string> ids;
  Table attributes;
  bool geographic = false;  ///< the layer's CRS, as the file states it, is in degrees

  std::size_t size() const { return ids.size(); }
};

/// Reads the only layer of any OGR file, or the one named after a colon ("cities.gpkg:cities").
/// \param id field whose values name the features in messages and results; empty: numbers from 0
/// \throws InputError naming the file and the feature: no file, no such layer or field, an id given
/// twice, a geometry that is empty, invalid (GEOS' reason and place) or neither polygon nor point.
Features read_features(const std::string& source, const std::string& id = "");

}  // namespace terrabalance
