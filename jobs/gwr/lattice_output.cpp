#include "jobs/gwr/lattice_output.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>
#include <variant>

#include "jobs/table_job.hpp"
#include "kernels/gwr/tables.hpp"

namespace terrabalance {
namespace {

using Part = LatticeTable::Part;

/// Cells of the rows that are made into a part of the table at once.
constexpr std::size_t cells_at_once = std::size_t{1} << 18;

/// Keeps the elements of the cells, `width` a cell.
std::vector<double> picked(const std::vector<double>& all, const std::vector<std::size_t>& cells,
                           std::size_t width) {
  std::vector<double> some;
  some.reserve(cells.size() * width);
  for (const std::size_t cell : cells)
    for (std::size_t m = 0; m < width; ++m)
      some.push_back(all[cell * width + m]);
  return some;
}

gwr::LocalFit picked(const gwr::LocalFit& all, const std::vector<std::size_t>& cells) {
  gwr::LocalFit fit;
  fit.bandwidth = all.bandwidth;
  fit.coefficients = all.coefficients;
  for (const std::size_t cell : cells)
    fit.status.push_back(all.status[cell]);
  fit.fitted = picked(all.fitted, cells, 1);
  fit.residual = picked(all.residual, cells, 1);
  fit.influence = picked(all.influence, cells, 1);
  fit.local_r2 = picked(all.local_r2, cells, 1);
  fit.beta = picked(all.beta, cells, all.coefficients);
  fit.variance = picked(all.variance, cells, all.coefficients);
  fit.sums = all.sums;
  return fit;
}

Bytes to_message(const std::optional<Part>& part) {
  ByteWriter writer;
  writer(part.has_value());
  if (part) {
    writer(part->rows.first, part->rows.last, part->cells);
    for (const Column& column : part->table.columns) {
      if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values))
        writer(*whole);
      else
        writer(std::get<std::vector<double>>(column.values));
    }
  }
  return std::move(writer).take();
}

/// \param like  has the columns
std::optional<Part> from_message(const Bytes& bytes, const Table& like) {
  ByteReader reader(bytes);
  bool present = false;
  reader(present);
  if (!present) return std::nullopt;
  Part part{{}, {}, like};
  reader(part.rows.first, part.rows.last, part.cells);
  for (Column& column : part.table.columns)
    std::visit([&reader](auto& values) { reader(values); }, column.values);
  return part;
}

bool is_mapped(const Column& column) {
  return column.name != "i" && column.name != "x" && column.name != "y";
}

/// Takes the parts as they come, from the top of the lattice down.
class Writer {
 public:
  Writer(const LatticeLayers& layers, std::size_t valid_cells, const std::string& maps, Table like)
      : width_(layers.shape().width), table_(std::move(like)) {
    for (Column& column : table_.columns)
      std::visit([valid_cells](auto& values) { values.reserve(valid_cells); }, column.values);
    if (maps.empty()) return;
    std::vector<MapBand> bands;
    for (const Column& column : table_.columns)
      if (is_mapped(column)) bands.push_back({column.name, column.unit, {}});
    map_ = std::make_unique<BandMapWriter>(maps, "gwr", layers.grid, bands);
  }

  void write(const Part& part) {
    append(table_, part.table);
    if (map_) draw(part);
  }
  void commit(ResultWriter& result) {
    result.write(table_);
    if (map_) map_->commit();
  }

 private:
  void draw(const Part& part) {
    std::vector<double> cells;
    std::size_t band = 0;
    for (const Column& column : part.table.columns) {
      if (!is_mapped(column)) continue;
      cells.assign(part.rows.count() * width_, std::numeric_limits<double>::quiet_NaN());
      const auto fill = [&](const auto& values) {
        for (std::size_t i = 0; i < part.cells.size(); ++i)
          cells[part.cells[i]] = static_cast<double>(values[i]);
      };
      if (const auto* codes = std::get_if<std::vector<std::int64_t>>(&column.values))
        fill(*codes);
      else
        fill(std::get<std::vector<double>>(column.values));
      map_->write(band++, static_cast<std::int64_t>(part.rows.first), cells);
    }
  }

  std::size_t width_;
  Table table_;
  std::unique_ptr<BandMapWriter> map_;
};

}  // namespace

LatticeTable::LatticeTable(const LatticeLayers& layers, const gwr::LatticeModel& model,
                           const gwr::BandedFit& fit, gwr::Band band,
                           std::vector<std::string> names, std::size_t first_number)
    : layers_(&layers),
      model_(&model),
      fit_(&fit),
      band_(band),
      names_(std::move(names)),
      number_(first_number),
      row_(band.own.first) {}

Table LatticeTable::header() const {
  gwr::Observations places;
  places.names = names_;
  gwr::LocalFit fit;
  fit.coefficients = names_.size() + 1;
  return gwr::local_table(places, fit, gwr::standardise(fit, fit_->whole));
}

std::optional<Part> LatticeTable::next() {
  if (row_ == band_.own.last) return std::nullopt;
  const std::size_t width = layers_->shape().width;
  const std::size_t rows = std::max<std::size_t>(1, cells_at_once / width);
  Part part{{row_, std::min(row_ + rows, band_.own.last)}, {}, {}};
  row_ = part.rows.last;
  std::vector<std::size_t> held;
  gwr::Observations places;
  places.names = names_;
  const auto& g = layers_->grid.geotransform;
  for (std::size_t row = part.rows.first; row < part.rows.last; ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      const std::size_t cell = (row - band_.held.first) * width + column;
      if (!model_->valid(cell)) continue;
      held.push_back(cell);
      part.cells.push_back(static_cast<std::uint32_t>((row - part.rows.first) * width + column));
      places.x.push_back(g[0] + (static_cast<double>(column) + 0.5) * g[1]);
      places.y.push_back(g[3] + (static_cast<double>(row) + 0.5) * g[5]);
    }
  }
  const gwr::LocalFit fit = picked(fit_->local, held);
  part.table = gwr::local_table(places, fit, gwr::standardise(fit, fit_->whole));
  for (std::int64_t& number : std::get<std::vector<std::int64_t>>(part.table.columns[0].values))
    number += static_cast<std::int64_t>(number_);
  number_ += held.size();
  return part;
}

void write_local(const Communicator& ranks, const LatticeLayers& layers, LatticeTable& own,
                 std::size_t valid_cells, ResultWriter* result, const std::string& maps) {
  if (!ranks.is_root()) {
    for (bool more = true; more;) {
      const std::optional<Part> part = own.next();
      ranks.send(0, to_message(part));
      more = part.has_value();
    }
    return;
  }
  // What fails here must not leave the others waiting to send.
  std::exception_ptr failure;
  std::optional<Writer> writer;
  const Table like = own.header();
  const auto attempt = [&](const auto& work) {
    try {
      if (!failure) work();
    } catch (...) {
      failure = std::current_exception();
    }
  };
  attempt([&] { writer.emplace(layers, valid_cells, maps, like); });
  for (std::optional<Part> part = own.next(); part; part = own.next())
    attempt([&] { writer->write(*part); });
  for (int rank = 1; rank < ranks.size(); ++rank) {
    for (bool more = true; more;) {
      const std::optional<Part> part = from_message(ranks.receive(rank), like);
      more = part.has_value();
      if (more) attempt([&] { writer->write(*part); });
    }
  }
  attempt([&] { writer->commit(*result); });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace terrabalance
