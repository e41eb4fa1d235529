#include "jobs/gwr/team.hpp"

#include "engine/value/archive.hpp"

namespace terrabalance {

gwr::Team team_of(const Communicator& ranks, int threads) {
  using Numbers = gwr::Team::Numbers;
  gwr::Team team;
  team.threads = threads;
  team.rank = ranks.rank();
  team.ranks = ranks.size();
  if (ranks.size() == 1) return team;
  team.gather = [ranks](const std::function<Numbers()>& work) {
    Numbers mine = ranks.together(work);
    if (ranks.is_root()) {
      for (int rank = 1; rank < ranks.size(); ++rank) {
        const auto theirs = from_bytes<Numbers>(ranks.receive(rank));
        mine.insert(mine.end(), theirs.begin(), theirs.end());
      }
    } else {
      ranks.send(0, to_bytes(mine));
    }
    ranks.broadcast(mine);
    return mine;
  };
  return team;
}

}  // namespace terrabalance
