#pragma once
#include <neon/clustering/support_vector_machine.hpp>

#include <catch2/catch.hpp>

#include <dlfcn.h>
#include <libsvm/svm.h>

/// What libsvm itself says of a machine's parameters.
namespace neon::oracle {

/// svm_predict of a machine with an RBF kernel, one-vs-one.
inline Labels libsvm_predict(const SupportVectorMachine& model, const Matrix& x) {
  static void* const library = dlopen("libsvm.so.3", RTLD_NOW);
  REQUIRE(library != nullptr);
  const auto predict = reinterpret_cast<decltype(&::svm_predict)>(dlsym(library, "svm_predict"));
  REQUIRE(predict != nullptr);

  const auto nodes_of = [](const auto& row) {
    std::vector<svm_node> nodes;
    for (Index i = 0; i < row.size(); ++i) nodes.push_back({static_cast<int>(i) + 1, row(i)});
    nodes.push_back({-1, 0});
    return nodes;
  };
  const int classes = static_cast<int>(model.clusters());
  std::vector<std::vector<svm_node>> support;
  std::vector<svm_node*> rows;
  std::vector<int> number(static_cast<std::size_t>(classes)), count(static_cast<std::size_t>(classes), 0);
  for (Index j = 0; j < model.support.rows(); ++j) {
    support.push_back(nodes_of(model.support.row(j)));
    ++count[static_cast<std::size_t>(model.label[static_cast<std::size_t>(j)])];
  }
  for (auto& nodes : support) rows.push_back(nodes.data());
  for (int c = 0; c < classes; ++c) number[static_cast<std::size_t>(c)] = c;
  Matrix coefficient = model.coefficient.transpose();
  std::vector<double*> coefficients;
  for (Index k = 0; k < coefficient.rows(); ++k) coefficients.push_back(coefficient.row(k).data());
  Vector rho = -model.intercept;

  svm_model theirs{};
  theirs.param.svm_type = C_SVC;
  theirs.param.kernel_type = RBF;
  theirs.param.gamma = model.gamma;
  theirs.nr_class = classes;
  theirs.l = static_cast<int>(model.support.rows());
  theirs.SV = rows.data();
  theirs.sv_coef = coefficients.data();
  theirs.rho = rho.data();
  theirs.label = number.data();
  theirs.nSV = count.data();
  Labels result;
  for (Index n = 0; n < x.rows(); ++n) {
    const std::vector<svm_node> nodes = nodes_of(x.row(n));
    result.push_back(static_cast<Index>(predict(&theirs, nodes.data())));
  }
  return result;
}

}  // namespace neon::oracle
