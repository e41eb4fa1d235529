#include "kernels/zone/transport.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace terrabalance::zone {
namespace {

using Node = std::uint32_t;
constexpr Node none = std::numeric_limits<Node>::max();

/// The spanning tree of the method: supplies, demands and the root. Every node has the arc to its
/// parent: its direction, cost and flow.
class Tree {
 public:
  Tree(std::size_t nodes, Node root)
      : parent(nodes, root),
        up(nodes, false),
        cost(nodes, 0),
        flow(nodes, 0),
        potential(nodes, 0),
        depth_(nodes, 1),
        child_(nodes, none),
        next_(nodes, none),
        previous_(nodes, none) {
    parent[root] = none;
    depth_[root] = 0;
    for (Node v = 0; v < static_cast<Node>(nodes); ++v) {
      if (v != root) adopt(v, root);
    }
  }

  Node join_of(Node a, Node b) const {
    while (a != b) {
      if (depth_[a] >= depth_[b]) {
        a = parent[a];
      } else {
        b = parent[b];
      }
    }
    return a;
  }

  /// Cuts the arc above `top` and hangs the part below it on `new_parent` by an arc from `inner`.
  void move(Node top, Node inner, Node new_parent, bool is_up, std::int64_t c, std::int64_t f) {
    Node v = inner;
    Node above = new_parent;
    for (;;) {
      const Node old_parent = parent[v];
      const bool old_up = up[v];
      const std::int64_t old_cost = cost[v];
      const std::int64_t old_flow = flow[v];
      disown(v);
      parent[v] = above;
      up[v] = is_up;
      cost[v] = c;
      flow[v] = f;
      adopt(v, above);
      if (v == top) break;
      above = v;
      v = old_parent;
      is_up = !old_up;
      c = old_cost;
      f = old_flow;
    }
    shift(inner);
  }

  std::vector<Node> parent;
  std::vector<char> up;  ///< the arc goes from the node to its parent
  std::vector<std::int64_t> cost;
  std::vector<std::int64_t> flow;
  std::vector<std::int64_t> potential;  ///< cost of an arc a -> b = potential a - potential b

 private:
  void adopt(Node v, Node above) {
    previous_[v] = none;
    next_[v] = child_[above];
    if (next_[v] != none) previous_[next_[v]] = v;
    child_[above] = v;
  }
  void disown(Node v) {
    if (previous_[v] != none) {
      next_[previous_[v]] = next_[v];
    } else {
      child_[parent[v]] = next_[v];
    }
    if (next_[v] != none) previous_[next_[v]] = previous_[v];
  }

  /// Depths and potentials below a node that has a new parent.
  void shift(Node top) {
    const std::int64_t by =
        potential[parent[top]] + (up[top] ? cost[top] : -cost[top]) - potential[top];
    Node v = top;
    for (;;) {
      potential[v] += by;
      depth_[v] = depth_[parent[v]] + 1;
      if (child_[v] != none) {
        v = child_[v];
        continue;
      }
      while (v != top && next_[v] == none)
        v = parent[v];
      if (v == top) return;
      v = next_[v];
    }
  }

  std::vector<Node> depth_;
  std::vector<Node> child_;
  std::vector<Node> next_;
  std::vector<Node> previous_;
};

/// Supplies 0 .. m - 1, demands m .. m + n - 1, the root last; amounts and costs as integers.
class NetworkSimplex {
 public:
  NetworkSimplex(std::vector<std::int64_t> supply, std::vector<std::int64_t> demand,
                 std::vector<std::int64_t> cost)
      : m_(supply.size()),
        n_(demand.size()),
        cost_(std::move(cost)),
        tree_(m_ + n_ + 1, static_cast<Node>(m_ + n_)) {
    const std::int64_t dearest = *std::max_element(cost_.begin(), cost_.end());
    const std::int64_t artificial = (dearest + 1) * static_cast<std::int64_t>(m_ + n_);
    for (std::size_t v = 0; v < m_ + n_; ++v) {
      const bool is_supply = v < m_;
      tree_.up[v] = is_supply;
      tree_.cost[v] = artificial;
      tree_.flow[v] = is_supply ? supply[v] : demand[v - m_];
      tree_.potential[v] = is_supply ? artificial : -artificial;
    }
  }

  void run() {
    while (const auto arc = entering())
      pivot(*arc / n_, *arc % n_);
  }

  /// \return whether the node's arc is one between a supply and a demand
  template <class Visit>
  void flows(const Visit& visit) const {
    for (std::size_t v = 0; v < m_ + n_; ++v) {
      const auto other = static_cast<std::size_t>(tree_.parent[v]);
      if (other == m_ + n_ || tree_.flow[v] == 0) continue;
      const bool is_supply = v < m_;
      visit(is_supply ? v : other, (is_supply ? other : v) - m_, tree_.flow[v]);
    }
  }

