#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "io/result/result_writer.hpp"
#include "io/vector/table_layers.hpp"

namespace terrabalance {

/// Every column of the tables, with unit and definition.
Table dictionary_of(const std::vector<Table>& tables);

/// Every table as GROUP_TABLE.csv in a folder that is made.
void export_csv(const std::string& folder, const std::vector<Table>& tables);
/// One table as a CSV that takes its name once it is complete.
void export_csv(const std::string& path, const Table& table);

/// Every table as GROUP_TABLE.parquet in a folder. \throws InputError saying what to do where this
/// GDAL has no Parquet driver
void export_parquet(const std::string& folder, const std::vector<Table>& tables,
                    const std::optional<CityShapes>& shapes);

/// HDF5 that NetCDF-4 programs open. A table whose first columns are keys and the rest numbers is
/// a group of arrays over those keys (dimension scales, units); any other has one dimension, row.
void export_netcdf(const std::string& path, const std::vector<Table>& tables,
                   const Provenance& provenance);

}  // namespace terrabalance
