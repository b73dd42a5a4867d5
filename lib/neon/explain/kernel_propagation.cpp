#include <neon/explain/kernel_propagation.hpp>

#include <utility>

namespace neon {
namespace {

double constant_input(const Rule& rule, Input input) {
  return input == Input::one ? 1 : input == Input::lower ? rule.lower : rule.upper;
}

void add(Matrix& sum, const Matrix& part) {
  if (sum.size() == 0)
    sum = part;
  else
    sum += part;
}

}  // namespace

KernelPropagation::KernelPropagation(std::shared_ptr<const KernelNetwork> net, Rule rule)
    : net_(std::move(net)), rule_(std::move(rule)) {
  const KernelKMeans& model = *net_->model;
  const Index c = net_->cluster, own = model.members(c);
  bool tables = false;
  for (const Term& term : rule_.terms) {
    if (term.input == Input::activation && term.map == WeightMap::identity)
      identity_ += term.factor;
    else
      tables = true;
  }
  if (tables) tables_.resize(static_cast<std::size_t>(model.clusters()));
  if (rule_.midpoint) squared_support_ = model.support.cwiseAbs2();

  shift_ = Matrix::Zero(own, model.support.rows());
  for (Index k = 0; k < model.clusters(); ++k) {
    if (k == c) continue;
    if (tables) tables_[static_cast<std::size_t>(k)] = table_of(k);
    for (Index i = 0; i < own; ++i)
      for (Index j = 0; j < model.members(k); ++j) {
        const Index si = model.first(c) + i, sj = model.first(k) + j;
        const double bias = net_->squared_norm(sj) - net_->squared_norm(si);
        double shift = rule_.bias ? 0 : -identity_ * bias;  // a_ij holds the bias already
        if (rule_.bias && tables) {
          const Linear scalar{Matrix(0, 0), Vector::Constant(1, bias)};
          for (const Term& term : rule_.terms)
            if (term.map != WeightMap::identity) shift += term.factor * scalar.mapped(term.map).bias(0);
        }
        if (rule_.midpoint)
          shift -= identity_ * (model.support.row(si).squaredNorm() - model.support.row(sj).squaredNorm());
        if (tables && tables_[static_cast<std::size_t>(k)].constant.size())
          shift += tables_[static_cast<std::size_t>(k)].constant.row(i * model.members(k) + j).sum();
        shift_(i, sj) = shift;
      }
  }
}

KernelPropagation::Table KernelPropagation::table_of(Index k) const {
  const Linear pairs = net_->pair_layer(k);
  Table table;
  for (const Term& term : rule_.terms) {
    if (term.input != Input::activation) {
      const double input = constant_input(rule_, term.input);
      if (input != 0) add(table.constant, term.factor * input * pairs.mapped(term.map).weight);
    } else if (term.map != WeightMap::identity) {
      add(table.weight, term.factor * pairs.mapped(term.map).weight);
    }
  }
  return table;
}

Vector KernelPropagation::competitor_relevance(const KernelPooling& pooling, const MatrixView& relevance,
                                               Index row) const {
  const KernelKMeans& model = *net_->model;
  Vector result = pooling.share.row(row);
  for (Index k = 0; k < model.clusters(); ++k)
    result.segment(model.first(k), model.members(k)) *=
        k == net_->cluster ? 0 : relevance(row, k < net_->cluster ? k : k - 1);
  return result;
}

Matrix KernelPropagation::operator()(const MatrixView& x, const KernelPooling& pooling, const MatrixView& relevance,
                                     Condition* condition) const {
  const KernelKMeans& model = *net_->model;
  const Index n = x.rows(), m = model.support.rows(), c = net_->cluster, own = model.members(c), first = model.first(c);

  // Where a rule has tables: the part of the denominators in x and mapped weights, then the messages themselves.
  std::vector<Matrix> pairs(tables_.size());
  for (std::size_t k = 0; k < tables_.size(); ++k) {
    if (static_cast<Index>(k) == c) continue;
    pairs[k] = tables_[k].weight.size() ? Matrix(x * tables_[k].weight.transpose())
                                        : Matrix::Zero(n, own * model.members(static_cast<Index>(k)));
  }

  Matrix coefficient = Matrix::Zero(n, m);  // + sum_j c_ij for i in C_c, - sum_i c_ij for the others
  Eigen::ArrayXd denominator(m), message(m);
  for (Index row = 0; row < n; ++row) {
    const Eigen::ArrayXd toward = competitor_relevance(pooling, relevance, row);
    const auto distance = pooling.distance.row(row).transpose().array();
    for (Index i = 0; i < own; ++i) {
      denominator = identity_ * (distance - distance(first + i)) + shift_.row(i).transpose().array();
      for (std::size_t k = 0; k < pairs.size(); ++k) {
        if (static_cast<Index>(k) == c || tables_[k].weight.size() == 0) continue;
        const Index size = model.members(static_cast<Index>(k));
        denominator.segment(model.first(static_cast<Index>(k)), size) +=
            pairs[k].row(row).segment(i * size, size).transpose().array();
      }
      if (condition)
        for (Index j = 0; j < m; ++j) condition->note(row, toward(j) * pooling.share(row, first + i), denominator(j));
      if (rule_.epsilon > 0)
        denominator += (denominator < 0).select(Eigen::ArrayXd::Constant(m, -rule_.epsilon), rule_.epsilon);
      denominator =
          (denominator.abs() < denominator_floor)
              .select((denominator < 0).select(Eigen::ArrayXd::Constant(m, -denominator_floor), denominator_floor),
                      denominator);
      message = pooling.share(row, first + i) * toward / denominator;
      coefficient(row, first + i) += message.sum();
      coefficient.row(row) -= message.matrix().transpose();
      for (std::size_t k = 0; k < pairs.size(); ++k) {
        if (static_cast<Index>(k) == c) continue;
        const Index size = model.members(static_cast<Index>(k));
        pairs[k].row(row).segment(i * size, size) =
            message.segment(model.first(static_cast<Index>(k)), size).matrix().transpose();
      }
    }
  }

  Matrix result = Matrix::Zero(n, x.cols());
  if (identity_ != 0) {
    result.noalias() = coefficient * model.support;
    result.array() *= 2 * identity_ * x.array();
    if (rule_.midpoint) result.noalias() -= identity_ * coefficient * squared_support_;
  }
  for (std::size_t k = 0; k < tables_.size(); ++k) {
    if (static_cast<Index>(k) == c) continue;
    if (tables_[k].weight.size()) result += x.cwiseProduct(pairs[k] * tables_[k].weight);
    if (tables_[k].constant.size()) result.noalias() += pairs[k] * tables_[k].constant;
  }
  return result;
}

}  // namespace neon
