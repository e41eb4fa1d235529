#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/value/table.hpp"

/// \file
/// Tables as layers of vector files, with the polygons of their cities.
namespace terrabalance {

/// Where the polygons of cities are.
struct CityShapes {
  std::string source;  ///< FILE or FILE:LAYER
  std::string id;      ///< field with the names that tables have in their column zone, city or id
};

/// Column of a table with the names of cities: zone, city, or id; empty without one.
std::string city_column(const Table& table);

/// One GeoPackage with a layer a table (slashes of its name become underscores), fields as the
/// columns. With shapes: a layer `cities` of polygons, and for each table of cities a view
/// TABLE_map of its rows with their polygons, which QGIS and OGR open as a layer; polygons stand in
/// the file once. The file takes its name once it is complete.
/// \throws InputError naming file, field or city that cannot be used
void write_geopackage(const std::string& path, const std::vector<Table>& tables,
                      const std::optional<CityShapes>& shapes);

/// One table as the only layer of a file of a driver, with the polygon of its city in each row.
/// \param driver  of OGR: "Parquet", "GeoJSON" ... \throws InputError as above, or without it
void write_layer(const std::string& driver, const std::string& path, const Table& table,
                 const std::optional<CityShapes>& shapes);

}  // namespace terrabalance
