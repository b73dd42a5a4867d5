#include <neon/core/error.hpp>
#include <neon/explain/image_evidence.hpp>

namespace neon {
namespace {

/// Images of a batch: bounds the memory of the activations that a gradient needs.
constexpr Index images_at_once = 4;

FeatureMaps images_of(const MatrixView& x, const FeatureMaps& one) {
  FeatureMaps images(x.rows(), one.channels, one.height, one.width);
  require(x.cols() == one.size(), "image evidence: {} features should be {} x {} x {}", x.cols(), one.channels,
          one.height, one.width);
  Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(images.values.data(), x.rows(),
                                                                                    x.cols()) = x.cast<float>();
  return images;
}

}  // namespace

Evidence image_evidence(const ConvolutionalStack& stack, const ImageHead& head, Index height, Index width) {
  const FeatureMaps one(1, stack.network().channels(0), height, width);
  const auto value = [stack, head, one](const MatrixView& x) {
    Vector result(x.rows());
    for (Index first = 0; first < x.rows(); first += images_at_once) {
      const Index count = std::min(images_at_once, x.rows() - first);
      const FeatureMaps images = images_of(x.middleRows(first, count), one);
      result.segment(first, count) = head.value(stack.forward(images, {head.layer}).front());
    }
    return result;
  };
  const auto gradient = [stack, head, one](const MatrixView& x) {
    Matrix result(x.rows(), x.cols());
    for (Index first = 0; first < x.rows(); first += images_at_once) {
      const Index count = std::min(images_at_once, x.rows() - first);
      const ForwardPass pass = stack.pass(images_of(x.middleRows(first, count), one));
      const FeatureMaps part = pass.pullback(head.layer, head.gradient(pass.activations(head.layer)));
      for (Index n = 0; n < count; ++n)
        result.row(first + n) = Eigen::Map<const Eigen::RowVectorXf>(part.map(n), x.cols()).cast<double>();
    }
    return result;
  };
  return make_evidence(one.size(), value, gradient);
}

}  // namespace neon
