#include <neon/baselines/coalitions.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/product.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon::baselines {
namespace {

/// So many that they make about 1,024 points.
Index sets_at_once(Index references) { return std::max<Index>(1, 1024 / references); }

double binomial(Index n, Index k) {
  double result = 1;
  for (Index j = 1; j <= k; ++j) result *= static_cast<double>(n - k + j) / static_cast<double>(j);
  return std::round(result);
}

/// Calls visit(features) for every set of `size` features, in lexicographic order.
template <class Visit>
void for_each_set(Index d, Index size, const Visit& visit) {
  Labels set(static_cast<std::size_t>(size));
  std::iota(set.begin(), set.end(), Index{0});
  while (true) {
    visit(set);
    Index last = size - 1;  // the last feature that can still move up
    while (last >= 0 && set[static_cast<std::size_t>(last)] == d - size + last) --last;
    if (last < 0) return;
    std::iota(set.begin() + last, set.end(), set[static_cast<std::size_t>(last)] + 1);
  }
}

/// Every reference point with the features of every set replaced by these.
/// @param points [sets * references, d], room that is used again: a fresh one of this size costs more than its numbers
void replace(const MatrixView& reference, const Eigen::RowVectorXd& by, const MatrixView& sets, Matrix& points) {
  points.resize(sets.rows() * reference.rows(), reference.cols());
  for (Index s = 0; s < sets.rows(); ++s)
    for (Index b = 0; b < reference.rows(); ++b)
      points.row(s * reference.rows() + b) = (sets.row(s).array() > 0).select(by, reference.row(b));
}

/// The coalitions so far; a set is added with its complement, unless that comes by itself.
class Collection {
 public:
  explicit Collection(Index features) : d_(features) {}
  void add(const Labels& set, bool complement, double weight) {
    Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(d_);
    for (const Index i : set) row[i] = 1;
    rows_.push_back(row);
    if (complement) rows_.emplace_back(1 - row.array());
    weights_.resize(rows_.size(), weight);
  }
  Coalitions coalitions() const {
    Coalitions result{Matrix(static_cast<Index>(rows_.size()), d_), Vector(static_cast<Index>(rows_.size()))};
    for (std::size_t s = 0; s < rows_.size(); ++s) {
      result.member.row(static_cast<Index>(s)) = rows_[s];
      result.weight[static_cast<Index>(s)] = weights_[s];
    }
    return result;
  }

 private:
  Index d_;
  std::vector<Eigen::RowVectorXd> rows_;
  std::vector<double> weights_;
};

}  // namespace

Matrix all_coalitions(Index d) {
  Matrix member(Index{1} << d, d);
  for (Index set = 0; set < member.rows(); ++set)
    for (Index i = 0; i < d; ++i) member(set, i) = static_cast<double>(set >> i & 1);
  return member;
}

Coalitions kernel_coalitions(Index d, Index budget, Random random) {
  Collection collection(d);
  const Index sizes = d / 2;  // with those of the complements, all
  std::vector<double> mass;   // of the kernel, of all sets of a size and of its complements
  for (Index size = 1; size <= sizes; ++size)
    mass.push_back((2 * size == d ? 1.0 : 2.0) * static_cast<double>(d - 1) / static_cast<double>(size * (d - size)));
  double rest = std::accumulate(mass.begin(), mass.end(), 0.0);
  auto left = static_cast<double>(budget);

  Index size = 1;
  for (; size <= sizes; ++size) {
    const bool complement = 2 * size != d;
    const double share = mass[static_cast<std::size_t>(size - 1)], sets = (complement ? 2 : 1) * binomial(d, size);
    if (size == sizes ? left < sets : left * share < rest * sets) break;
    for_each_set(d, size, [&](const Labels& set) { collection.add(set, complement, share / sets); });
    rest -= share;
    left -= sets;
  }
  if (size > sizes) return collection.coalitions();

  const auto pairs = std::max<Index>(1, static_cast<Index>(left) / 2);
  Labels features(static_cast<std::size_t>(d));
  std::iota(features.begin(), features.end(), Index{0});
  for (Index pair = 0; pair < pairs; ++pair) {
    Index drawn = size;
    for (double at = random.uniform() * rest; drawn < sizes; ++drawn)
      if ((at -= mass[static_cast<std::size_t>(drawn - 1)]) < 0) break;
    for (Index i = 0; i < drawn; ++i)
      std::swap(features[static_cast<std::size_t>(i)], features[static_cast<std::size_t>(i + random.below(d - i))]);
    collection.add(Labels(features.begin(), features.begin() + drawn), true, rest / static_cast<double>(2 * pairs));
  }
  return collection.coalitions();
}

