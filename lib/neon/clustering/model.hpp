#pragma once
#include <neon/clustering/model_check.hpp>
#include <neon/clustering/parameters.hpp>
#include <neon/core/error.hpp>
#include <neon/network/network.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Points that a model keeps with the clusters in which its fit put them, where the rule for new points, the smallest
/// outlier score, may say another.
struct KeptPoints {
  const Matrix* x = nullptr;  ///< [m, d], part of the model; null: it keeps none
  Labels cluster = {};        ///< [m]
};

/// outlier_scores of a model that outlives it, for many blocks of points: what no point changes is computed once.
template <class M>
std::function<Matrix(const MatrixView& x)> scorer(const M& model) {
  if constexpr (requires { model.scorer(); })
    return model.scorer();
  else
    return [&model](const MatrixView& x) { return model.outlier_scores(x); };
}

/// Any cluster model, as a value; copies share what they hold until one is changed. A type M is one if it has
///   static constexpr std::string_view kind                  its name in model files
///   double beta                                             stiffness of assignment; infinity: hard
///   Index clusters() const, features() const                K and d
///   Matrix outlier_scores(x) const                          [n, d] -> o [n, K]; the smallest is the cluster
///   Network neuralize(c) const                              the network of the logit of cluster c
///   void parameters(ParameterVisitor&)                      what it consists of
///   void check(const ModelCheck&) const                     throws where its parameters make no model
/// and, where it needs to say more,
///   std::function<Matrix(x)> scorer() const                 outlier_scores, what no point changes computed once
///   Matrix logits(x) const                                  [n, K], if not softmin^beta_{k != c} (o_k - o_c)
///   std::vector<std::string> score_names() const            [K] of clusters that are called something
///   void require_points(x, where) const                     throws, naming the row, where a point can have no cluster
///   KeptPoints kept_points() const
///   std::string constant_name() const                       of what relevance goes to beside the features, in every
///                                                           network of its clusters, see LayerDetail
/// A ModelKind (clustering/fit.hpp), named in clustering/CMakeLists.txt, makes it one of the listed.
class ClusterModel {
 public:
  /// What every model answers.
  struct Interface {
    virtual ~Interface() = default;
    virtual std::unique_ptr<Interface> copy() const = 0;
    virtual std::string_view kind() const = 0;
    virtual Index clusters() const = 0;
    virtual Index features() const = 0;
    virtual double beta() const = 0;
    virtual void set_beta(double beta) = 0;
    virtual Matrix outlier_scores(const MatrixView& x) const = 0;
    virtual std::function<Matrix(const MatrixView& x)> scorer() const = 0;
    virtual bool has_logits() const = 0;
    virtual Matrix logits(const MatrixView& x) const = 0;
    virtual Network neuralize(Index c) const = 0;
    virtual void parameters(ParameterVisitor& visit) = 0;
    virtual void check(const ModelCheck& check) const = 0;
    virtual std::vector<std::string> score_names() const = 0;
    virtual void require_points(const MatrixView& x, std::string_view where) const = 0;
    virtual KeptPoints kept_points() const = 0;
    virtual std::string constant_name() const = 0;
  };

  /// No model yet: every question is refused.
  ClusterModel() = default;
  template <class M>
  requires requires { M::kind; }
  ClusterModel(M model) : self_(std::make_shared<Model<M>>(std::move(model))) {}  // NOLINT: any of them is one

  /// The model itself; null if it is of another type.
  template <class M>
  const M* as() const {
    const auto* found = dynamic_cast<const Model<M>*>(self_.get());
    return found == nullptr ? nullptr : &found->model;
  }
  /// @throws Error if it is of another type
  template <class M>
  const M& get() const {
    const M* const found = as<M>();
    require(found != nullptr, "model: a {} should be a {}", self_ ? self_->kind() : "model without contents", M::kind);
    return *found;
  }
  const Interface& operator*() const {
    require(self_ != nullptr, "model: there is none yet");
    return *self_;
  }
  const Interface* operator->() const { return &**this; }
  /// Looks at the parameters, or changes them.
  void visit(ParameterVisitor& visitor);
  /// @param visitor whose purpose is to look
  void visit(ParameterVisitor& visitor) const;
  void set_beta(double beta);

 private:
  template <class M>
  struct Model;

  std::shared_ptr<const Interface> self_;
};

/// "kmeans", "kernel-kmeans", ...: the kind stored in model files.
std::string_view kind(const ClusterModel& model);
Index clusters(const ClusterModel& model);
Index features(const ClusterModel& model);
double beta(const ClusterModel& model);
void set_beta(ClusterModel& model, double beta);

/// o_k(x) of every point and cluster, in parallel over blocks of points.
/// @param x [n, d]  @return [n, K]  @throws Error if x has another number of features than the model, or a
/// point can have no cluster (spherical k-means: at 0 it has no direction; names the row)
Matrix outlier_scores(const ClusterModel& model, const MatrixView& x);

/// f_k(x) of every point and cluster.  @param x [n, d]  @return [n, K]  @throws Error as outlier_scores
Matrix logits(const ClusterModel& model, const MatrixView& x);

/// Converts a cluster model into the neural network that computes its logit f_c, without retraining.
/// @param c the cluster whose membership is explained
/// @throws Error if c is no cluster, K < 2 or beta is not positive, or squared distances leave the range of doubles
Network neuralize(const ClusterModel& model, Index c);

template <class M>
struct ClusterModel::Model final : Interface {
  M model;

  explicit Model(M given) : model(std::move(given)) {}
  std::unique_ptr<Interface> copy() const override { return std::make_unique<Model>(model); }
  std::string_view kind() const override { return M::kind; }
  Index clusters() const override { return model.clusters(); }
  Index features() const override { return model.features(); }
  double beta() const override { return model.beta; }
  void set_beta(double beta) override { model.beta = beta; }
  Matrix outlier_scores(const MatrixView& x) const override { return model.outlier_scores(x); }
  std::function<Matrix(const MatrixView&)> scorer() const override { return neon::scorer(model); }
  bool has_logits() const override {
    return requires(const MatrixView& x) { model.logits(x); };
  }
  Matrix logits(const MatrixView& x) const override {
    if constexpr (requires { model.logits(x); })
      return model.logits(x);
    else
      throw Error("model: its logits follow from its outlier scores");
  }
  Network neuralize(Index c) const override { return model.neuralize(c); }
  void parameters(ParameterVisitor& visit) override { model.parameters(visit); }
  void check(const ModelCheck& check) const override { model.check(check); }
  std::vector<std::string> score_names() const override {
    if constexpr (requires { model.score_names(); })
      return model.score_names();
    else
      return {};
  }
  void require_points(const MatrixView& x, std::string_view where) const override {
    if constexpr (requires { model.require_points(x, where); }) model.require_points(x, where);
  }
  KeptPoints kept_points() const override {
    if constexpr (requires { model.kept_points(); })
      return model.kept_points();
    else
      return {};
  }
  std::string constant_name() const override {
    if constexpr (requires { model.constant_name(); })
      return model.constant_name();
    else
      return {};
  }
};

}  // namespace neon
