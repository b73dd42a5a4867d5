#include <neon/compare/comparison.hpp>
#include <neon/compare/evenly_spaced.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <limits>

namespace neon {
namespace {

Labels with_positive_evidence(const ComparedModel& model, const MatrixView& x) {
  const Vector logit = logits(model, x);
  Labels rows;
  for (Index n = 0; n < x.rows(); ++n)
    if (logit[n] > 0) rows.push_back(n);
  require(!rows.empty(), "compare: none of {} points has positive evidence for its cluster: there should be some",
          x.rows());
  return rows;
}

Labels picked(const Labels& values, const Labels& rows) {
  Labels result;
  for (const Index row : rows) result.push_back(values.empty() ? row : values[static_cast<std::size_t>(row)]);
  return result;
}

/// Relevances of blocks in the rows of their set.
Matrix in_rows(const PointSet& set, const std::vector<Matrix>& relevance) {
  Matrix all(set.points, set.features);
  for (std::size_t b = 0; b < relevance.size(); ++b) all(set.blocks[b].row, Eigen::all) = relevance[b];
  return all;
}

/// Starts for root points are some points of the data, if the caller has not said which.
RootOptions with_background(const CompareOptions& chosen, const MatrixView& x) {
  constexpr Index most = 2000;
  RootOptions roots = chosen.roots;
  if (roots.background) return roots;
  const MatrixView points = chosen.background ? MatrixView(chosen.background->x) : x;
  roots.background = std::make_shared<const Matrix>(points(evenly_spaced(most, points.rows()), Eigen::all));
  return roots;
}

bool asks_anew(const Metric& metric) { return metric.needs_method || metric.needs_randomised; }

}  // namespace

Comparison::Comparison(const ComparedModel& model, const MatrixView& x, const CompareOptions& chosen)
    : options(chosen),
      rows(with_positive_evidence(model, x)),
      set(model, Matrix(x(rows, Eigen::all)), picked(options.id, rows), with_background(options, x)),
      asked_rows(evenly_spaced(options.asked_anew, set.points)),
      asked(set.subset(asked_rows)),
      background(options.background ? *options.background : model_background(model, x)) {
  const bool needed = model.randomised && std::any_of(options.metrics.begin(), options.metrics.end(),
                                                      [](const Metric& metric) { return metric.needs_randomised; });
  const Labels chosen_rows = picked(rows, asked_rows), id = picked(options.id, chosen_rows);
  const Matrix points = x(chosen_rows, Eigen::all);
  for (Index draw = 0; needed && draw < options.randomisations; ++draw) {
    const auto other = model.randomised(points, options.seed + static_cast<std::uint64_t>(draw) + 1);
    if (!other) break;
    randomised.push_back({PointSet(*other, points, id, set.root_options), model_background(*other, background.x)});
  }
}

Entry::Entry(const Contender& contender, const Comparison& comparison) : comparison_(comparison) {
  const Comparison& c = comparison_;
  answer(contender);
  const Matrix all = relevance();
  for (const PointBlock& block : c.asked.blocks)
    asked_relevance_.emplace_back(all(picked(c.asked_rows, block.row), Eigen::all));
}

void Entry::answer(const Contender& contender) {
  const Comparison& c = comparison_;
  if (!contender.prepare) {
    for (const PointBlock& block : c.set.blocks)
      answer_.relevance.emplace_back(contender.relevance(picked(c.rows, block.row), Eigen::all));
    answer_.seconds = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  methods_ = contender.prepare(c.set.networks, c.background);
  answer_ = explain_points(c.set, methods_, c.background, c.options.seed);
  try {
    for (const RandomisedSet& other : c.randomised) {
      const std::vector<Attributor> methods = contender.prepare(other.set.networks, other.background);
      randomised_.push_back(
          in_rows(other.set, explain_points(other.set, methods, other.background, c.options.seed).relevance));
    }
  } catch (const Error& error) {  // a method may learn nothing from clusters at random: the other metrics stand
    randomised_.clear();
    not_randomised_ = error.what();
  }
}

Matrix Entry::relevance() const { return in_rows(comparison_.set, answer_.relevance); }

Explained Entry::explained(const Metric& metric) const {
  const Comparison& c = comparison_;
  const PointSet& set = asks_anew(metric) ? c.asked : c.set;
  const std::vector<Matrix>& relevance = asks_anew(metric) ? asked_relevance_ : answer_.relevance;
  Explained explained{{}, set.points, set.features, c.options.roots.box.lower, c.options.roots.box.upper};
  for (std::size_t b = 0; b < set.blocks.size(); ++b) {
    const PointBlock& block = set.blocks[b];
    ExplainedPart part{set.question(block, c.options.seed, c.background), relevance[b], block.row};
    if (!methods_.empty())
      part.explain = [&c, &set, &block, &method = methods_[static_cast<std::size_t>(block.network)]](const Matrix& x) {
        return explain_instead(set, block, x, method, c.background, c.options.seed);
      };
    if (metric.needs_randomised)
      for (const Matrix& other : randomised_) part.randomised.emplace_back(other(block.row, Eigen::all));
    explained.parts.push_back(std::move(part));
  }
  return explained;
}

PointScores Entry::scores(const Metric& metric) const {
  PointScores some = metric.score(explained(metric));
  const Comparison& c = comparison_;
  if (!asks_anew(metric) || c.asked.points == c.set.points) return some;
  const Labels& rows = c.asked_rows;
  require(some.numerator.size() == c.asked.points, "{} scores should be {}", some.numerator.size(), c.asked.points);
  PointScores all{Vector::Zero(c.set.points), Vector::Zero(c.set.points)};
  all.numerator(rows) = some.numerator;
  all.denominator(rows) = some.denominator.size() > 0 ? some.denominator : Vector(Vector::Ones(c.asked.points));
  return all;
}

std::string Entry::inapplicable(const Metric& metric) const {
  if (metric.needs_method && methods_.empty()) return "imported relevances: other points cannot be explained";
  if (metric.needs_randomised && methods_.empty()) return "imported relevances: no other model can be explained";
  if (metric.needs_randomised && !not_randomised_.empty()) return not_randomised_;
  if (metric.needs_randomised && randomised_.empty()) return "this kind of model has no counterpart at random";
  return {};
}

}  // namespace neon
