#pragma once

#include <string>
#include <vector>

#include "io/features.hpp"
#include "jobs/evaluate/inputs.hpp"
#include "jobs/session.hpp"
#include "jobs/study/city_items.hpp"
#include "jobs/uncertainty/inputs/inputs.hpp"
#include "kernels/pattern/weights.hpp"

/// \file
/// The steps of the chain of draws, from data that a file or a study gave.
namespace terrabalance {

/// "source", "sink", "net" or "net_per_ha". \throws InputError for another name
uncertainty::Response chain_response(const std::string& name);

/// The evaluation; notes the items that draws have in inputs.chain.items. What stays as given
/// although it follows from the balance is warned of.
/// \throws InputError naming source, zone and year without indicators, or that nothing would change
uncertainty::EvaluationStep evaluation_step(Session& session, UncertaintyInputs& inputs,
                                            const EvaluateOptions& evaluate,
                                            const CityItems& items);

/// \param axes  subsystems on x, y, z \param rules  TOML; empty: the built-in ones
uncertainty::ZoningStep zoning_step(const uncertainty::EvaluationStep& evaluation,
                                    const std::vector<std::string>& axes, const std::string& rules);

/// Binary neighbours of the zones. \param spec  queen, rook or knn:K \param path  for messages
pattern::Weights neighbours_step(const UncertaintyInputs& inputs, const Features& features,
                                 const std::string& path, const std::string& spec);

}  // namespace terrabalance
