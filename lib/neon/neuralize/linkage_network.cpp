#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/neuralize/linkage_network.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <numeric>

namespace neon {

LinkageNetwork neuralize(const Agglomerative& model, Index c) {
  const Index clusters = model.clusters();
  require(clusters >= 2, "neuralize: {} clusters should be at least 2", clusters);
  require(c >= 0 && c < clusters, "neuralize: cluster {} should be in [0, {})", c, clusters);
  require(model.beta > 0, "neuralize: beta {} should be positive", model.beta);

  LinkageNetwork net{.cluster = c,
                     .farthest = model.linkage == Linkage::complete,
                     .member = model.members,
                     .square = model.members.cwiseAbs2(),
                     .squared_norm = {},
                     .begin = model.begin,
                     .pool = {model.beta}};
  if (model.linkage == Linkage::average) {
    net.member.resize(clusters, model.features());
    net.square.resize(clusters, model.features());
    for (Index k = 0; k < clusters; ++k) {
      net.member.row(k) = model.points(k).colwise().mean();
      net.square.row(k) = model.points(k).cwiseAbs2().colwise().mean();
    }
    std::iota(net.begin.begin(), net.begin.end(), 0);
  }
  net.squared_norm = net.square.rowwise().sum();
  return net;
}

Matrix LinkageNetwork::distances(const MatrixView& x) const {
  require(x.cols() == features(), "linkage network: {} features should be {}", x.cols(), features());
  Matrix distance(x.rows(), member.rows());
  distance.rowwise() = squared_norm.transpose();
  add_product(-2 * x, member.transpose(), distance);
  return distance;
}

Matrix LinkageNetwork::shares(const Matrix& distance) const {
  Matrix share(distance.rows(), distance.cols());
  for (Index k = 0; k < clusters(); ++k) {
    const auto own = distance.middleCols(first(k), size(k));
    share.middleCols(first(k), size(k)) = farthest ? SoftMax{infinity}.shares(own) : SoftMin{infinity}.shares(own);
  }
  return share;
}

Matrix LinkageNetwork::margins(const MatrixView& x) const {
  const Matrix distance = distances(x);
  Matrix margin(x.rows(), clusters() - 1);
  const auto pooled = [&](Index k) {
    const auto own = distance.middleCols(first(k), size(k));
    return farthest ? Vector(own.rowwise().maxCoeff()) : Vector(own.rowwise().minCoeff());
  };
  for (Index column = 0; column < margin.cols(); ++column)
    margin.col(column) = pooled(competitor_cluster(cluster, column));
  margin.colwise() -= pooled(cluster);
  return margin;
}

Matrix LinkageNetwork::pullback(const MatrixView& x, const MatrixView& weight) const {
  Matrix coefficient = shares(distances(x));
  for (Index k = 0; k < clusters(); ++k) {
    const Vector factor =
        k == cluster ? Vector(2 * weight.rowwise().sum()) : Vector(-2 * weight.col(k < cluster ? k : k - 1));
    coefficient.middleCols(first(k), size(k)).array().colwise() *= factor.array();
  }
  Matrix gradient = Matrix::Zero(x.rows(), features());
  add_product(coefficient, member, gradient);
  return gradient;
}

LinkageNetwork::Detection LinkageNetwork::detection(const Eigen::RowVectorXd& share) const {
  Matrix prototype(clusters(), features()), moment(clusters(), features());
  for (Index k = 0; k < clusters(); ++k) {
    prototype.row(k) = share.segment(first(k), size(k)) * member.middleRows(first(k), size(k));
    moment.row(k) = share.segment(first(k), size(k)) * square.middleRows(first(k), size(k));
  }
  Detection result{{Matrix(clusters() - 1, features()), {}}, Matrix(clusters() - 1, features())};
  for (Index column = 0; column + 1 < clusters(); ++column) {
    const Index k = competitor_cluster(cluster, column);
    result.layer.weight.row(column) = 2 * (prototype.row(cluster) - prototype.row(k));
    result.at_root.row(column) = moment.row(cluster) - moment.row(k);
  }
  result.layer.bias = -result.at_root.rowwise().sum();
  return result;
}

}  // namespace neon
