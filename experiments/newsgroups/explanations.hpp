#pragma once
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/self_check.hpp>

#include "experiments/newsgroups/clusters.hpp"

namespace neon::experiments::newsgroups {

/// What the experiment has worked out about the corpus.
struct Study {
  const Data& data;
  const Points& points;
  const Clusters& clusters;

  const Document& document(Index row) const;
  Index cluster_of(Index row) const { return clusters.assigned[static_cast<std::size_t>(row)]; }
  Labels clusters_of(const Labels& rows) const;
};

/// The readings of the z-rule in the pair layer; the first is the experiment's.
inline constexpr std::array<const char*, 3> readings{"affine", "z", "z-nobias"};

/// Documents explained for their own cluster under one reading, word by word.
struct Reading {
  std::string composite;
  Labels rows;                      ///< of points.z
  Explanation slopes;               ///< per unit of z
  std::vector<Vector> words;        ///< per document: relevance of every occurrence, 0 for words that take no part
  double seconds_per_document = 0;  ///< on one core
};

/// The mean, the PCA and the pair layer are one linear layer, w_ij.V x_n + b_ij with x_n = weight_n sum_t v_t: word t
/// of document n receives  R_t = u_n . V v_t weight_n,  u_n the relevance per unit of z_n, pooled over dimensions. What
/// the layer's bias takes is sum_t R_t - f.
Reading explain_words(const Study& study, const Labels& rows, const std::string& composite, bool competitors = false);

/// The words of a reading against the model's own scores. No rule of theirs promises that they sum to the logit.
SelfCheck check_reading(const Study& study, const Reading& reading);

/// Relevance of a document's occurrences from relevance per unit of z.
Vector word_relevance(const Study& study, Index row, const Eigen::RowVectorXd& slope);

}  // namespace neon::experiments::newsgroups
