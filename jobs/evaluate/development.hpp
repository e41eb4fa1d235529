#pragma once

#include <vector>

#include "engine/value/table.hpp"
#include "jobs/evaluate/inputs.hpp"

namespace terrabalance {

/// Development intensity, decoupling and decomposition between the years, each where the data have
/// the items it needs: construction_area, land_area, net; source, gdp; population, energy;
/// area.CLASS and carbon.CLASS. City-years that lack an item are left out.
/// \throws InputError naming city and years of a GDP, population or energy that is not positive
std::vector<Table> development_tables(const EvaluateInputs& inputs);

}  // namespace terrabalance
