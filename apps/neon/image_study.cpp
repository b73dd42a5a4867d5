#include "apps/neon/image_study.hpp"

#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/thread_count.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/images/image_input.hpp>
#include <neon/network/map_pools.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon::cli {
namespace {

/// As many threads as have room for the values of an image each, and for its relevances.
int threads_with_room(const ImageNetwork& network) {
  constexpr double room = 3.0 * (1U << 30U), copies = 3;
  double bytes = 0;
  for (Index value = 0; value <= network.last(); ++value)
    bytes += copies * sizeof(double) * static_cast<double>(network.shape(value).size());
  return static_cast<int>(std::clamp(room / bytes, 1.0, static_cast<double>(threads())));
}

/// Calls make(n) for every image on several threads, and take(n, what it made) in order.
template <class Make, class Take>
void in_order(const ImageStudy& study, const Make& make, const Take& take, const ProgressFn& progress) {
  const ThreadCount some(threads_with_room(study.network.network));
  const Index at_once = 2 * threads();
  for (Index first = 0; first < study.count(); first += at_once) {
    std::vector<decltype(make(first))> made(static_cast<std::size_t>(std::min(at_once, study.count() - first)));
    parallel_blocks(static_cast<Index>(made.size()), 1,
                    [&](Index i, Index) { made[static_cast<std::size_t>(i)] = make(first + i); });
    for (std::size_t i = 0; i < made.size(); ++i) take(first + static_cast<Index>(i), std::move(made[i]));
    if (progress) progress(first + static_cast<Index>(made.size()), study.count());
  }
}

const ImageFile& file(const ImageStudy& study, Index n) { return study.files[static_cast<std::size_t>(n)]; }

/// The largest entry that is not `other`.
Index largest_but(const Eigen::RowVectorXd& scores, Index other) {
  Index best = other == 0 ? 1 : 0;
  for (Index k = 0; k < scores.size(); ++k)
    if (k != other && scores(k) > scores(best)) best = k;
  return best;
}

struct Seen {
  Eigen::RowVectorXd scores, features;
};

}  // namespace

void PixelAccount::add(const PixelExplanation& why) {
  gap.add(why.gap(), static_cast<Index>(evidence.size()));
  evidence.push_back(why.logit);
  sum.push_back(why.sum());
  kept.push_back(why.kept);
}

double PixelAccount::kept_share() const {
  double of_biases = 0, all = 0;
  for (std::size_t n = 0; n < kept.size(); ++n) {
    of_biases += std::abs(kept[n]);
    all += std::abs(sum[n]) + std::abs(kept[n]);
  }
  return all > 0 ? of_biases / all : 0;
}

bool ImageStudy::holds() const {
  return account.gap.beyond == 0 && (!clusters || (clusters->account.gap.beyond == 0 && clusters->check.holds()));
}

ImageStudy look_at_images(const ImageClassifier& network, std::vector<ImageFile> files, Index value,
                          const ProgressFn& progress) {
  ImageStudy study{.network = network, .files = std::move(files), .value = value};
  const ImageNetwork& graph = network.network;
  study.scores.resize(study.count(), network.classes());
  study.features.resize(study.count(), graph.shape(value).channels);
  const AveragePooling pool = AveragePooling::global(graph.shape(value));
  in_order(
      study,
      [&](Index n) {
        const Matrix x = network_input(prepared_picture(file(study, n), network), network.pixels);
        const Run run(graph.network(), x, graph.last());
        return Seen{run.value(graph.last()).row(0), pool.forward(run.value(value)).row(0)};
      },
      [&](Index n, Seen seen) {
        require(seen.scores.allFinite() && seen.features.allFinite(),
                "{}: the network's values are not finite: its weights are too large", file(study, n).path.string());
        study.scores.row(n) = seen.scores;
        study.features.row(n) = seen.features;
        const Index label = largest_but(seen.scores, -1);
        study.label.push_back(label);
        study.next.push_back(largest_but(seen.scores, label));
        study.probability.push_back(1 / (seen.scores.array() - seen.scores(label)).exp().sum());
      },
      progress);
  return study;
}

