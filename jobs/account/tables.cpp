#include "jobs/account/tables.hpp"

#include <utility>

#include "kernels/account/balance.hpp"

namespace terrabalance {
namespace {

/// The columns year and zone, which every table of the account begins with.
struct Keys {
  std::vector<std::int64_t> years;
  std::vector<std::string> zones;

  void add(const AccountFrame& frame, std::size_t layer, std::size_t zone) {
    years.push_back(frame.years[layer]);
    zones.push_back(frame.zone_ids[zone]);
  }
  std::vector<Column> take() && {
    return {{"year", "", "year of the land-use raster", std::move(years)},
            {"zone", "", "id of the zone", std::move(zones)}};
  }
};

/// Calls visit(layer, zone) year by year.
template <class Visit>
void for_each_zone_year(const LandUse& land_use, const Visit& visit) {
  for (std::size_t layer = 0; layer < land_use.layers; ++layer) {
    for (std::size_t zone = 0; zone < land_use.zones.size(); ++zone)
      visit(layer, zone);
  }
}

}  // namespace

Table land_use_table(const LandUse& land_use, const AccountFrame& frame, const CellArea& area) {
  Keys keys;
  std::vector<std::string> classes;
  std::vector<std::int64_t> pixels;
  std::vector<double> hectares;
  for_each_zone_year(land_use, [&](std::size_t layer, std::size_t zone) {
    for (std::size_t c = 0; c < land_use.classes.size(); ++c) {
      const CellCount& count = land_use.at(zone, layer, c);
      if (count.cells == 0) continue;
      keys.add(frame, layer, zone);
      classes.push_back(land_use.classes[c]);
      pixels.push_back(count.cells);
      hectares.push_back(area.hectares(count.area));
    }
  });
  Table table{"account/land_use", "Land-use structure", std::move(keys).take()};
  table.columns.push_back({"class", "", "land-use class", std::move(classes)});
  table.columns.push_back({"pixels", "1", "cells of the class", std::move(pixels)});
  table.columns.push_back({"area_ha", "ha", "area of the class", std::move(hectares)});
  return table;
}

Table coverage_table(const LandUse& land_use, const AccountFrame& frame, const CellArea& area) {
  Keys keys;
  std::vector<std::int64_t> pixels;
  std::vector<double> hectares;
  std::vector<std::int64_t> nodata_pixels;
  std::vector<double> nodata_hectares;
  for_each_zone_year(land_use, [&](std::size_t layer, std::size_t zone) {
    CellCount sum;
    for (std::size_t c = 0; c < land_use.classes.size(); ++c)
      sum.add(land_use.at(zone, layer, c));
    const CellCount& missing = land_use.nodata_at(zone, layer);
    keys.add(frame, layer, zone);
    pixels.push_back(sum.cells);
    hectares.push_back(area.hectares(sum.area));
    nodata_pixels.push_back(missing.cells);
    nodata_hectares.push_back(area.hectares(missing.area));
  });
  Table table{"account/coverage", "Cells with and without a class", std::move(keys).take()};
  table.columns.push_back({"pixels", "1", "cells with a class", std::move(pixels)});
  table.columns.push_back({"area_ha", "ha", "their area", std::move(hectares)});
  table.columns.push_back(
      {"nodata_pixels", "1", "cells without a class", std::move(nodata_pixels)});
  table.columns.push_back({"nodata_area_ha", "ha", "their area", std::move(nodata_hectares)});
  return table;
}

Table zones_table(const AccountFrame& frame) {
  return {"account/zones",
          "Zones of the account",
          {{"zone", "", "id of the zone", frame.zone_ids},
           {"name", "", "name of the zone", frame.zone_names}}};
}

Table balance_table(const LandUse& land_use, const AccountFrame& frame, const CellArea& area,
                    const CityTables& cities) {
  Keys keys;
  std::vector<std::string> items;
  std::vector<double> values;
  std::vector<std::string> units;
  for (std::size_t layer = 0; layer < land_use.layers; ++layer) {
    const std::int64_t year = frame.years[layer];
    std::vector<ZoneYear> zones;
    for (std::size_t z = 0; z < land_use.zones.size(); ++z) {
      const std::string& id = frame.zone_ids[z];
      ZoneYear zone{{},
                    {},
                    cities.knows_activities(year),
                    cities.statistic(id, year, "gdp") / 1e4,
                    cities.statistic(id, year, "population")};
      for (std::size_t c = 0; c < land_use.classes.size(); ++c) {
        zone.area_ha.push_back(area.hectares(land_use.at(z, layer, c).area));
        zone.charged_t_c.push_back(cities.charged(id, year, land_use.classes[c]));
      }
      zones.push_back(std::move(zone));
    }
    const auto balances = carbon_balance(land_use.classes, frame.coefficients,
                                         frame.forest_coefficient, cities.currency(), zones);
    for (std::size_t z = 0; z < balances.size(); ++z) {
      for (const BalanceItem& item : balances[z]) {
        keys.add(frame, layer, z);
        items.push_back(item.item);
        values.push_back(item.value);
        units.push_back(item.unit);
      }
    }
  }
  Table table{"account/balance", "Carbon sources, sinks and what follows from them",
              std::move(keys).take()};
  table.columns.push_back({"item", "", "what is stated, see docs/account.md", std::move(items)});
  table.columns.push_back({"value", "", "in the row's unit", std::move(values)});
  table.columns.push_back({"unit", "", "unit of the value", std::move(units)});
  return table;
}

std::vector<Cube> account_cubes(const std::vector<Table>& tables) {
  std::vector<Cube> cubes;
  for (const Table& table : tables) {
    if (table.name == "account/land_use") {
      cubes.push_back(make_cube(table, "account", {"year", "zone", "class"}, "area_ha"));
    } else if (table.name == "account/balance") {
      for (Cube& cube : cubes_by_item(table, "account", {"year", "zone"}))
        cubes.push_back(std::move(cube));
    }
  }
  return cubes;
}

}  // namespace terrabalance
