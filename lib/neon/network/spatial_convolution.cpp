#include <neon/core/error.hpp>
#include <neon/network/convolution_propagation.hpp>
#include <neon/network/spatial_convolution.hpp>

#include <cmath>

namespace neon {
namespace {

using Maps = Eigen::Map<Matrix>;
using ConstMaps = Eigen::Map<const Matrix>;

/// Writes the channels' numbers over whole maps.
Eigen::RowVectorXd over_locations(const Vector& channels, Index locations) {
  return channels.transpose().replicate(locations, 1).reshaped().transpose();
}

}  // namespace

void SpatialConvolution::check() const {
  const std::string here = fmt::format("convolution '{}'", name);
  require(input.size() > 0 && outputs > 0, "{}: input of shape {} and {} outputs should be positive", here,
          input.text(), outputs);
  require(groups > 0 && input.channels % groups == 0 && outputs % groups == 0,
          "{}: {} inputs and {} outputs should be multiples of the {} groups", here, input.channels, outputs, groups);
  windows.over(input, here);
  require(weight.rows() == outputs && weight.cols() == group_inputs() * windows.places(),
          "{}: weights of shape [{}, {}] should be [{}, {} x {} x {}]", here, weight.rows(), weight.cols(), outputs,
          group_inputs(), windows.height, windows.width);
  require(bias.size() == outputs, "{}: {} biases should be {}", here, bias.size(), outputs);
  require(lower.size() == upper.size() && (lower.size() == 0 || lower.size() == input.channels),
          "{}: {} lower and {} upper bounds should be {}, or none", here, lower.size(), upper.size(), input.channels);
  require(weight.allFinite() && bias.allFinite(), "{}: weights and biases should be finite", here);
}

MapShape SpatialConvolution::output() const {
  const MapShape places = windows.over(input, name);
  return {outputs, places.height, places.width};
}

Matrix SpatialConvolution::forward(const MatrixView& x) const {
  require(x.cols() == inputs(), "convolution '{}': {} features should be {} = {}", name, x.cols(), input.text(),
          inputs());
  const MapShape out = output();
  Matrix result(x.rows(), out.size()), columns;
  for (Index n = 0; n < x.rows(); ++n)
    for (Index g = 0; g < groups; ++g) {
      windows.gather(group_shape(), x.row(n).data() + g * group_shape().size(), columns);
      Maps maps(result.row(n).data() + g * group_outputs() * out.locations(), group_outputs(), out.locations());
      maps.colwise() = bias.segment(g * group_outputs(), group_outputs());
      maps.noalias() += weight.middleRows(g * group_outputs(), group_outputs()) * columns;
    }
  return result;
}

Matrix SpatialConvolution::backward(const MatrixView& gradient) const {
  const MapShape out = output();
  require(gradient.cols() == out.size(), "convolution '{}': gradient of {} features should be {} = {}", name,
          gradient.cols(), out.text(), out.size());
  Matrix result = Matrix::Zero(gradient.rows(), inputs()), columns;
  for (Index n = 0; n < gradient.rows(); ++n)
    for (Index g = 0; g < groups; ++g) {
      const ConstMaps maps(gradient.row(n).data() + g * group_outputs() * out.locations(), group_outputs(),
                           out.locations());
      columns.noalias() = weight.middleRows(g * group_outputs(), group_outputs()).transpose() * maps;
      windows.scatter(group_shape(), columns, result.row(n).data() + g * group_shape().size());
    }
  return result;
}

Propagation SpatialConvolution::propagation(const Rule& rule) const {
  return [across = ConvolutionPropagation(rule, *this)](const MatrixView& x, const Pass& pass,
                                                        const MatrixView& relevance, const LayerDetail& asked) {
    CrossingAccount account(relevance.rows());
    Matrix result = across(x, pass.output, relevance, asked.per_unit, account);
    if (Condition* const all = asked.account) {
      all->smallest = all->smallest.cwiseMin(account.condition.smallest);
      all->negative += account.condition.negative;
      all->total += account.condition.total;
    }
    return result;
  };
}

BatchNormalisation BatchNormalisation::of(std::string name, const MapShape& shape, const Vector& gamma,
                                          const Vector& beta, const Vector& mean, const Vector& variance,
                                          double epsilon) {
  const auto check = [&](const Vector& values, const char* what) {
    require(values.size() == shape.channels && values.allFinite(),
            "batch normalisation '{}': {} should be {} finite numbers, one per channel; there are {}", name, what,
            shape.channels, values.size());
  };
  check(gamma, "gamma");
  check(beta, "beta");
  check(mean, "mean");
  check(variance, "variance");
  require((variance.array() + epsilon > 0).all(), "batch normalisation '{}': variance + {} should be positive", name,
          epsilon);
  const Vector scale = gamma.array() / (variance.array() + epsilon).sqrt();
  return {{.name = std::move(name),
           .input = shape,
           .outputs = shape.channels,
           .windows = {},
           .groups = shape.channels,
           .weight = scale,
           .bias = beta - mean.cwiseProduct(scale)}};
}

Matrix BatchNormalisation::forward(const MatrixView& x) const {
  require(x.cols() == inputs(), "batch normalisation '{}': {} features should be {} = {}", as_convolution.name,
          x.cols(), output().text(), inputs());
  return (x.array().rowwise() * over_locations(scale(), output().locations()).array()).rowwise() +
         over_locations(shift(), output().locations()).array();
}

Matrix BatchNormalisation::pullback(const MatrixView&, const MatrixView& gradient) const {
  return gradient.array().rowwise() * over_locations(scale(), output().locations()).array();
}

SpatialConvolution merged(SpatialConvolution convolution, const BatchNormalisation& normalisation) {
  require(convolution.output() == normalisation.output(), "'{}' gives {}, '{}' normalises {}", convolution.name,
          convolution.output().text(), normalisation.as_convolution.name, normalisation.output().text());
  convolution.weight.array().colwise() *= normalisation.scale().array();
  convolution.bias = convolution.bias.cwiseProduct(normalisation.scale()) + normalisation.shift();
  return convolution;
}

SpatialConvolution merged(const BatchNormalisation& normalisation, SpatialConvolution convolution) {
  require(convolution.input == normalisation.output(), "'{}' reads {}, '{}' normalises {}", convolution.name,
          convolution.input.text(), normalisation.as_convolution.name, normalisation.output().text());
  require(convolution.windows.padding == 0, "'{}' has a border of zeros, which '{}' does not normalise",
          convolution.name, normalisation.as_convolution.name);
  const Index places = convolution.windows.places();
  for (Index o = 0; o < convolution.outputs; ++o)
    for (Index i = 0; i < convolution.group_inputs(); ++i) {
      const Index channel = o / convolution.group_outputs() * convolution.group_inputs() + i;
      auto kernel = convolution.weight.row(o).segment(i * places, places);
      convolution.bias(o) += kernel.sum() * normalisation.shift()(channel);
      kernel *= normalisation.scale()(channel);
    }
  return convolution;
}

}  // namespace neon
