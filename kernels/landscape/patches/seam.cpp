#include "kernels/landscape/patches/seam.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace terrabalance::landscape {
namespace {

/// The sides of two merged rectangles, named along the direction of the merge.
struct Axis {
  SideName lead;    ///< away from the second: first's stays
  SideName trail;   ///< towards the second: first's trail meets second's lead
  SideName cross0;  ///< where the seam begins
  SideName cross1;  ///< where it ends
};

constexpr Axis axis_of(Side side) {
  return side == Side::right ? Axis{left_side, right_side, top_side, bottom_side}
                             : Axis{top_side, bottom_side, left_side, right_side};
}

class Seam {
 public:
  Seam(Summary& first, Summary& second, Side side, const PatchOptions& options)
      : first_(first),
        second_(second),
        side_(side),
        axis_(axis_of(side)),
        options_(options),
        before_(first.sides[axis_.trail]),
        after_(second.sides[axis_.lead]),
        length_(before_.cells.size()),
        depth_{depth(first), depth(second)} {}

  void join() {
    check();
    for (std::size_t i = 0; i < length_; ++i) {
      join_side(i);
      if (options_.directions == Directions::eight && i + 1 < length_ && corners_count(i)) {
        join_corner(before_.cells[i], after_.cells[i + 1]);
        join_corner(before_.cells[i + 1], after_.cells[i]);
      }
    }
    copy_flags();
    for (const std::size_t which : both)
      count_interior(which);
    if (options_.deep_cores()) {
      join_deep_cores();
    } else if (options_.measured.cores) {
      find_cores();
    }
    stitch();
  }

 private:
  static constexpr std::array<std::size_t, 2> both{0, 1};

  std::int64_t depth(const Summary& s) const {
    return side_ == Side::right ? s.rectangle.width : s.rectangle.height;
  }

  void check() const {
    const Tile& a = first_.rectangle;
    const Tile& b = second_.rectangle;
    const bool adjacent = side_ == Side::right
                              ? b.x == a.x + a.width && b.y == a.y && b.height == a.height
                              : b.y == a.y + a.height && b.x == a.x && b.width == a.width;
    if (!adjacent || after_.cells.size() != length_ ||
        length_ != static_cast<std::size_t>(side_ == Side::right ? a.height : a.width))
      throw std::logic_error("summaries of landscapes merge only side by side");
  }

  std::uint32_t unite(std::uint32_t a, std::uint32_t b) {
    const auto [root, taken] = first_.sets.unite(a, b);
    if (root == taken) return root;
    Patch& patch = first_.patches[root];
    const Patch& other = first_.patches[taken];
    if (options_.keep_crossing) {
      first_.joins.emplace_back(std::max(patch.first, other.first),
                                std::min(patch.first, other.first));
    }
    patch.add(other);
    if (options_.measured.hulls) {
      first_.hulls[root].add(first_.hulls[taken]);
      first_.hulls[taken] = {};
    }
    return root;
  }

  /// The two cells of place i share a side. Mostly they are of the same patches as those before.
  void join_side(std::size_t i) {
    OuterCell& a = before_.cells[i];
    OuterCell& b = after_.cells[i];
    if (const std::pair pair{std::uint32_t{a.patch}, std::uint32_t{b.patch}}; pair != pair_)
      meet(pair);
    if (meeting_ == Meeting::one_patch) {
      Patch& patch = first_.patches[first_.sets.find(a.patch)];
      (side_ == Side::right ? patch.vertical_sides : patch.horizontal_sides) -= 2;
      if (options_.rows) patch.on_rows.length -= 2 * side_length(i);
    } else if (meeting_ == Meeting::one_zone) {
      ++(side_ == Side::right ? shared_->side_by_side : shared_->stacked);
      if (options_.rows) shared_->length += side_length(i);
      if (options_.measured.contrast) {
        weigh_side(first_.patches[first_.sets.find(a.patch)],
                   first_.patches[first_.sets.find(b.patch)], i);
      }
    }
    a.interior = a.interior && meeting_ != Meeting::apart;
    b.interior = b.interior && meeting_ != Meeting::apart;
    a.core = a.core && meeting_ == Meeting::one_patch;
    b.core = b.core && meeting_ == Meeting::one_patch;
  }

  /// Two patches touch: they become one, or share the sides of their classes, or are apart.
  void meet(const std::pair<std::uint32_t, std::uint32_t>& pair) {
    pair_ = pair;
    meeting_ = Meeting::apart;
    const auto [a, b] = pair;
    if (a == OuterCell::none || b == OuterCell::none) return;
    const std::uint32_t root_a = first_.sets.find(a);
    const std::uint32_t root_b = first_.sets.find(b);
    const Patch& p = first_.patches[root_a];
    const Patch& q = first_.patches[root_b];
    if (p.zone != q.zone) return;
    if (p.class_index == q.class_index) {
      meeting_ = Meeting::one_patch;
      unite(root_a, root_b);
    } else {
      meeting_ = Meeting::one_zone;
      shared_ = &first_.adjacency[adjacency_key(p.zone, p.class_index, q.class_index)];
    }
  }

