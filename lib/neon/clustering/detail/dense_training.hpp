#pragma once
#include <neon/clustering/back_propagation.hpp>
#include <neon/clustering/dense_moments.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>

#include <algorithm>
#include <numeric>
#include <span>

namespace neon {

/// The parts that trainings of dense layers share.

/// Weights N(0, 2 / inputs), which keeps the scale of the activations through rectifiers; biases 0.
/// @param widths outputs of each layer  Source: He et al., "Delving deep into rectifiers", ICCV 2015.
std::vector<Linear> he_initialised(Index features, const std::vector<Index>& widths, Random& random);

/// The layer that takes x where `layer` takes the coordinates of the frame.
Linear out_of(const Frame& frame, Linear layer);

/// The points in random order, some at a time, shuffled anew each time there are too few left.
class MiniBatches {
 public:
  MiniBatches(Index points, Index size, std::uint64_t seed, std::uint64_t stream)
      : order_(static_cast<std::size_t>(points)), size_(std::min(size, points)), next_(points), random_(seed, stream) {
    std::iota(order_.begin(), order_.end(), 0);
  }
  std::span<const Index> next() {
    const auto points = static_cast<Index>(order_.size());
    if (next_ + size_ > points) {
      random_.shuffle(order_);
      next_ = 0;
    }
    next_ += size_;
    return {order_.data() + (next_ - size_), static_cast<std::size_t>(size_)};
  }
  /// To where they are after this many.
  void skip(Index batches) {
    for (Index b = 0; b < batches; ++b) next();
  }

 private:
  Labels order_;
  Index size_, next_;
  Random random_;
};

/// A step of gradient descent with momentum:  m <- momentum m + g,  w <- w - rate m.  The form of Adam::update; what
/// would be its second moment is left alone.
/// Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013.
struct Momentum {
  double rate, momentum;

  template <class W, class G, class M>
  void update(W&& w, const G& g, M&& m, M&&) const {
    m = momentum * m + g;
    w -= rate * m;
  }
};

/// What the layers of a stack are kept to at every step.
struct DenseConstraints {
  Matrix sight = {};                ///< [outputs, d] 1 where the first layer's neurons see, else 0; empty: all see all
  bool nonpositive_biases = false;  ///< of the hidden layers
};

/// The moments of every parameter of a stack, and the update of all of them from a pass of back-propagation.
class DenseOptimizer {
 public:
  explicit DenseOptimizer(const std::vector<Linear>& layers, DenseConstraints constraints = {})
      : constraints_(std::move(constraints)) {
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const Index outputs = layers[l].outputs();
      moments_.mean.push_back({Matrix::Zero(outputs, layers[l].inputs()), Vector::Zero(outputs)});
      for (Index first = 0; first < outputs; first += most_neurons)
        parts_.push_back({l, first, std::min(most_neurons, outputs - first)});
    }
    moments_.square = moments_.mean;
  }

  const DenseMoments& moments() const { return moments_; }
  /// Goes on where another one was, of a stack of the same shapes.
  void restore(DenseMoments moments) { moments_ = std::move(moments); }

  /// @param of_weights, of_biases an Adam or a Momentum
  template <class Update>
  void step(std::vector<Linear>& layers, const BackPropagation& pass, const Update& of_weights,
            const Update& of_biases) {
    const Matrix& sight = constraints_.sight;
    auto& [mean, square] = moments_;
    parallel_blocks(static_cast<Index>(parts_.size()), 1, [&](Index p, Index) {
      const auto& [l, first, count] = parts_[static_cast<std::size_t>(p)];
      Matrix gradient = pass.weight_gradient(l, first, count);
      if (l == 0 && sight.size() > 0) gradient.array() *= sight.middleRows(first, count).array();
      for (Index i = 0; i < count; ++i)
        of_weights.update(layers[l].weight.row(first + i), gradient.row(i), mean[l].weight.row(first + i),
                          square[l].weight.row(first + i));
      of_biases.update(layers[l].bias.segment(first, count), Vector(pass.bias_gradient(l, first, count)),
                       mean[l].bias.segment(first, count), square[l].bias.segment(first, count));
      if (constraints_.nonpositive_biases && l + 1 < layers.size())
        layers[l].bias.segment(first, count) = layers[l].bias.segment(first, count).cwiseMin(0).eval();
    });
  }

 private:
  /// A few neurons of one layer: their gradient is used while it is in cache, and no neuron is shared by two tasks.
  struct Part {
    std::size_t layer;
    Index first, count;
  };
  static constexpr Index most_neurons = 64;
  std::vector<Part> parts_;
  DenseMoments moments_;
  DenseConstraints constraints_;
};

}  // namespace neon
