#include <neon/explain/flip_path.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/network/score_tail.hpp>

#include <memory>

namespace neon {
namespace {

/// Scores at from + t (to - from), from the scores at the ends.
Matrix between(const Matrix& from, const Matrix& to, const Vector& t) {
  return from + Matrix((to - from).array().colwise() * t.array());
}

void add_shortcuts(const std::shared_ptr<const ScoreTail>& tail, Evidence& f) {
  f.segment_shortcut = [tail](const MatrixView& from, const MatrixView& to) -> Segment {
    const Matrix start = tail->scores().at(from), end = tail->scores().at(to);
    return {.value = [=](const Vector& t) { return tail->value(between(start, end, t)); },
            .mean_gradient = [=](Index steps) { return tail->scores().back(tail->mean_gradient(start, end, steps)); }};
  };
  f.scores_shortcut = std::make_shared<const AffineScores>(
      AffineScores{tail->scores().weight(), [tail](const MatrixView& x) { return tail->scores().at(x); },
                   [tail](Matrix scores) { return tail->value(std::move(scores)); }});
  if (const auto followed = tail->followed())
    f.flip_shortcut = [tail, followed](const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
      return flip_followed(*followed, tail->scores().at(x), x, root, order);
    };
  else
    f.flip_shortcut = [tail, scores = f.scores_shortcut](const MatrixView& x, const MatrixView& root,
                                                         const FlipOrder& order) {
      return flip_scores(*scores, x, root, order);
    };
}

}  // namespace

Evidence evidence(const Network& network) {
  network.check();
  const auto net = std::make_shared<const Network>(network);
  Evidence f{.features = net->features(),
             .beta = net->pool().stiffness,
             .margins = [net](const MatrixView& x) { return net->margins(x); },
             .pullback = [net](const MatrixView& x, const MatrixView& weight) { return net->pullback(x, weight); }};
  if (std::optional<ScoreTail> tail = ScoreTail::of(network))
    add_shortcuts(std::make_shared<const ScoreTail>(std::move(*tail)), f);
  f.prototypes = network.nodes.front().layer.points();
  return f;
}

}  // namespace neon
