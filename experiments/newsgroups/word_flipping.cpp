#include "experiments/newsgroups/word_flipping.hpp"

#include <neon/baselines/baselines.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/addend_evidence.hpp>
#include <neon/metrics/pixel_flipping.hpp>
#include <neon/metrics/word_removal.hpp>
#include <neon/roots/root_point.hpp>

#include <atomic>
#include <ctime>

#include "experiments/newsgroups/schema.hpp"

namespace neon::experiments::newsgroups {
namespace {

constexpr Index steps = 10;  // of a tenth of the words each
// Three starts are enough for a comparison; the box has no room beyond a word's presence and absence.
const RootOptions root_options{.box = {0, 1}, .starts = 3, .progress_stop = 1e-4};

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The known words of a document along the components: their mean, times the document's weight, is its point.
struct Words {
  Matrix points;       ///< [known occurrences, dimensions] V v_t
  Labels occurrences;  ///< their numbers in the document

  Words(const Study& study, const Matrix& projected, Index row) {
    const auto& all = study.document(row).occurrences;
    const Labels& vector_row = study.points.embedding.vector_row;
    Labels vectors;
    for (std::size_t t = 0; t < all.size(); ++t) {
      const Index vector = vector_row[static_cast<std::size_t>(all[t].word)];
      if (vector < 0) continue;
      vectors.push_back(vector);
      occurrences.push_back(static_cast<Index>(t));
    }
    points = projected(vectors, Eigen::all);
  }
};

/// One document under every method.
struct DocumentFlips {
  std::vector<Vector> relevance;  ///< [methods] of the known occurrences
  Matrix f;                       ///< [methods, shares]
  Vector seconds;                 ///< [methods]
  double seconds_root = 0;
  bool feasible = false;
};

class Flipper {
 public:
  Flipper(const Study& study, const std::vector<const Reading*>& neon, std::uint64_t seed)
      : study_(study),
        neon_(neon),
        seed_(seed),
        projected_(study.data.vectors.values.cast<double>() * study.points.pca.components.transpose()),
        empty_(study.points.pca.components * study.points.pca.mean) {
    for (Index c = 0; c < study.clusters.count(); ++c)
      evidences_.push_back(evidence(neuralize(study.clusters.model, c)));
  }

  /// @param n number of the document in the readings
  DocumentFlips operator()(Index n, Index row) const {
    const Words words(study_, projected_, row);
    const Evidence& f = evidences_[static_cast<std::size_t>(study_.cluster_of(row))];
    DocumentFlips flips;
    for (const Reading* reading : neon_)
      flips.relevance.emplace_back(reading->words[static_cast<std::size_t>(n)](words.occurrences));
    flips.seconds = Vector::Zero(static_cast<Index>(neon_.size() + baselines.size()));
    run_baselines(row, addend_evidence(f, study_.points.embedding.weight(row) * words.points), flips);

    const auto methods = static_cast<Index>(flips.relevance.size());
    Matrix paths(methods * shares.size(), words.points.cols());
    for (Index m = 0; m < methods; ++m)
      paths.middleRows(m * shares.size(), shares.size()) =
          remove_words(words.points, flips.relevance[static_cast<std::size_t>(m)], shares, empty_);
    const Vector values = f.value(paths);
    flips.f = Eigen::Map<const Matrix>(values.data(), methods, shares.size());
    return flips;
  }

  const Vector shares = Vector::LinSpaced(steps + 1, 0, 1);
  const std::vector<Attributor> baselines = baselines::everywhere();

 private:
  void run_baselines(Index row, const Evidence& f, DocumentFlips& flips) const {
    const Matrix whole = Matrix::Ones(1, f.features);
    double start = thread_seconds();
    const RootPoints roots = root_points(f, whole, root_options);
    flips.seconds_root = thread_seconds() - start;
    flips.feasible = roots.feasible[0] != 0;
    const Labels id{row};
    for (const Attributor& baseline : baselines) {
      start = thread_seconds();
      const auto m = static_cast<Index>(flips.relevance.size());
      flips.relevance.emplace_back(baseline.explain({f, whole, roots.root, id, seed_}).relevance.row(0));
      flips.seconds(m) = thread_seconds() - start + (baseline.uses_root ? flips.seconds_root : 0);
    }
  }

