#pragma once
#include "support/samples.hpp"

/// Points of several classes, in turn, at places of their own that overlap.
namespace neon::samples {

struct LabelledPoints {
  Matrix x;
  Labels label;
};

inline LabelledPoints labelled_points(Index n, Index features, Index classes, std::uint64_t seed) {
  LabelledPoints data{normal(n, features, seed), Labels(static_cast<std::size_t>(n))};
  const Matrix place = normal(classes, features, seed + 1);
  for (Index i = 0; i < n; ++i) {
    data.label[static_cast<std::size_t>(i)] = i % classes;
    data.x.row(i) += 0.8 * place.row(i % classes);
  }
  return data;
}

}  // namespace neon::samples