void cluster_images(ImageStudy& study, const FitFlags& flags, Index nearest, std::optional<Index> asked) {
  const std::string name = fmt::format("layer {} of {} images", study.network.network.name(study.value), study.count());
  for (const ModelKind& kind : fit_kinds())
    require(kind.name != flags.kind || kind.clusters != ModelKind::Clusters::classes,
            "--model: {} models learn classes, which images do not bring along", flags.kind);
  Table table;
  table.values = study.features;
  for (Index i = 0; i < study.features.cols(); ++i) table.feature_names.push_back(fmt::format("map {}", i));
  study.clusters.emplace(ImageClusters{.fitted = fit_named_model(name, table, flags)});
  ImageClusters& clusters = *study.clusters;
  const ClusterModel& model = clusters.fitted.named.model;
  const Index number = neon::clusters(model);
  require(!asked || (*asked >= 0 && *asked < number), "--cluster: {} should be in [0, {})", asked.value_or(0), number);
  clusters.explained = asked ? Labels(clusters.assigned().size(), *asked) : clusters.assigned();
  clusters.fitted.named.scaling.apply(study.features);
  const Matrix outlier = outlier_scores(model, study.features);
  for (Index k = 0; k < number; ++k) {
    Labels members;
    for (Index n = 0; n < study.count(); ++n)
      if (clusters.assigned()[static_cast<std::size_t>(n)] == k) members.push_back(n);
    std::stable_sort(members.begin(), members.end(), [&](Index a, Index b) { return outlier(a, k) < outlier(b, k); });
    if (static_cast<Index>(members.size()) > nearest) members.resize(static_cast<std::size_t>(nearest));
    clusters.nearest.push_back(std::move(members));
  }
}

void find_similar(ImageStudy& study, Index count) {
  study.similar_count = std::min(count, study.count() - 1);
  const Neighbours found = nearest_neighbours(study.features, study.similar_count);
  study.similar.assign(found.index.data(), found.index.data() + found.index.size());
}

void explain_images(ImageStudy& study, const NodeComposite& composite, const Composite& head,
                    const std::function<void(const ExplainedImage&)>& take, const ProgressFn& progress) {
  const NodePropagator propagate(study.network.network, composite);
  const ImageNetwork& graph = propagate.network();
  std::vector<Propagator> heads;
  Scaling scaling;
  double stiffness = 0;
  if (study.clusters) {
    const ClusterModel& model = study.clusters->fitted.named.model;
    for (Index c = 0; c < clusters(model); ++c) heads.emplace_back(neuralize(model, c), head);
    scaling = study.clusters->fitted.named.scaling;
    stiffness = beta(model);
    study.clusters->check.conserving = conserves(head, model);
  }
  struct Made {
    ExplainedImage image;
    Explanation top;
  };
  in_order(
      study,
      [&](Index n) {
        const auto at = static_cast<std::size_t>(n);
        Made made{
            {.number = n, .picture = prepared_picture(file(study, n), study.network), .of_class = {}, .of_cluster = {}},
            {}};
        const Matrix x = network_input(made.image.picture, study.network.pixels);
        const Run run(graph.network(), x, graph.last());
        made.image.of_class = explain_margin(propagate, run, study.label[at], study.next[at]);
        if (study.clusters) {
          const auto c = static_cast<std::size_t>(study.clusters->explained[at]);
          made.image.of_cluster = explain_pooled_cluster(propagate, run, study.value, scaling, heads[c], &made.top);
        }
        return made;
      },
      [&](Index n, const Made& made) {
        study.account.add(made.image.of_class);
        if (study.clusters) {
          ImageClusters& its = *study.clusters;
          const ClusterModel& model = its.fitted.named.model;
          const auto at = static_cast<std::size_t>(n);
          const Matrix x = study.features.row(n), outlier = outlier_scores(model, x);
          const Labels assigned{its.assigned()[at]}, explained{its.explained[at]};
          its.check.differ = its.fitted.differ;
          SelfCheck one{.conserving = its.check.conserving};
          one.add({.outlier = outlier,
                   .beta = stiffness,
                   .assigned = assigned,
                   .explained = explained,
                   .why = made.top,
                   .first = n,
                   .logits = model->has_logits() ? logits(model, x) : Matrix()});
          its.check.add(one);
          its.account.add(*made.image.of_cluster);
          its.probability.push_back(membership_probability(made.top.logit, stiffness)(0));
        }
        take(made.image);
      },
      progress);
}

}  // namespace neon::cli