  /// Of the side at place i, where cells differ by row.
  std::int64_t side_length(std::size_t i) const {
    return side_ == Side::right
               ? options_.rows->height(first_.rectangle.y + static_cast<std::int64_t>(i))
               : options_.rows->width(second_.rectangle.y);
  }

  /// Of the cell at place i of the first's or the second's line, as Patch::area_units().
  std::int64_t area_units(std::size_t which, std::size_t i) const {
    if (!options_.rows) return 1;
    return options_.rows->area(side_ == Side::right
                                   ? first_.rectangle.y + static_cast<std::int64_t>(i)
                                   : second_.rectangle.y - (which == 0 ? 1 : 0));
  }

  void weigh_side(Patch& p, Patch& q, std::size_t i) const {
    const bool side_by_side = side_ == Side::right && !options_.rows;
    const auto sum = side_by_side ? &Patch::side_by_side_contrast : &Patch::stacked_contrast;
    const Int128 sides = options_.rows ? side_length(i) : 1;
    p.*sum += sides * options_.contrast.in_units(p.class_index, q.class_index);
    q.*sum += sides * options_.contrast.in_units(q.class_index, p.class_index);
  }

  /// Where a patch goes on along the seam, its sides have joined all that its corners would.
  bool corners_count(std::size_t i) const {
    return options_.measured.moments || (before_.cells[i].patch != before_.cells[i + 1].patch &&
                                         after_.cells[i].patch != after_.cells[i + 1].patch);
  }

  void join_corner(const OuterCell& a, const OuterCell& b) {
    if (a.patch == OuterCell::none || b.patch == OuterCell::none) return;
    const std::uint32_t root_a = first_.sets.find(a.patch);
    const std::uint32_t root_b = first_.sets.find(b.patch);
    if (!first_.patches[root_a].same_kind(first_.patches[root_b])) return;
    Patch& patch = first_.patches[unite(root_a, root_b)];
    if (options_.measured.moments) ++patch.diagonal_pairs;
  }

  /// A seam cell may lie on other open sides too, which remember it on their own.
  void copy_flags() {
    const auto copy = [](const OuterCell& from, OuterCell& to) {
      to.interior = from.interior;
      to.core = from.core;
    };
    OpenSide& lead = first_.sides[axis_.lead];
    OpenSide& trail = second_.sides[axis_.trail];
    for (std::size_t i = 0; i < length_; ++i) {
      if (depth_[0] == 1 && lead.open()) copy(before_.cells[i], lead.cells[i]);
      if (depth_[1] == 1 && trail.open()) copy(after_.cells[i], trail.cells[i]);
    }
    for (const auto& [name, i] :
         {std::pair{axis_.cross0, std::size_t{0}}, std::pair{axis_.cross1, length_ - 1}}) {
      if (OpenSide& side = first_.sides[name]; side.open())
        copy(before_.cells[i], side.cells.back());
      if (OpenSide& side = second_.sides[name]; side.open())
        copy(after_.cells[i], side.cells.front());
    }
  }

  /// Whether every neighbour of the seam cell is known now.
  bool decided(std::size_t which, std::size_t i) const {
    const Summary& s = which == 0 ? first_ : second_;
    const SideName far = which == 0 ? axis_.lead : axis_.trail;
    return !(i == 0 && s.sides[axis_.cross0].open()) &&
           !(i == length_ - 1 && s.sides[axis_.cross1].open()) &&
           !(depth_[which] == 1 && s.sides[far].open());
  }

  const OuterCell& cell(std::size_t which, std::size_t i) const {
    return (which == 0 ? before_ : after_).cells[i];
  }

  /// Mostly a cell is of the same patch as the one before, so zones are looked up once a patch.
  void count_interior(std::size_t which) {
    std::uint32_t patch = OuterCell::none;
    std::int64_t cells = 0;
    const auto settle = [&] {
      if (cells > 0)
        first_.zones[zone_key(first_.patches[first_.sets.find(patch)].zone)].interior += cells;
      cells = 0;
    };
    for (std::size_t i = 0; i < length_; ++i) {
      if (cell(which, i).patch != patch) settle();
      patch = cell(which, i).patch;
      cells += patch != OuterCell::none && cell(which, i).interior && decided(which, i);
    }
    settle();
  }

  void find_cores() {
    for (auto& cores : cores_)
      cores.assign(length_, Summary::no_core);
    for (std::size_t i = 0; i < length_; ++i) {
      for (const std::size_t which : both) {
        const OuterCell& here = cell(which, i);
        if (here.patch == OuterCell::none || !here.core || !decided(which, i)) continue;
        add_core(which, i, first_.patches[first_.sets.find(here.patch)]);
      }
    }
  }

