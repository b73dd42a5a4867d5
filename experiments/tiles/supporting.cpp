#include "experiments/tiles/supporting.hpp"

#include <neon/compare/bootstrap.hpp>
#include <neon/surrogate/similar_examples.hpp>

#include "experiments/tiles/schema.hpp"

namespace neon::experiments::tiles {
namespace {

using schema::tiles::Supporting;

constexpr std::size_t count = 10;

std::size_t at(Index n) { return static_cast<std::size_t>(n); }

/// The first `most` of some rows that fit.
template <class Fits>
Labels first_of(const Labels& rows, std::size_t most, const Fits& fits) {
  Labels result;
  for (const Index row : rows)
    if (result.size() < most && fits(row)) result.push_back(row);
  return result;
}

}  // namespace

Matrix means_with_intervals(const Matrix& values) {
  constexpr Index samples = 1000;
  constexpr double share = 0.95;
  const Matrix drawn = bootstrap_ratios(values, Matrix::Ones(values.rows(), values.cols()), samples, 0);
  Matrix result(values.cols(), schema::tiles::columns);
  for (Index c = 0; c < values.cols(); ++c) {
    const Interval interval = central_interval(drawn.col(c), share);
    result.row(c) << values.col(c).mean(), interval.low, interval.high;
  }
  return result;
}

SupportingExamples find_supporting(const Part& train, const Part& test, const std::vector<LayerStudy>& layers,
                                   const Matrix& train_features, const Matrix& test_features) {
  std::vector<Matrix> codes, asked;
  for (const LayerStudy& layer : layers) {
    codes.push_back(layer.train_code);
    asked.push_back(layer.test_code);
  }
  const Index all = train_features.rows();
  const SimilarExamples similar = similar_examples(codes, asked, Vector::Ones(static_cast<Index>(layers.size())), all),
                        near = similar_examples({train_features}, {test_features}, Vector::Ones(1), all);
  SupportingExamples result{{Supporting::similar_filtered, Supporting::similar, Supporting::all_filtered,
                             Supporting::all, Supporting::fine, Supporting::features},
                            {}};
  result.examples.resize(result.names.size());
  for (std::size_t q = 0; q < test.kind.size(); ++q) {
    const Labels &order = similar.example[q], &by_features = near.example[q];
    const auto any = [](Index) { return true; };
    const auto of_label = [&](Index row) { return train.defective[at(row)] == test.predicted[q]; };
    const auto of_kind = [&](Index row) { return train.kind[at(row)] == test.kind[q]; };
    const Labels found[] = {first_of(order, count, of_label),        first_of(order, count, any),
                            first_of(order, order.size(), of_label), order,
                            first_of(order, order.size(), of_kind),  first_of(by_features, count, any)};
    for (std::size_t source = 0; source < result.names.size(); ++source)
      result.examples[source].push_back(found[source]);
  }
  return result;
}

Matrix same_kind_shares(const SupportingExamples& supporting, const Part& train, const Part& test) {
  Matrix share = Matrix::Zero(static_cast<Index>(test.kind.size()), static_cast<Index>(supporting.names.size()));
  for (std::size_t source = 0; source < supporting.names.size(); ++source)
    for (std::size_t q = 0; q < test.kind.size(); ++q) {
      const Labels& rows = supporting.examples[source][q];
      double same = 0;
      for (const Index row : rows) same += train.kind[at(row)] == test.kind[q] ? 1 : 0;
      if (!rows.empty())
        share(static_cast<Index>(q), static_cast<Index>(source)) = same / static_cast<double>(rows.size());
    }
  return share;
}

void record_supporting(const SupportingExamples& supporting, const Part& train, const Part& test,
                       ResultWriter& writer) {
  const Matrix share = same_kind_shares(supporting, train, test);
  Labels defects;
  for (std::size_t q = 0; q < test.kind.size(); ++q)
    if (test.defective[q] == 1) defects.push_back(static_cast<Index>(q));
  const Supporting stored;
  stored.names.write(writer, supporting.names);
  stored.same.write(writer, means_with_intervals(share));
  stored.same_defect.write(writer, means_with_intervals(share(defects, Eigen::all)));
}

}  // namespace neon::experiments::tiles
