#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "io/result/result_writer.hpp"

namespace terrabalance {

/// Names of the tables of a result file, in the order in which they were written.
/// \throws InputError if it is no result file
std::vector<std::string> list_tables(const std::string& path);

/// \throws InputError naming the tables there are if the file lacks it
Table read_table(const std::string& path, const std::string& name);

/// Where a result came from; inputs and notes stand in tables of their own.
/// \throws InputError if it is no result file
Provenance read_provenance(const std::string& path);

/// As CSV: a header line, integers as integers, reals in the shortest form that reads back to the
/// same double, NA for what is missing.
void print_csv(const Table& table, std::ostream& out);

}  // namespace terrabalance
