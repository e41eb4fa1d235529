#pragma once

#include "kernels/landscape/patches/patch_kernel.hpp"

namespace terrabalance::landscape {

/// Joins two adjacent rectangles along their seam: patches, sides between classes, interior and
/// core cells; then makes the open sides those of both together. Labels of both count in
/// `first.patches` and its sets.
/// \throws std::logic_error if the two are not adjacent on that side
void join_seam(Summary& first, Summary& second, Side side, const PatchOptions& options);

}  // namespace terrabalance::landscape