std::vector<Labels> antithetic_orders(Index d, Index pairs, Random random) {
  std::vector<Labels> orders;
  for (Index pair = 0; pair < pairs; ++pair) {
    Labels order(static_cast<std::size_t>(d));
    std::iota(order.begin(), order.end(), Index{0});
    random.shuffle(order);
    orders.push_back(order);
    orders.emplace_back(order.rbegin(), order.rend());
  }
  return orders;
}

Matrix coalition_values(const Evidence& f, const MatrixView& x, const MatrixView& reference, const MatrixView& member,
                        const std::vector<Matrix>* kept) {
  const Index references = reference.rows(), chunk = sets_at_once(references);
  const AffineScores* const scores = f.scores_shortcut.get();
  const Eigen::RowVectorXd mean = column_means(reference);
  Matrix result(x.rows(), member.rows()), points, computed;
  for (Index first = 0; first < member.rows(); first += chunk) {
    const auto sets = member.middleRows(first, std::min(chunk, member.rows() - first));
    // Points or scores: both are a part of the reference, where features are absent at their mean, plus a part of x.
    if (scores && !kept) {
      replace(reference, mean, sets, points);
      computed = scores->at(points);
    }
    const Matrix& base = kept ? (*kept)[static_cast<std::size_t>(first / chunk)] : computed;
    for (Index n = 0; n < x.rows(); ++n) {
      Vector values;
      if (scores) {
        Matrix mixed = base;
        const Matrix part = sets.array().rowwise() * (x.row(n) - mean).array();
        Matrix shift = Matrix::Zero(part.rows(), base.cols());
        add_product(part, scores->weight, shift);
        for (Index s = 0; s < sets.rows(); ++s) mixed.middleRows(s * references, references).rowwise() += shift.row(s);
        values = scores->value(std::move(mixed));
      } else {
        replace(reference, x.row(n), sets, points);
        values = f.value(points);
      }
      for (Index s = 0; s < sets.rows(); ++s) result(n, first + s) = values.segment(s * references, references).mean();
    }
  }
  return result;
}

std::shared_ptr<const std::vector<Matrix>> KeptScores::get(const Evidence& f, const Matrix& reference,
                                                           const Matrix& member, std::uint64_t sets) {
  constexpr Index most = Index{1} << 26;
  if (!f.scores_shortcut ||
      member.rows() * reference.rows() > most / std::max<Index>(1, f.scores_shortcut->weight.cols()))
    return nullptr;
  const std::scoped_lock lock(mutex_);
  const bool same = scores_ == f.scores_shortcut && sets_ == sets && reference_.rows() == reference.rows() &&
                    reference_.cols() == reference.cols() && reference_ == reference;
  if (!same) {
    scores_ = f.scores_shortcut;
    reference_ = reference;
    sets_ = sets;
    kept_ = nullptr;
  } else if (!kept_) {
    const Index chunk = sets_at_once(reference.rows());
    const Eigen::RowVectorXd mean = column_means(reference);
    std::vector<Matrix> parts;
    Matrix points;
    for (Index first = 0; first < member.rows(); first += chunk) {
      replace(reference, mean, member.middleRows(first, std::min(chunk, member.rows() - first)), points);
      parts.push_back(scores_->at(points));
    }
    kept_ = std::make_shared<const std::vector<Matrix>>(std::move(parts));
  }
  return kept_;
}

}  // namespace neon::baselines