  const Study& study_;
  const std::vector<const Reading*>& neon_;
  std::uint64_t seed_;
  Matrix projected_;  ///< [vectors, dimensions] V v
  Vector empty_;      ///< the mean training document
  std::vector<Evidence> evidences_;
};

}  // namespace

WordFlipping flip_words(const Study& study, const std::vector<const Reading*>& neon, std::uint64_t seed,
                        const ProgressFn& progress) {
  const Flipper flipper(study, neon, seed);
  WordFlipping result;
  result.shares = flipper.shares;
  for (const Reading* reading : neon) {
    const bool first = result.methods.empty();
    result.methods.push_back({.name = first ? "NEON" : "NEON " + reading->composite,
                              .source = composites::find(reading->composite).source,
                              .curve = {},
                              .inside = {},
                              .seconds_per_document = reading->seconds_per_document});
  }
  for (const Attributor& baseline : flipper.baselines)
    result.methods.push_back({.name = baseline.name, .source = baseline.source, .curve = {}, .inside = {}});

  Labels positive;  // documents inside their cluster
  for (Index n = 0; n < neon.front()->slopes.logit.size(); ++n)
    if (neon.front()->slopes.logit(n) > 0) positive.push_back(n);
  result.documents = static_cast<Index>(positive.size());
  require(result.documents > 0, "word flipping: no document has f > 0");

  std::vector<DocumentFlips> flips(positive.size());
  std::atomic<Index> done{0};
  parallel_blocks(result.documents, 4, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const Index n = positive[static_cast<std::size_t>(i)];
      flips[static_cast<std::size_t>(i)] = flipper(n, neon.front()->rows[static_cast<std::size_t>(n)]);
      flips[static_cast<std::size_t>(i)].relevance.clear();
    }
    if (progress) progress(done += end - begin, result.documents);
  });

  const auto count = static_cast<double>(result.documents);
  Matrix mean = Matrix::Zero(static_cast<Index>(result.methods.size()), flipper.shares.size()), inside = mean;
  Vector seconds = Vector::Zero(mean.rows());
  for (const DocumentFlips& document : flips) {
    mean += document.f;
    inside += Matrix((document.f.array() > 0).cast<double>());
    seconds += document.seconds / count;
    result.seconds_root_per_document += document.seconds_root / count;
    result.feasible += document.feasible ? 1 / count : 0;
  }
  for (Index m = 0; m < mean.rows(); ++m) {
    WordFlipping::Method& method = result.methods[static_cast<std::size_t>(m)];
    method.curve = mean.row(m) / mean(m, 0);
    method.inside = inside.row(m) / count;
    method.auc = area_under(method.curve);
    method.auc_inside = area_under(method.inside);
    method.seconds_per_document += seconds(m);
  }
  return result;
}

void write_flipping(const WordFlipping& flipping, ResultWriter& writer) {
  const schema::newsgroups::Flipping stored;
  stored.share.write(writer, flipping.shares);
  stored.documents.write(writer, flipping.documents);
  stored.feasible_share.write(writer, flipping.feasible);
  stored.seconds_root_per_document.write(writer, flipping.seconds_root_per_document);
  std::vector<std::string> names;
  for (const WordFlipping::Method& method : flipping.methods) {
    const schema::newsgroups::FlippingMethod of_method = stored.method(method.name);
    names.push_back(method.name);
    of_method.curve.write(writer, method.curve);
    of_method.inside.write(writer, method.inside);
    of_method.auc.write(writer, method.auc);
    of_method.auc_inside.write(writer, method.auc_inside);
    of_method.seconds_per_document.write(writer, method.seconds_per_document);
    of_method.source.write(writer, method.source);
  }
  stored.methods.write(writer, names);
}

}  // namespace neon::experiments::newsgroups