 private:
  /// The arc with the least reduced cost in the first block that has a negative one.
  std::optional<std::size_t> entering() {
    const std::size_t arcs = m_ * n_;
    const auto block =
        std::max<std::size_t>(10, static_cast<std::size_t>(std::sqrt(static_cast<double>(arcs))));
    std::int64_t least = 0;
    std::size_t best = 0;
    for (std::size_t seen = 0; seen < arcs;) {
      for (std::size_t left = std::min(block, arcs - seen); left > 0;) {
        const std::size_t i = at_ / n_;
        const std::size_t first = at_ % n_;
        const std::size_t count = std::min(left, n_ - first);
        const std::int64_t* costs = cost_.data() + at_;
        const std::int64_t* demand = tree_.potential.data() + m_ + first;
        const std::int64_t own = tree_.potential[i];
        for (std::size_t k = 0; k < count; ++k) {
          const std::int64_t reduced = costs[k] - own + demand[k];
          if (reduced < least) {
            least = reduced;
            best = at_ + k;
          }
        }
        left -= count;
        seen += count;
        at_ = at_ + count == arcs ? 0 : at_ + count;
      }
      if (least < 0) return best;
    }
    return std::nullopt;
  }

  /// Sends as much as can be around the cycle that the arc closes.
  void pivot(std::size_t supply, std::size_t demand) {
    const auto i = static_cast<Node>(supply);
    const auto j = static_cast<Node>(m_ + demand);
    const Node join = tree_.join_of(i, j);
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    Node leaving = none;
    bool on_supply_side = true;
    for (Node v = i; v != join; v = tree_.parent[v]) {
      if (tree_.up[v] && tree_.flow[v] < most) {
        most = tree_.flow[v];
        leaving = v;
      }
    }
    // Of equal ones the last on the way round, so that trees stay strongly feasible.
    for (Node v = j; v != join; v = tree_.parent[v]) {
      if (!tree_.up[v] && tree_.flow[v] <= most) {
        most = tree_.flow[v];
        leaving = v;
        on_supply_side = false;
      }
    }
    for (Node v = i; v != join; v = tree_.parent[v])
      tree_.flow[v] += tree_.up[v] ? -most : most;
    for (Node v = j; v != join; v = tree_.parent[v])
      tree_.flow[v] += tree_.up[v] ? most : -most;
    const std::int64_t cost = cost_[supply * n_ + demand];
    if (on_supply_side) {
      tree_.move(leaving, i, j, true, cost, most);
    } else {
      tree_.move(leaving, j, i, false, cost, most);
    }
  }

  std::size_t m_;
  std::size_t n_;
  std::vector<std::int64_t> cost_;
  Tree tree_;
  std::size_t at_ = 0;
};

/// 2^bits divided by the power of 2 that is not below the value: what scales it to some 2^bits.
double scale_for(double value, int bits) {
  return std::ldexp(1.0, bits - std::ilogb(value) - 1);
}

/// \param values  >= 0
std::vector<std::int64_t> integers(std::span<const double> values, double scale) {
  std::vector<std::int64_t> result(values.size());
  for (std::size_t k = 0; k < values.size(); ++k)
    result[k] = static_cast<std::int64_t>(values[k] * scale + 0.5);
  return result;
}

}  // namespace

std::vector<Flow> transport(std::span<const double> supply, std::span<const double> demand,
                            const std::function<double(std::size_t, std::size_t)>& cost) {
  if (supply.empty() || demand.empty()) return {};
  const double total = std::max(std::accumulate(supply.begin(), supply.end(), 0.0),
                                std::accumulate(demand.begin(), demand.end(), 0.0));
  const double unit = scale_for(total, 52);
  auto amounts = integers(supply, unit);
  auto wanted = integers(demand, unit);
  for (auto* side : {&amounts, &wanted}) {
    for (std::int64_t& amount : *side)
      amount = std::max<std::int64_t>(amount, 1);
  }
  // What one side has too much goes to a place of its own, at no cost.
  const std::int64_t spare = std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0}) -
                             std::accumulate(wanted.begin(), wanted.end(), std::int64_t{0});
  if (spare > 0) wanted.push_back(spare);
  if (spare < 0) amounts.push_back(-spare);

  std::vector<double> costs(amounts.size() * wanted.size(), 0);
  for (std::size_t i = 0; i < supply.size(); ++i) {
    for (std::size_t j = 0; j < demand.size(); ++j)
      costs[i * wanted.size() + j] = cost(i, j);
  }
  const double dearest = *std::max_element(costs.begin(), costs.end());
  NetworkSimplex method(std::move(amounts), std::move(wanted),
                        integers(costs, dearest > 0 ? scale_for(dearest, 40) : 1));
  method.run();
  std::vector<Flow> flows;
  method.flows([&](std::size_t from, std::size_t to, std::int64_t amount) {
    if (from < supply.size() && to < demand.size()) {
      flows.push_back({from, to, static_cast<double>(amount) / unit});
    }
  });
  std::sort(flows.begin(), flows.end(), [](const Flow& a, const Flow& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  return flows;
}

}  // namespace terrabalance::zone
