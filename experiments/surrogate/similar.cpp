#include "experiments/surrogate/similar.hpp"

#include <neon/compare/evenly_spaced.hpp>
#include <neon/surrogate/similar_examples.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "experiments/surrogate/schema.hpp"

namespace neon::experiments::surrogate {
namespace {

constexpr Index side = 32, pixels = side * side, cell = 4, cells = side / cell, levels = 4;
constexpr Index neighbours = 10, shown = 8, most_asked = 1000;

/// Means of the luminance over squares of 4 x 4 pixels, in [0, 1].
Vector small_luminance(const Eigen::RowVectorXd& image) {
  constexpr std::array<double, 3> share{0.299, 0.587, 0.114};  // ITU-R BT.601
  Vector result = Vector::Zero(cells * cells);
  for (Index c = 0; c < 3; ++c)
    for (Index p = 0; p < pixels; ++p)
      result(p / side / cell * cells + p % side / cell) +=
          share[static_cast<std::size_t>(c)] * image(c * pixels + p) / (255.0 * cell * cell);
  return result;
}

Vector histogram(const Eigen::RowVectorXd& image) {
  Vector count = Vector::Zero(levels * levels * levels);
  for (Index p = 0; p < pixels; ++p) {
    Index place = 0;
    for (Index c = 0; c < 3; ++c)
      place = place * levels + std::min<Index>(levels - 1, static_cast<Index>(image(c * pixels + p) * levels / 256));
    count(place) += 1.0 / pixels;
  }
  return count;
}

struct Way {
  const char* name;
  std::vector<Matrix> examples, queries;
  Vector weights;
};

}  // namespace

Likeness likeness(const Eigen::RowVectorXd& a, const Eigen::RowVectorXd& b) {
  return {std::sqrt((small_luminance(a) - small_luminance(b)).squaredNorm() / (cells * cells)),
          0.5 * (histogram(a) - histogram(b)).cwiseAbs().sum()};
}

Matrix image_rows(const FeatureMaps& rgb, const Labels& rows) {
  Matrix result(static_cast<Index>(rows.size()), 3 * pixels);
  for (std::size_t n = 0; n < rows.size(); ++n)
    result.row(static_cast<Index>(n)) =
        Eigen::Map<const Eigen::RowVectorXf>(rgb.map(rows[n]), 3 * pixels).cast<double>();
  return result;
}

void record_similar(const Cifar& cifar, const Passed& train, const Passed& test, const std::vector<LayerStudy>& layers,
                    ResultWriter& writer) {
  std::vector<Matrix> examples, queries;
  const Labels asked = evenly_spaced(most_asked, cifar.test.rgb.count);
  for (const LayerStudy& layer : layers) {
    examples.push_back(layer.train_code);
    queries.emplace_back(layer.test_code(asked, Eigen::all));
  }
  const std::vector<Way> ways{{"equal", examples, queries, Vector{{1, 1, 1, 1}}},
                              {"low", examples, queries, Vector{{2, 1, 0, 0}}},
                              {"high", examples, queries, Vector{{0, 0, 1, 2}}},
                              {"features", {train.features}, {test.features(asked, Eigen::all)}, Vector{{1}}}};
  const schema::surrogate::Similar stored;
  const auto count = static_cast<Index>(asked.size());
  const Labels places = evenly_spaced(shown, count);  // in `asked`
  Labels queried, query_class;
  for (const Index place : places) {
    queried.push_back(asked[static_cast<std::size_t>(place)]);
    query_class.push_back(cifar.test.label[static_cast<std::size_t>(queried.back())]);
  }
  stored.queries.write(writer, image_rows(cifar.test.rgb, queried));
  stored.query_class.write(writer, query_class);

  schema::Strings names;
  Matrix told(static_cast<Index>(ways.size()), 3);
  for (const Way& way : ways) {
    const SimilarExamples found =
        similar_examples(way.examples, way.queries, way.weights, std::min(neighbours, cifar.train.rgb.count));
    Vector sum = Vector::Zero(3);
    double pairs = 0;
    for (Index q = 0; q < count; ++q) {
      const Labels& near = found.example[static_cast<std::size_t>(q)];
      const Index row = asked[static_cast<std::size_t>(q)], label = cifar.test.label[static_cast<std::size_t>(row)];
      const Eigen::RowVectorXd image = image_rows(cifar.test.rgb, {row});
      const Matrix others = image_rows(cifar.train.rgb, near);
      for (std::size_t n = 0; n < near.size(); ++n) {
        const Likeness like = likeness(image, others.row(static_cast<Index>(n)));
        const bool same = cifar.train.label[static_cast<std::size_t>(near[n])] == label;
        sum += Vector{{same ? 1.0 : 0.0, like.luminance, like.colour}};
        pairs += 1;
      }
    }
    told.row(static_cast<Index>(names.size())) = sum / pairs;
    names.emplace_back(way.name);
    Labels rows, classes;
    for (const Index place : places)
      for (const Index n : found.example[static_cast<std::size_t>(place)]) {
        rows.push_back(n);
        classes.push_back(cifar.train.label[static_cast<std::size_t>(n)]);
      }
    stored.images(way.name).write(writer, image_rows(cifar.train.rgb, rows));
    stored.classes(way.name).write(writer, classes);
  }
  stored.methods.write(writer, names);
  stored.likeness.write(writer, told);
}

}  // namespace neon::experiments::surrogate
