#pragma once
#include <neon/hdf5/hdf5.hpp>

#include <filesystem>
#include <map>
#include <string>

#include "support/samples.hpp"

/// A made-up result of the newsgroups experiment with the layout of results/README.md, in which every claim holds.
namespace neon::samples {

struct SampleNewsgroups {
  std::string profile = "full", ending = "fixed point";
  double purity = 0.45, court = 0.2;
  Index crypt_cluster = 2;  ///< of sci.crypt/15422; talk.politics.guns/54301 is in 2
  double neon_area = 0.1;
  Index documents = 30;
  Index statuses_dropped = 0;  ///< entries missing in the messages' status
};

namespace detail {

inline void write_message(ResultWriter& file, const std::string& place, const std::string& id, Index cluster,
                          const std::map<std::string, double>& words, const std::string& role, Index dropped) {
  std::vector<std::string> piece{"\"'\t"};
  Labels status{-1};
  std::vector<double> relevance{0};
  for (const auto& [word, r] : words) {
    piece.insert(piece.end(), {word, ", it's\n", "the", " "});
    status.insert(status.end(), {0, -1, 1, -1});
    relevance.insert(relevance.end(), {r, 0, 0, 0});
  }
  status.resize(status.size() - static_cast<std::size_t>(dropped));
  file.write(place + "/piece", piece);
  file.write(place + "/status", status);
  file.write(place + "/readings/affine/relevance", relevance);
  Matrix by_competitor = Matrix::Zero(2, static_cast<Index>(piece.size()));
  for (std::size_t p = 0; p < piece.size(); ++p)
    by_competitor.col(static_cast<Index>(p)) << 0.25 * relevance[p], 0.75 * relevance[p];
  file.write(place + "/readings/affine/by_competitor", by_competitor);
  file.attribute(place, "id", id);
  file.attribute(place, "role", role);
  file.attribute(place, "cluster", cluster);
  file.attribute(place, "logit", 0.5);
  file.attribute(place, "probability", 0.9);
}

inline void write_variants(ResultWriter& file, double purity) {
  file.write("variants/name", std::vector<std::string>{"as the text reads", "gamma x 5"});
  file.write("variants/ending", std::vector<std::string>{"fixed point", "cycle"});
  for (const std::string column : {"purity_train", "nmi_train", "nmi_test", "gamma", "beta", "seconds", "sweeps"})
    file.write("variants/" + column, std::vector<double>{0.4, 0.5});
  file.write("variants/purity_test", std::vector<double>{purity, 0.449});
  file.write("variants/period", std::vector<double>{0, 2});
  file.write("variants/politics_together", std::vector<double>{0, 1});
  file.write("variants/vehicles_together", std::vector<double>{1, 1});
  file.write("variants/sizes_test", Matrix{{10, 12, 8}, {5, 15, 10}});
}

inline void write_flipping(ResultWriter& file, double neon_area) {
  const std::map<std::string, double> area{{"NEON", neon_area}, {"GI", neon_area}, {"NEON z", 0.2}, {"SA", 0.3},
                                           {"SR", 0.15},        {"IG", 0.2},       {"random", 0.6}};
  std::vector<std::string> methods;
  file.write("flipping/share", Vector(Vector::LinSpaced(11, 0, 1)));
  file.attribute("flipping", "documents", 25);
  for (const auto& [method, value] : area) {
    const std::string group = "flipping/methods/" + method;
    methods.push_back(method);
    file.write(group + "/inside", Vector(Vector::LinSpaced(11, 1, value)));
    file.attribute(group, "auc_inside", value);
    file.attribute(group, "auc", -value);
    file.attribute(group, "seconds_per_document", 1e-3);
  }
  file.write("flipping/method", methods);
}

}  // namespace detail

inline void write_newsgroups(const std::filesystem::path& path, const SampleNewsgroups& sample = {}) {
  ResultWriter file(path, "newsgroups");
  file.attribute("", "profile", sample.profile);
  file.attribute("", "seed", 0);
  file.attribute("", "threads", 2);
  file.attribute("", "seconds", 60.0);
  file.attribute("cost", "t-SNE", 6.0);
  file.attribute("cost", "peak_memory_mib", 700.0);
  file.attribute("main", "seconds", 5.0);
  file.attribute("main", "peak_memory_mib", 640.0);
  file.write("data/newsgroups", std::vector<std::string>{"misc.forsale", "rec.motorcycles", "sci.crypt"});
  file.attribute("data", "train", 100);
  file.attribute("model", "purity_test", sample.purity);
  file.attribute("model", "top_probability", 0.9);
  file.attribute("model", "ending", sample.ending);
  file.attribute("model", "sweeps", 31);
  Labels label;
  for (Index n = 0; n < sample.documents; ++n) label.push_back(n % 3);
  file.write("documents/newsgroup", label);
  file.write("documents/cluster", label);
  file.write("documents/tsne", normal(30, 2, 1));
  for (const std::string reading : {"affine", "z", "z-nobias"}) {
    const std::string group = "readings/" + reading;
    file.attribute(group, "documents", 30);
    for (const std::string name : {"mean_logit", "mean_sum", "negative_share", "seconds_per_document"})
      file.attribute(group, name, 0.25);
    for (const std::string name : {"words_error", "median_gap", "smallest_denominator"})
      file.attribute(group, name, 1e-12);
  }
  file.write("clusters/word", std::vector<std::string>{"car", "bike", "honda", "yamaha", "key", "crypto"});
  file.write("clusters/newsgroups_test", Matrix{{8, 1, 1}, {2, 8, 2}, {0, 1, 7}});
  file.write("scheme/word", std::vector<std::string>{"car", "bike"});
  file.write("scheme/contribution", Matrix{{0.1, 0.2, -0.1}, {0.05, 0.0, 0.1}});
  file.write("scheme/relevance", Vector{{0.2, 0.15}});
  file.attribute("scheme", "id", std::string("misc.forsale/1"));
  for (const std::string name : {"logit", "sum", "bias"}) file.attribute("scheme", name, 0.35);

  const auto message = [&](Index i, const std::string& id, Index cluster, const std::map<std::string, double>& words,
                           const std::string& role) {
    detail::write_message(file, fmt::format("messages/{}", i), id, cluster, words, role, sample.statuses_dropped);
  };
  const std::string shown = "shown in the paper";
  message(0, "talk.politics.guns/54301", 2, {{"warrant", 0.5}, {"illegal", 0.2}, {"evidence", 0.3}}, shown);
  message(1, "sci.crypt/15422", sample.crypt_cluster,
          {{"court", sample.court}, {"testimonial", 0.2}, {"evidence", 0.3}}, shown);
  message(2, "rec.motorcycles/104653", 1, {{"bikes", 0.5}, {"honda", 0.4}, {"yamaha", 0.3}, {"seat", 0.1}}, shown);
  message(3, "misc.forsale/76134", 1, {{"car", 0.5}, {"bike", 0.4}, {"nissan", 0.3}, {"rack", 0.1}}, shown);
  message(4, "talk.politics.guns/1", 2, {{"law", 0.5}}, "talk.politics.guns and sci.crypt in one cluster");
  message(5, "sci.crypt/1", 2, {{"law", 0.5}}, "talk.politics.guns and sci.crypt in one cluster");
  message(6, "rec.motorcycles/1", 1, {{"honda", 0.5}}, "rec.motorcycles and misc.forsale in one cluster");
  message(7, "misc.forsale/1", 1, {{"honda", -0.5}}, "rec.motorcycles and misc.forsale in one cluster");
  detail::write_variants(file, sample.purity);
  detail::write_flipping(file, sample.neon_area);
  file.commit();
}

}  // namespace neon::samples
