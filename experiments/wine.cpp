#include <neon/clustering/models.hpp>
#include <neon/embedding/pca.hpp>
#include <neon/explain/explainer.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/record.hpp"
#include "experiments/wine/data.hpp"
#include "experiments/wine/largest_features.hpp"
#include "experiments/wine/schema.hpp"

using namespace neon;
using namespace neon::experiments;

namespace {

const ProgramInfo info{"wine",
                       "Explains why nine wines lie outside the majority class of their k-means cluster (the demo of "
                       "the later NEON paper). Data and centroids are embedded; nothing is read.",
                       "wine --points 3 --out results/wine-first.h5",
                       "wine.h5",
                       true,
                       {},
                       {"--seed", "--profile"}};

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  return run_program(argc, argv, info, flags, {}, [&] {
    StageTimer timer;
    ResultWriter writer(flags.out, info.name);
    timer.start("data");
    const wine::Wine data = wine::load();
    const wine::Clustering clustering = wine::verified_clustering(data);
    Labels id = clustering.outside;
    if (flags.points > 0) id.resize(std::min(id.size(), static_cast<std::size_t>(flags.points)));

    timer.start("explain");
    const KMeans model{data.centroids, Vector::Zero(data.centroids.rows()), infinity};
    const Composite composite = composites::find("paper-v2");
    const Explanation all = explain(model, data.x, clustering.assigned, {composite});
    SelfCheck check{.conserving = conserves(composite, model)};
    check.add({.outlier = outlier_scores(model, data.x),
               .beta = model.beta,
               .assigned = clustering.assigned,
               .explained = clustering.assigned,
               .why = all});
    const Matrix relevance = all.relevance(id, Eigen::all);
    const Vector logit = all.logit(id), sum = relevance.rowwise().sum();
    Vector printed(logit.size());
    std::transform(id.begin(), id.end(), printed.begin(), wine::printed_logit);

    fmt::print("point  class  cluster  probability    logit    sum R  printed  largest relevances\n");
    for (Index n = 0; n < logit.size(); ++n) {
      const auto point = static_cast<std::size_t>(id[static_cast<std::size_t>(n)]);
      fmt::print("{:>5}  {:>5}  {:>7}  {:>11.2f}  {:>7.4f}  {:>7.4f}  {:>7.4f}  {}\n", point, data.label[point],
                 clustering.assigned[point], 1 / (1 + std::exp(-logit(n))), logit(n), sum(n), printed(n),
                 wine::largest_features(data.features, relevance.row(n)));
    }

    const schema::wine::Result stored;
    stored.features.write(writer, data.features);
    stored.x.write(writer, data.x);
    stored.label.write(writer, data.label);
    stored.assigned.write(writer, clustering.assigned);
    stored.centroids.values.write(writer, data.centroids);
    stored.centroids.inertia.write(writer, clustering.inertia);
    stored.centroids.sizes.write(writer, fmt::format("{}", fmt::join(clustering.sizes, "/")));
    stored.pca.write(writer, transform(fit_pca(data.x, 2), data.x));
    stored.points.id.write(writer, id);
    stored.points.logit.write(writer, logit);
    stored.points.sum.write(writer, sum);
    stored.points.printed.write(writer, printed);
    stored.points.relevance.write(writer, relevance);
    stored.all.logit.write(writer, all.logit);
    stored.all.relevance.write(writer, all.relevance);
    record_check(writer, stored.all.group, check);
    record_input(writer, "wine.csv", data.sha256);
    record_input(writer, "wine_centroids.csv", data.centroids_sha256);
    timer.stop();
    record_run(writer, flags, timer);
    writer.commit();
    fmt::print("Evidence: {}\nwrote {}\n", evidence_sentence(check), flags.out.string());
    require_check(check, flags.strict);
  });
}
