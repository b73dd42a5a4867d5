#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/core/parallel.hpp>
#include <neon/metrics/metric.hpp>

#include <utility>

namespace neon {

double score(const PointScores& scores) {
  const Index n = scores.numerator.size();
  require(n > 0, "score: {} points should be at least 1", n);
  if (scores.denominator.size() == 0) return scores.numerator.mean();
  require(scores.denominator.size() == n, "score: {} denominators should be {}", scores.denominator.size(), n);
  const double sum = scores.denominator.sum();
  require(sum != 0, "score: the sum of the denominators {} should not be 0", sum);
  return scores.numerator.sum() / sum;
}

std::function<PointScores(const Explained&)> by_part(std::function<PointScores(const ExplainedPart&)> of) {
  return [of = std::move(of)](const Explained& explained) {
    std::vector<PointScores> answers(explained.parts.size());
    parallel_blocks(static_cast<Index>(answers.size()), 1, [&](Index p, Index) {
      answers[static_cast<std::size_t>(p)] = of(explained.parts[static_cast<std::size_t>(p)]);
    });
    PointScores scores{Vector::Zero(explained.points), Vector::Ones(explained.points)};
    for (std::size_t p = 0; p < answers.size(); ++p) {
      const Labels& row = explained.parts[p].row;
      const auto n = static_cast<Index>(row.size());
      const Vector& denominator = answers[p].denominator;
      require(answers[p].numerator.size() == n && (denominator.size() == n || denominator.size() == 0),
              "metric: {} numerators and {} denominators for {} points: there should be one each",
              answers[p].numerator.size(), denominator.size(), n);
      scores.numerator(row) = answers[p].numerator;
      if (denominator.size() > 0) scores.denominator(row) = denominator;
    }
    return scores;
  };
}

std::function<PointScores(const Explained&)> mean_by_part(std::function<Vector(const ExplainedPart&)> of) {
  return by_part([of = std::move(of)](const ExplainedPart& part) -> PointScores { return {of(part)}; });
}

Matrix all_relevances(const Explained& explained) {
  Matrix relevance(explained.points, explained.features);
  for (const ExplainedPart& part : explained.parts) relevance(part.row, Eigen::all) = part.relevance;
  return relevance;
}

namespace metrics {

Metric find(const std::string& name) {
  std::vector<std::string> known;
  for (const Metric& metric : all()) {
    if (metric.name == name) return metric;
    known.push_back(metric.name);
  }
  throw Error(
      fmt::format("metric: '{}' should be one of {}{}", name, fmt::join(known, ", "), did_you_mean(name, known)));
}

}  // namespace metrics
}  // namespace neon
