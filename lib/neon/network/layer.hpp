#pragma once
#include <neon/layers/soft_pool.hpp>
#include <neon/rules/condition.hpp>
#include <neon/rules/rule.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace neon {

struct FollowedLogit;

/// What a layer did at a batch of points.
struct Pass {
  Matrix output;                            ///< [n, m]
  std::shared_ptr<const void> memory = {};  ///< what its relevance at the same points needs again; the layer's own
};

/// What relevance is asked for on its way across a layer.
struct LayerDetail {
  bool per_unit = false;         ///< u with R = x .* u instead of R, see Detail
  Condition* account = nullptr;  ///< of the divisions, if given
  Vector* constant = nullptr;    ///< [n] to which the relevance of a constant that is told apart is added, if given
};

/// Relevance of a layer's outputs [n, m] -> relevance of its inputs [n, d], prepared for one rule.
using Propagation =
    std::function<Matrix(const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked)>;

/// A layer whose output depends on x through scores s(x) = x W + b alone, which are affine in x (where only their
/// differences matter: up to a number common to all scores of a point). Along a segment, and from flip to flip, the
/// scores move in straight lines, so that x is not looked at again.
class ScoredLayer {
 public:
  virtual ~ScoredLayer() = default;
  virtual Matrix at(const MatrixView& x) const = 0;  ///< s [n, m]
  virtual Matrix weight() const = 0;                 ///< W [d, m]
  virtual Matrix output(Matrix scores) const = 0;    ///< [n, outputs]
  /// Gradient of the scores [n, m], from that of the outputs.
  virtual Matrix pullback(const Matrix& scores, const MatrixView& gradient) const = 0;
  /// Gradient of x [n, d], from that of the scores:  g W^T.
  virtual Matrix back(const MatrixView& gradient) const = 0;
  /// The mean, over the midpoints of `steps` equal parts of each segment, of the scores' gradient where `pool` stands
  /// on this layer: a fast path. Nothing: the layer has none.
  virtual std::optional<Matrix> mean_gradient(const Matrix& start, const Matrix& end, Index steps,
                                              const SoftMin& pool) const = 0;
  /// The logit along flips of single features where `pool` stands on this layer: a fast path. Null: the layer has none.
  virtual std::shared_ptr<const FollowedLogit> followed(const SoftMin& pool) const = 0;
};

/// A layer of a network: any value that answers
///   Matrix forward(x) const                                [n, d] -> [n, m]
///   Matrix pullback(x, gradient) const                     gradient of the outputs [n, m] -> of the inputs [n, d]
/// and how relevance crosses it, one of
///   Propagation propagation(rule) const                    prepared once per rule; may refer to the layer
///   Matrix relevance(x, pass, relevance, asked) const      the same for every rule
/// What it can do better, or more, it offers:
///   Index inputs() const                                   how many inputs it reads; else any number
///   Pass pass(x) const                                     forward, and what relevance at the same x needs again
///   std::string constant_name() const                      of a constant that is told apart, see LayerDetail
///   std::shared_ptr<const Matrix> points() const           the points [m, d] that its outputs are distances from
///   static constexpr bool keeps_features                   its outputs are the inputs, times a number of the point
///   scores(x), score_weight(), from_scores(scores), pullback_scores(scores, gradient), back_from_scores(gradient),
///   and of these mean_score_gradient(start, end, steps, pool), followed(pool)
///                                                          see ScoredLayer
class Layer {
 public:
  template <class L>
  Layer(L layer) : self_(std::make_shared<const Model<L>>(std::move(layer))) {}  // NOLINT: any layer is a Layer

