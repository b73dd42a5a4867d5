#include <neon/clustering/deep_kmeans.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/activation.hpp>

namespace neon {

Matrix DeepKMeans::embed(const MatrixView& x) const {
  require(x.cols() == features(), "DeepKMeans: {} features should be {}", x.cols(), features());
  Matrix phi(x.rows(), layers.back().outputs());
  parallel_blocks(x.rows(), 256, [&](Index first, Index last) {
    Matrix activation = layers.front().forward(x.middleRows(first, last - first));
    for (std::size_t l = 1; l < layers.size(); ++l) {
      SaturatingRelu::apply(activation);
      activation = layers[l].forward(activation);
    }
    phi.middleRows(first, last - first) = activation;
  });
  return phi;
}

Matrix DeepKMeans::outlier_scores(const MatrixView& x) const { return distances_to_centroids(embed(x), centroids); }

}  // namespace neon
