#pragma once
#include <fmt/format.h>

#include "experiments/support/schema.hpp"

/// newsgroups.h5
namespace neon::schema::newsgroups {

/// What was clustered.
struct Data {
  std::string group = "data";
  Dataset<Strings> newsgroups{group + "/newsgroups"};
  Dataset<Vector> pca_mean{group + "/pca_mean"};
  Dataset<Matrix> pca_components{group + "/pca_components"};
  Attribute<Index> train{group, "train"}, test{group, "test"}, empty_train{group, "empty_train"},
      empty_test{group, "empty_test"};
  Attribute<Index> words{group, "words"}, known_words{group, "known_words"}, vocabulary{group, "vocabulary"};
  Attribute<std::string> word_vectors{group, "word_vectors"}, word_vectors_kind{group, "word_vectors_kind"};
  Attribute<double> pca_explained{group, "pca_explained"};
};

/// What is known of the training or of the test messages.
struct Half {
  Attribute<double> purity, nmi;
  Dataset<Labels> sizes;
};

struct Model {
  std::string group = "model";
  Dataset<Matrix> support{group + "/support"};
  Dataset<Labels> support_cluster{group + "/support_cluster"};
  Dataset<Vector> log_norm{group + "/log_norm"}, moves{group + "/moves"};
  Attribute<double> gamma{group, "gamma"}, beta{group, "beta"}, top_probability{group, "top_probability"};
  Attribute<std::string> termination{group, "ending"};
  Attribute<Index> sweeps{group, "sweeps"};
  Half train = half("_train"), test = half("_test");

 private:
  Half half(const std::string& suffix) const {
    return {{group, "purity" + suffix}, {group, "nmi" + suffix}, {group + "/sizes" + suffix}};
  }
};

/// The test messages.
struct Documents {
  std::string group = "documents";
  Dataset<Strings> id{group + "/id"};
  Dataset<Labels> newsgroup{group + "/newsgroup"}, cluster{group + "/cluster"};
  Dataset<Vector> logit{group + "/logit"}, relevance{group + "/relevance"};
  Dataset<Matrix> tsne{group + "/tsne"};
};

inline const std::string all_readings = "readings";  ///< the group of the readings

/// One reading of the z-rule.
struct Reading {
  std::string name;
  std::string group = all_readings + "/" + name;
  Attribute<Index> documents{group, "documents"};
  Attribute<double> seconds_per_document{group, "seconds_per_document"};
  Attribute<double> mean_logit{group, "mean_logit"}, mean_sum{group, "mean_sum"}, words_error{group, "words_error"},
      median_gap{group, "median_gap"};
  Attribute<double> smallest_denominator{group, "smallest_denominator"},
      median_smallest_denominator{group, "median_smallest_denominator"}, negative_share{group, "negative_share"};
};

struct Clusters {
  std::string group = "clusters";
  Dataset<Strings> word{group + "/word"};
  Dataset<Matrix> relevance{group + "/relevance"};
  Dataset<Matrix> newsgroups_train{group + "/newsgroups_train"}, newsgroups_test{group + "/newsgroups_test"};
};

inline const std::string all_messages = "messages";  ///< the group of the shown messages
inline constexpr Index known_word = 0;               ///< in Message::status

/// A shown message under one reading.
struct MessageReading {
  std::string group;
  Dataset<Vector> relevance{group + "/relevance"};
  Dataset<Matrix> by_competitor{group + "/by_competitor"};
  Attribute<double> sum{group, "sum"}, smallest_denominator{group, "smallest_denominator"},
      negative_share{group, "negative_share"};
};

/// A shown message.
struct Message {
  std::string name;  ///< its number
  std::string group = all_messages + "/" + name;
  Dataset<Strings> piece{group + "/piece"};
  Dataset<Labels> status{group + "/status"};
  Attribute<std::string> id{group, "id"}, newsgroup{group, "newsgroup"}, half{group, "half"}, role{group, "role"};
  Attribute<Index> cluster{group, "cluster"};
  Attribute<double> logit{group, "logit"}, probability{group, "probability"};

  MessageReading reading(const std::string& reading_name) const { return {group + "/readings/" + reading_name}; }
};

/// What the dimensions of one message's words contribute.
struct Scheme {
  std::string group = "scheme";
  Dataset<Strings> word{group + "/word"};
  Dataset<Matrix> contribution{group + "/contribution"};
  Dataset<Vector> relevance{group + "/relevance"}, slope{group + "/slope"};
  Attribute<std::string> id{group, "id"};
  Attribute<double> logit{group, "logit"}, sum{group, "sum"}, bias{group, "bias"};
};

/// Word flipping by one method.
struct FlippingMethod {
  std::string group;
  Dataset<Vector> curve{group + "/curve"}, inside{group + "/inside"};
  Attribute<double> auc{group, "auc"}, auc_inside{group, "auc_inside"},
      seconds_per_document{group, "seconds_per_document"};
  Attribute<std::string> source{group, "source"};
};

struct Flipping {
  std::string group = "flipping";
  Dataset<Vector> share{group + "/share"};
  Dataset<Strings> methods{group + "/method"};
  Attribute<Index> documents{group, "documents"};
  Attribute<double> feasible_share{group, "feasible_share"},
      seconds_root_per_document{group, "seconds_root_per_document"};

  FlippingMethod method(const std::string& name) const { return {group + "/methods/" + name}; }
};

/// One row per variant.
struct Variants {
  std::string group = "variants";
  Dataset<Strings> name{group + "/name"}, termination{group + "/ending"};
  Dataset<Vector> purity_train{group + "/purity_train"}, purity_test{group + "/purity_test"},
      nmi_train{group + "/nmi_train"}, nmi_test{group + "/nmi_test"};
  Dataset<Vector> gamma{group + "/gamma"}, beta{group + "/beta"}, seconds{group + "/seconds"},
      sweeps{group + "/sweeps"}, period{group + "/period"};
  Dataset<Vector> politics_together{group + "/politics_together"}, vehicles_together{group + "/vehicles_together"};
  Dataset<Matrix> sizes_train{group + "/sizes_train"}, sizes_test{group + "/sizes_test"};
};

/// The cost from the archive to the explanations of all test messages.
struct MainCost {
  Attribute<double> seconds{"main", "seconds"}, peak_memory{"main", "peak_memory_mib"};
};

}  // namespace neon::schema::newsgroups