  Index inputs() const { return self_->inputs(); }
  Pass pass(const MatrixView& x) const { return self_->pass(x); }
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const { return self_->pullback(x, gradient); }
  Propagation propagation(const Rule& rule) const {
    return [self = self_, across = self_->propagation(rule)](const MatrixView& x, const Pass& pass,
                                                             const MatrixView& relevance, const LayerDetail& asked) {
      return across(x, pass, relevance, asked);
    };
  }
  bool keeps_features() const { return self_->keeps_features(); }
  /// Empty: it tells no constant apart.
  std::string constant_name() const { return self_->constant_name(); }
  /// Null: it has none.
  std::shared_ptr<const Matrix> points() const { return self_->points(); }
  /// Null where the layer has no scores.
  const ScoredLayer* scored() const { return self_->scored(); }
  /// The layer itself, null if it is of another type.
  template <class L>
  const L* as() const {
    const auto* model = dynamic_cast<const Model<L>*>(self_.get());
    return model == nullptr ? nullptr : &model->layer;
  }

 private:
  struct Concept {
    virtual ~Concept() = default;
    virtual Index inputs() const = 0;
    virtual Pass pass(const MatrixView& x) const = 0;
    virtual Matrix pullback(const MatrixView& x, const MatrixView& gradient) const = 0;
    virtual Propagation propagation(const Rule& rule) const = 0;
    virtual bool keeps_features() const = 0;
    virtual const ScoredLayer* scored() const = 0;
    virtual std::string constant_name() const = 0;
    virtual std::shared_ptr<const Matrix> points() const = 0;
  };

  template <class L>
  struct Scored;
  template <class L>
  struct Model;

  std::shared_ptr<const Concept> self_;
};

template <class L>
struct Layer::Scored final : ScoredLayer {
  const L& layer;

  explicit Scored(const L& of) : layer(of) {}
  Matrix at(const MatrixView& x) const override { return layer.scores(x); }
  Matrix weight() const override { return layer.score_weight(); }
  Matrix output(Matrix scores) const override { return layer.from_scores(std::move(scores)); }
  Matrix pullback(const Matrix& scores, const MatrixView& gradient) const override {
    return layer.pullback_scores(scores, gradient);
  }
  Matrix back(const MatrixView& gradient) const override { return layer.back_from_scores(gradient); }
  std::optional<Matrix> mean_gradient(const Matrix& start, const Matrix& end, Index steps,
                                      const SoftMin& pool) const override {
    if constexpr (requires { layer.mean_score_gradient(start, end, steps, pool); })
      return layer.mean_score_gradient(start, end, steps, pool);
    else
      return std::nullopt;
  }
  std::shared_ptr<const FollowedLogit> followed(const SoftMin& pool) const override {
    if constexpr (requires { layer.followed(pool); })
      return layer.followed(pool);
    else
      return nullptr;
  }
};

template <class L>
struct Layer::Model final : Concept {
  L layer;
  std::unique_ptr<const ScoredLayer> with_scores;

  explicit Model(L given) : layer(std::move(given)) {
    if constexpr (requires(const MatrixView& x) { layer.scores(x); })
      with_scores = std::make_unique<const Scored<L>>(layer);
  }
  Index inputs() const override {
    if constexpr (requires { layer.inputs(); })
      return layer.inputs();
    else
      return 0;
  }
  Pass pass(const MatrixView& x) const override {
    if constexpr (requires { layer.pass(x); })
      return layer.pass(x);
    else
      return {layer.forward(x)};
  }
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const override {
    return layer.pullback(x, gradient);
  }
  Propagation propagation(const Rule& rule) const override {
    if constexpr (requires { layer.propagation(rule); })
      return layer.propagation(rule);
    else
      return [this](const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) {
        return layer.relevance(x, pass, relevance, asked);
      };
  }
  bool keeps_features() const override {
    return requires { L::keeps_features; };
  }
  std::string constant_name() const override {
    if constexpr (requires { layer.constant_name(); })
      return layer.constant_name();
    else
      return {};
  }
  std::shared_ptr<const Matrix> points() const override {
    if constexpr (requires { layer.points(); })
      return layer.points();
    else
      return nullptr;
  }
  const ScoredLayer* scored() const override { return with_scores.get(); }
};

}  // namespace neon
