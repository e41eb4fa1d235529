#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "jobs/change/options.hpp"
#include "jobs/raster/step.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// Land-use change between years: one sweep over the land use, a second one only for maps.
/// Collective.
void change(Session& session, const ChangeOptions& options);

/// The options once [change] of the study file has filled the gaps.
struct ChangeSettings {
  std::string map;
  Alignment alignment = Alignment::refuse;
  std::size_t strongest = 10;
};

/// \throws InputError naming the key that is wrong, or that there is one year only
ChangeSettings change_settings(const ChangeOptions& options, const RasterStudy& study);

/// The same as a step beside others. \param scene  outlives it; opened with the same alignment
std::unique_ptr<RasterStep> change_step(const RasterScene& scene, AccountInputs inputs,
                                        ChangeSettings settings);

}  // namespace terrabalance
