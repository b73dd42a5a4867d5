#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon::baselines {
namespace {

/// Class means of the background, as hard or soft as f: a model to refit where the background brings none.
struct ClassMeans {
  KMeans model;
  Index own;

  Vector value(const Matrix& x) const {
    const Network net = neuralize(model, own);
    return net.pool().forward(net.margins(x));
  }
  Vector value_without(Index feature, const Matrix& x) const {
    ClassMeans rest = *this;
    rest.model.centroids.col(feature).setZero();
    return rest.value(x);
  }
};

Attribution from_class_means(const Question& q, const Background& background) {
  const BackgroundMeans means = background_means(background, "LOCO");
  const Index own = means.row_of(q.cluster);
  Attribution answer{Matrix::Zero(q.x.rows(), q.x.cols())};
  if (means.mean.rows() < 2) return answer;
  const ClassMeans classes{{means.mean, Vector::Zero(means.mean.rows()), q.evidence.beta}, own};
  const Vector whole = classes.value(q.x);
  for (Index i = 0; i < q.x.cols(); ++i) answer.relevance.col(i) = whole - classes.value_without(i, q.x);
  return answer;
}

}  // namespace

/// Leave one covariate out:  R_i = f(x) - f^(-i)(x),  f^(-i) the logit of the model fitted without feature i. Does not
/// sum to f. The clusters of the data are held when the model is fitted again: what the background brings as `without`
/// (model_background: standard and kernel k-means lose the coordinate, a deep network the weights of its input). Where
/// it brings nothing, both f and f^(-i) are k-means of the background's class means.
Attributor leave_one_covariate_out() {
  return {.name = "LOCO",
          .source =
              "Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, Distribution-free predictive inference for regression, "
              "Journal of the American Statistical Association 113, 2018",
          .explain = [](const Question& q) -> Attribution {
            const Background& background = required_background(q, "LOCO");
            if (!background.without) return from_class_means(q, background);
            const Vector whole = q.evidence.value(q.x);
            Matrix relevance(q.x.rows(), q.x.cols());
            for (Index i = 0; i < q.x.cols(); ++i)
              relevance.col(i) = whole - background.without(i, q.cluster).value(q.x);
            return {.relevance = std::move(relevance)};
          },
          .uses_background = true};
}

}  // namespace neon::baselines