  /// A new core cell: joins the core regions around it or starts one.
  void add_core(std::size_t which, std::size_t i, Patch& patch) {
    const std::int64_t units = area_units(which, i);
    patch.core_units += units;
    std::uint32_t label = Summary::no_core;
    const auto meet = [&](const std::vector<std::uint32_t>& line, std::size_t at) {
      if (at >= line.size() || line[at] == Summary::no_core) return;
      if (label == Summary::no_core) {
        label = line[at];
        return;
      }
      const auto [root, taken] = first_.core_sets.unite(label, line[at]);
      if (root != taken) {
        --patch.cores;
        first_.core_regions[root].units += first_.core_regions[taken].units;
      }
      label = root;
    };
    const auto& inward = (which == 0 ? before_ : after_).cores;
    meet(inward, i);
    meet(cores_[1 - which], i);
    meet(cores_[which], i - 1);  // i + 1 is not decided yet; -1 is beyond any line
    if (options_.directions == Directions::eight) {
      for (const std::size_t at : {i - 1, i + 1}) {
        meet(inward, at);
        meet(cores_[1 - which], at);
      }
    }
    if (label == Summary::no_core) {
      label = first_.core_sets.add();
      first_.core_regions.push_back({0, class_key(patch.zone, patch.class_index)});
      ++patch.cores;
    }
    first_.core_regions[first_.core_sets.find(label)].units += units;
    cores_[which][i] = label;
  }

  /// Core cells that touch across the seam are of one patch, since each has the other's neighbours.
  void join_deep_cores() {
    const auto meet = [&](std::size_t i, std::size_t j) {
      const std::uint32_t a = before_.cores[i];
      const std::uint32_t b = after_.cores[j];
      if (a == Summary::no_core || b == Summary::no_core) return;
      const auto [root, taken] = first_.core_sets.unite(a, b);
      if (root == taken) return;
      --first_.patches[first_.sets.find(before_.cells[i].patch)].cores;
      first_.core_regions[root].units += first_.core_regions[taken].units;
    };
    for (std::size_t i = 0; i < length_; ++i) {
      meet(i, i);
      if (options_.directions == Directions::four || i + 1 == length_) continue;
      meet(i, i + 1);
      meet(i + 1, i);
    }
  }

  void stitch() {
    OpenSide trail = std::move(second_.sides[axis_.trail]);
    if (options_.measured.cores && !options_.deep_cores()) {
      // The second line from an end is the seam where that end is only one or two cells deep.
      if (OpenSide& lead = first_.sides[axis_.lead]; lead.open() && depth_[0] <= 2)
        lead.cores = cores_[depth_[0] == 1 ? 1 : 0];
      if (trail.open() && depth_[1] <= 2) trail.cores = cores_[depth_[1] == 1 ? 0 : 1];
      note_cores_across(axis_.cross0, 1);
      note_cores_across(axis_.cross1, length_ - 2);
    }
    first_.sides[axis_.trail] = std::move(trail);
    for (const SideName name : {axis_.cross0, axis_.cross1}) {
      OpenSide& side = first_.sides[name];
      const OpenSide& other = second_.sides[name];
      side.cells.insert(side.cells.end(), other.cells.begin(), other.cells.end());
      side.cores.insert(side.cores.end(), other.cores.begin(), other.cores.end());
    }
    Tile& rectangle = first_.rectangle;
    (side_ == Side::right ? rectangle.width : rectangle.height) += depth_[1];
  }

  /// Seam cell i lies on the second line of a side that the seam ends at.
  void note_cores_across(SideName name, std::size_t i) {
    if (length_ < 2) return;
    if (auto& cores = first_.sides[name].cores; !cores.empty()) cores.back() = cores_[0][i];
    if (auto& cores = second_.sides[name].cores; !cores.empty()) cores.front() = cores_[1][i];
  }

  Summary& first_;
  Summary& second_;
  Side side_;
  Axis axis_;
  const PatchOptions& options_;
  OpenSide& before_;  ///< first's cells along the seam
  OpenSide& after_;   ///< second's
  std::size_t length_;
  std::array<std::int64_t, 2> depth_;
  std::array<std::vector<std::uint32_t>, 2> cores_;  ///< core labels of the seam's two lines

  enum class Meeting : std::uint8_t { apart, one_zone, one_patch };
  std::pair<std::uint32_t, std::uint32_t> pair_{OuterCell::none, OuterCell::none};  ///< last met
  Meeting meeting_ = Meeting::apart;                                                ///< of the pair
  AdjacencyTotals* shared_ = nullptr;  ///< sides of the pair's classes
};

}  // namespace

void join_seam(Summary& first, Summary& second, Side side, const PatchOptions& options) {
  Seam(first, second, side, options).join();
}

}  // namespace terrabalance::landscape
