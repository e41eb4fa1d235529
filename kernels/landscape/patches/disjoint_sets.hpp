#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace terrabalance::landscape {

/// Union-find over labels 0, 1, 2 ... The root of a set is its smallest label.
class DisjointSets {
 public:
  using Label = std::uint32_t;

  Label add() {
    parent_.push_back(size());
    return parent_.back();
  }
  /// Makes as many sets as there are to be, or drops the last ones.
  void resize(std::size_t count) {
    const std::size_t first = parent_.size();
    parent_.resize(count);
    for (std::size_t i = first; i < count; ++i)
      parent_[i] = static_cast<Label>(i);
  }
  Label size() const { return static_cast<Label>(parent_.size()); }

  Label find(Label label) {
    for (;;) {  // roots and their children look the same, so there is little to guess
      const Label parent = parent_[label];
      const Label grandparent = parent_[parent];
      if (grandparent == parent) return parent;
      parent_[label] = grandparent;
      label = grandparent;
    }
  }
  /// \return the root of both, and the root that it took in (equal if they were one set already)
  std::pair<Label, Label> unite(Label a, Label b) {
    a = find(a);
    b = find(b);
    const Label root = std::min(a, b);
    const Label taken = std::max(a, b);
    parent_[taken] = root;
    return {root, taken};
  }

  /// Every label points at its root afterwards.
  void flatten() {
    for (auto& parent : parent_)
      parent = parent_[parent];  // a parent is smaller, so it is flat already
  }
  Label root_when_flat(Label label) const { return parent_[label]; }
  std::vector<Label> roots() const {
    std::vector<Label> roots;
    for (Label label = 0; label < size(); ++label)
      if (parent_[label] == label) roots.push_back(label);
    return roots;
  }

  /// Takes in the labels of another forest, shifted by size().
  void append(const DisjointSets& other) {
    const Label shift = size();
    parent_.reserve(parent_.size() + other.parent_.size());
    for (const Label parent : other.parent_)
      parent_.push_back(parent + shift);
  }
  /// `count` sets of one label each.
  void reset(std::size_t count) {
    parent_.resize(count);
    for (std::size_t i = 0; i < count; ++i)
      parent_[i] = static_cast<Label>(i);
  }

  template <class Archive>
  void archive(Archive& a) {
    a(parent_);
  }

 private:
  std::vector<Label> parent_;
};

}  // namespace terrabalance::landscape
