#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/neuralize/linkage_network.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <numeric>

namespace neon {
namespace {

/// The means of the clusters, and for average linkages the variances about them.
void take_means(const Agglomerative& model, LinkageNetwork& net) {
  const Index clusters = model.clusters();
  net.member.resize(clusters, model.features());
  net.variance = Matrix::Zero(clusters, model.features());
  for (Index k = 0; k < clusters; ++k) {
    const Matrix z = net.frame.in(model.points(k));
    net.member.row(k) = z.colwise().mean();
    if (model.linkage != Linkage::ward)
      net.variance.row(k) = (z.rowwise() - net.member.row(k)).cwiseAbs2().colwise().mean();
  }
  std::iota(net.begin.begin(), net.begin.end(), 0);
}

}  // namespace

LinkageNetwork neuralize(const Agglomerative& model, Index c) {
  const Index clusters = model.clusters();
  require(clusters >= 2, "neuralize: {} clusters should be at least 2", clusters);
  require(c >= 0 && c < clusters, "neuralize: cluster {} should be in [0, {})", c, clusters);
  require(model.beta > 0, "neuralize: beta {} should be positive", model.beta);

  LinkageNetwork net{.cluster = c,
                     .farthest = model.linkage == Linkage::complete,
                     .frame = {column_means(model.points(c)), frame_of(model.members).unit},
                     .member = {},
                     .variance = {},
                     .squared_norm = {},
                     .minus_two_member = {},
                     .begin = model.begin,
                     .pool = {model.beta}};
  if (model.linkage == Linkage::single || model.linkage == Linkage::complete) {
    net.member = net.frame.in(model.members);
    net.variance = Matrix::Zero(net.member.rows(), net.member.cols());
  } else {
    take_means(model, net);
  }
  net.squared_norm = net.member.rowwise().squaredNorm() + net.variance.rowwise().sum();
  net.minus_two_member = -2 * net.member.transpose();
  return net;
}

Matrix LinkageNetwork::distances(const MatrixView& x) const {
  require(x.cols() == features(), "linkage network: {} features should be {}", x.cols(), features());
  Matrix distance(x.rows(), member.rows());
  distance.rowwise() = squared_norm.transpose();
  add_product(frame.in(x), minus_two_member, distance);
  return frame.square() * distance;
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
  return frame.unit * gradient;
}

LinkageNetwork::Detection LinkageNetwork::detection(const Eigen::RowVectorXd& share,
                                                    const Eigen::RowVectorXd& origin) const {
  // Of each cluster its prototype, and the spread of what it is the mean of: o_k = sum_i (z_i - prototype)^2 + spread.
  Matrix prototype(clusters(), features()), spread(clusters(), features());
  for (Index k = 0; k < clusters(); ++k) {
    const auto own = member.middleRows(first(k), size(k));
    const auto weight = share.segment(first(k), size(k));
    prototype.row(k) = weight * own;
    spread.row(k) = weight * (variance.middleRows(first(k), size(k)) + (own.rowwise() - prototype.row(k)).cwiseAbs2());
  }
  Detection result{{Matrix(clusters() - 1, features()), {}}, Matrix(clusters() - 1, features())};
  const Eigen::RowVectorXd shift = 2 * (origin - frame.origin) / frame.unit;
  for (Index column = 0; column + 1 < clusters(); ++column) {
    const Index k = competitor_cluster(cluster, column);
    const Eigen::RowVectorXd apart = prototype.row(cluster) - prototype.row(k);
    result.layer.weight.row(column) = 2 * frame.unit * apart;
    result.at_root.row(column) =
        frame.square() *
        (apart.cwiseProduct(prototype.row(cluster) + prototype.row(k) - shift) + spread.row(cluster) - spread.row(k));
  }
  result.layer.bias = -result.at_root.rowwise().sum();
  result.layer.origin = origin;
  return result;
}

}  // namespace neon
